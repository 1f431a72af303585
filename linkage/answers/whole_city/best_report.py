"""The best removals for a city as data and as text: the JSON of `cut --city`, and what a terminal shows."""

from __future__ import annotations

from typing import Any

from linkage.answers.sentences import name
from linkage.answers.whole_city.best_removals import MAX_LISTED, BestRemovals, RemovalChoice
from linkage.answers.whole_city.resident_classes import Weights
from linkage.vocabulary import LABEL
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
TERMINAL_LISTED = 5
"""How many equally good sets are spelled out on a terminal; the JSON has more."""


def best_json(found: BestRemovals) -> Json:
    """`cut --city --format json`: residents only, by age group where a group has any."""
    answer = found.best
    return {
        "world": found.world.id,
        "seed": found.seed,
        "residents": found.residents,
        "what_if": [each.text for each in parse(found.what_if, found.world)],
        "protect": found.service or None,
        "group": found.group or None,
        "weigh_rewards": found.weighed,
        "doors": [{"service": service, "effect": effect} for service, effect in found.doors],
        "restricted": int(found.restricted.sum()),
        "restricted_by_group": _by_group(found, found.restricted),
        "whatever_is_removed": None if found.stuck is None else int(found.stuck.sum()),
        "by": found.by,
        "choices": [_choice(found, each) for each in found.choices],
        "best": None if answer is None else [each.text for each in answer.cuts[0]],
        "why_not": why_not(found) or None,
    }


def _choice(found: BestRemovals, choice: RemovalChoice) -> Json:
    outcome = choice.outcome
    return {
        "size": choice.size,
        "exact": choice.exact,
        "bound": choice.bound,
        "score": choice.score,
        "cuts": [[each.text for each in cut] for cut in choice.cuts],
        "more": choice.more,
        "spared": int(outcome.spared.sum()),
        "spared_by_group": _by_group(found, outcome.spared),
        "newly_restricted": int(outcome.newly.sum()),
        "lose_reward": int(outcome.lose_reward.sum()),
        "lose_reward_by_group": _by_group(found, outcome.lose_reward),
    }


def _by_group(found: BestRemovals, weights: Weights) -> dict[str, int]:
    return {group: int(number) for group, number in zip(found.groups, weights, strict=True) if number}


def why_not(found: BestRemovals) -> str:
    """Why there is nothing to remove; blank where there is."""
    if not found.restricted.sum():
        return f"Nothing has to be removed: nobody is {restriction_phrase(found)}."
    if found.best is not None:
        return ""
    if not all(each.exact for each in found.choices):
        return "No removals were found that spare anybody; not all were tried."
    if not found.choices:
        return "Nothing helps: nothing that may be removed lies on a way to a restriction."
    if found.weighed:
        return f"Nothing helps: no {len(found.choices)} removals or fewer spare more than lose a reward by them."
    return f"Nothing helps: no {len(found.choices)} removals or fewer spare anybody."


def restriction_phrase(found: BestRemovals) -> str:
    """What restricted means in this answer, in words: refused the service, burdened there, or restricted anywhere."""
    if not found.service:
        return "restricted anywhere"
    service = name(found.world.everything.services, found.service)
    closes = all(effect == "refuse" for _, effect in found.doors)
    return f"refused {service}, or a service that it needs" if closes else f"slowed, fined or made to wait at {service}"


def best_text(found: BestRemovals) -> str:
    """`cut --city` on a terminal."""
    restricted = int(found.restricted.sum())
    lines = [
        f"the best removals for the whole city - world {found.world.id}, seed {found.seed}, "
        f"{found.residents:,} residents, what-if: {found.what_if or 'none'}",
        f"{restricted:,} residents are {restriction_phrase(found)}",
    ]
    if found.stuck is not None:
        lines.append(
            f"{int(found.stuck.sum()):,} of them whatever is removed: nothing that may be removed lies between"
        )
    if found.group:
        lines.append(f"counted: {found.group} only")
    if found.weighed:
        lines.append("a resident who loses a reward is counted against one who is spared")
    for choice in found.choices:
        lines += ["", *_choice_lines(found, choice, restricted)]
    lines += ["", why_not(found)] if why_not(found) else []
    return "\n".join([*lines, LABEL]) + "\n"


def _choice_lines(found: BestRemovals, choice: RemovalChoice, restricted: int) -> list[str]:
    outcome = choice.outcome
    spared = int(outcome.spared.sum())
    what = f"{choice.size} removal{'s' * (choice.size != 1)}"
    how = (
        "the best" if choice.exact else f"best found, not known to be the best (none spares more than {choice.bound:,})"
    )
    share = f" ({spared / restricted:.1%})" if restricted else ""
    lines = [f"{what}, {how}: {spared:,} residents spared{share}"]
    first = choice.cuts[0]
    lines += [f"    {','.join(each.text for each in first)}"]
    lines += [f"      {each.intervention.sentence(found.world)}" for each in first]
    lines.append(f"    spared: {_listed(_by_group(found, outcome.spared))}")
    if outcome.newly.sum():
        lines.append(f"    newly restricted: {_listed(_by_group(found, outcome.newly))}")
    lines.append(f"    lose a reward: {_listed(_by_group(found, outcome.lose_reward))}")
    others = choice.cuts[1:TERMINAL_LISTED]
    lines += [f"    as good: {','.join(each.text for each in cut)}" for cut in others]
    left = len(choice.cuts) - 1 - len(others)
    if left or choice.more:
        lines.append(f"    {left}{'+' * choice.more} more are as good (--format json has up to {MAX_LISTED})")
    return lines


def _listed(groups: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {group}" for group, number in groups.items()) or "nobody"
