"""The report of the best removals for a city: the JSON of `cut --city`, and its text on a terminal."""

from __future__ import annotations

from typing import Any

from linkage.answers.cuts.cut_report import cost_number
from linkage.answers.sentences import name, participles, whose_people
from linkage.answers.whole_city.best_removals import MAX_LISTED, BestRemovals, RemovalChoice
from linkage.answers.whole_city.resident_classes import Weights
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS, HINDERING_EFFECTS, count_of
from linkage.world.what_if.parser import parse, with_reading

Json = dict[str, Any]
TERMINAL_LISTED = 5
"""How many equally good sets are spelled out on a terminal; the JSON has more."""


def best_json(answer: BestRemovals) -> Json:
    """`cut --city --format json`: residents only, of the group that was asked for; `…_by_group`: of every age group.

    With the objective `doors` every count is of doors, one for each resident at each service; `lose_reward` of rewards.
    """
    best_choice = answer.best
    return {
        "world": answer.world.id,
        "seed": answer.seed,
        "residents": answer.residents,
        "what_if": [intervention.text for intervention in parse(answer.what_if, answer.world)],
        "protect": list(answer.services) if len(answer.services) > 1 else "".join(answer.services) or None,
        "objective": answer.objective,
        "limit": answer.limit,
        "group": answer.group or None,
        "weigh_rewards": answer.weigh_rewards,
        "doors": [{"service": service, "effect": effect} for service, effect in answer.doors],
        "restricted": group_count(answer, answer.restricted),
        "restricted_by_group": _by_group(answer, answer.restricted),
        "whatever_is_removed": (
            None if answer.always_restricted is None else group_count(answer, answer.always_restricted)
        ),
        "by": answer.by,
        "exact": answer.unfound_bound is None,
        "choices": [_choice_json(answer, choice) for choice in answer.choices],
        "best": None if best_choice is None else [removal.text for removal in best_choice.cuts[0]],
        "why_not": why_not(answer) or None,
    }


def _choice_json(answer: BestRemovals, choice: RemovalChoice) -> Json:
    outcome = choice.outcome
    return {
        "size": choice.size,
        "cost": cost_number(choice.cost),
        "exact": choice.exact,
        "bound": choice.bound,
        "score": choice.score,
        "cuts": [[removal.text for removal in cut] for cut in choice.cuts],
        "more": choice.more,
        "spared": group_count(answer, outcome.spared),
        "spared_by_group": _by_group(answer, outcome.spared),
        "newly_restricted": group_count(answer, outcome.newly_restricted),
        "newly_restricted_by_group": _by_group(answer, outcome.newly_restricted),
        "lose_reward": group_count(answer, outcome.lose_reward),
        "lose_reward_by_group": _by_group(answer, outcome.lose_reward),
    }


def group_count(answer: BestRemovals, weights: Weights) -> int:
    """How many residents (or doors) of the group that was asked for; of all, where none was."""
    pairs = zip(answer.groups, weights, strict=True)
    return sum(int(number) for group, number in pairs if answer.group in ("", group))


def _by_group(answer: BestRemovals, weights: Weights) -> dict[str, int]:
    return {group: int(number) for group, number in zip(answer.groups, weights, strict=True) if number}


def why_not(answer: BestRemovals) -> str:
    """Why there is nothing to remove; blank where there is something."""
    if not group_count(answer, answer.restricted):
        whom = f"no resident aged {answer.group}" if answer.group else "nobody"
        if answer.objective == "doors":
            whom = f"no door{' of residents aged ' * bool(answer.group)}{answer.group}"
        return f"Nothing has to be removed: {whom} is {restriction_phrase(answer)}."
    if answer.best is not None:
        return ""
    if answer.unfound_bound is not None:
        return "No removals were found that spare anybody; not all were tried."
    if not answer.can_remove or (not answer.choices and not answer.priced):
        return "Nothing helps: nothing that may be removed lies on a way to a restriction."
    fewer = f"{count_of(len(answer.choices), 'removal')} or fewer"
    which = f"removals that cost {answer.limit:,} or less" if answer.priced else fewer
    if answer.weigh_rewards:
        return f"Nothing helps: no {which} spare more than lose a reward by them."
    return f"Nothing helps: no {which} spare anybody."


def restriction_phrase(answer: BestRemovals) -> str:
    """What restricted means in this answer, in words: barred from it, burdened there, or restricted anywhere."""
    if answer.objective == "doors":
        return _doors_phrase(answer)
    if not answer.services:
        return "restricted anywhere"
    hindered = {service for service, effect in answer.doors if effect in HINDERING_EFFECTS}
    closed, burdened = (
        " or ".join(
            name(answer.world.everything.services, service)
            for service in answer.services
            if (service in hindered) == is_hindered
        )
        for is_hindered in (False, True)
    )
    barred = " or ".join(kind.city_word for kind in EFFECT_KINDS.values() if kind.closes)
    phrases = [f"{barred} from {closed}, or a service that it needs"] if closed else []
    phrases += [f"{participles(HINDERING_EFFECTS)} at {burdened}"] if burdened else []
    return "; or ".join(phrases)


def _doors_phrase(answer: BestRemovals) -> str:
    """What a closed door means, in words: at which services, and that each resident counts at each of them."""
    where = " or ".join(name(answer.world.everything.services, service) for service in answer.services) or "any service"
    also = (
        ""
        if all(effect in CLOSING_EFFECTS for _, effect in answer.doors)
        else f" (where nothing closes it: {participles(HINDERING_EFFECTS)} there)"
    )
    return f"closed at {where}, itself or by a service that it needs{also}; each resident counts at each service"


def best_text(answer: BestRemovals) -> str:
    """`cut --city` on a terminal."""
    restricted, whom = group_count(answer, answer.restricted), _residents(answer)
    lines = [
        f"the best removals for the whole city - world {answer.world.id}, "
        f"{whose_people(answer.seed, answer.own_tables)}, {count_of(answer.residents, 'resident')}, "
        f"what-if: {with_reading(answer.world, answer.what_if)}",
        f"{restricted:,} {whom} are {restriction_phrase(answer)}",
    ]
    if answer.always_restricted is not None:
        number = group_count(answer, answer.always_restricted)
        lines.append(f"{number:,} of them whatever is removed: nothing that may be removed lies between")
    if answer.group:
        lines.append(f"counted: {answer.group} only; of all ages, {int(answer.restricted.sum()):,}")
    if answer.weigh_rewards:
        lines.append(
            "every reward that is lost is counted against a door that is open again"
            if answer.objective == "doors"
            else "a resident who loses a reward is counted against one who is spared"
        )
    for choice in answer.choices:
        lines += ["", *_choice_lines(answer, choice, restricted)]
    if answer.unfound_bound is not None and answer.priced:
        bound = f"none scores more than {answer.unfound_bound:,}"
        lines += ["", f"not every set that costs {answer.limit:,} or less was tried ({bound})"]
    lines += ["", why_not(answer)] if why_not(answer) else []
    return "\n".join([*lines, answer.world.label_line]) + "\n"


def _choice_lines(answer: BestRemovals, choice: RemovalChoice, restricted: int) -> list[str]:
    outcome = choice.outcome
    spared = group_count(answer, outcome.spared)
    title = f"{choice.size} removal{'s' * (choice.size != 1)}"
    if answer.priced:
        title += f", cost {cost_number(choice.cost)}"
    done = "open again" if answer.objective == "doors" else "spared"
    quality = (
        "the best" if choice.exact else f"best found, not known to be the best (none spares more than {choice.bound:,})"
    )
    share = f" ({spared / restricted:.1%})" if restricted else ""
    lines = [f"{title}, {quality}: {spared:,} {_residents(answer)} {done}{share}"]
    first = choice.cuts[0]
    lines += [f"    {','.join(removal.text for removal in first)}"]
    lines += [f"      {removal.intervention.sentence(answer.world)}" for removal in first]
    ages = "of all ages, " if answer.group else ""
    lines.append(f"    {ages}{done}: {_group_list(_by_group(answer, outcome.spared))}")
    if outcome.newly_restricted.sum():
        newly = "newly closed" if answer.objective == "doors" else "newly restricted"
        lines.append(f"    {ages}{newly}: {_group_list(_by_group(answer, outcome.newly_restricted))}")
    lost = "rewards lost" if answer.objective == "doors" else "lose a reward"
    lines.append(f"    {ages}{lost}: {_group_list(_by_group(answer, outcome.lose_reward))}")
    equal_cuts = choice.cuts[1:TERMINAL_LISTED]
    lines += [f"    as good: {','.join(removal.text for removal in cut)}" for cut in equal_cuts]
    remaining = len(choice.cuts) - 1 - len(equal_cuts)
    if remaining or choice.more:
        are = "is" if remaining == 1 and not choice.more else "are"
        more = f"{remaining}{'+' * choice.more} more {are} as good"
        lines.append(f"    {more} (--format json has up to {MAX_LISTED})")
    return lines


def _residents(answer: BestRemovals) -> str:
    residents = f"residents aged {answer.group}" if answer.group else "residents"
    if answer.objective == "doors":
        return f"doors of {residents}" if answer.group else "doors"
    return residents


def _group_list(groups: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {group}" for group, number in groups.items()) or "nobody"
