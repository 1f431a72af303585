"""The report of a cut as JSON and as text for a terminal. Source of the shape: design 6."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from linkage.answers.cuts.find_cuts import FoundCuts, targets_name
from linkage.answers.cuts.side_effects import EffectRow, SideEffects
from linkage.answers.cuts.smallest_cuts import Cut
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.sentences import name, participle, sentence
from linkage.answers.trace.trace_report import status_badge, step_json
from linkage.world.model import World
from linkage.world.what_if.parser import with_reading

MAX_ROWS = 10
"""How many rows of a cut's side effects are spelled out on a terminal; the JSON has all."""


def cut_json(found_cuts: FoundCuts) -> dict[str, Any]:
    """Cuts as JSON: what `cut --format json` prints; `also_lost` and `also_gained` have a list for each cut."""
    cuts = found_cuts.cuts
    return {
        "protect": list(cuts.targets),
        "possible": cuts.possible,
        "exact": cuts.exact,
        "size": cuts.size,
        "cost": cost_number(cuts.cost),
        "cuts": [[removal.text for removal in cut] for cut in cuts.cuts],
        "more": cuts.more,
        "certificate": [
            [step_json(found_cuts.world, step, found_cuts.called) for step in proof] for proof in cuts.certificate
        ],
        "also_lost": [[_row_json(row) for row in effects.lost] for effects in found_cuts.side_effects],
        "also_gained": [[_row_json(row) for row in effects.gained] for effects in found_cuts.side_effects],
        "why_not": found_cuts.why_not or None,
        "left_out": list(found_cuts.left_out),
    }


def _row_json(row: EffectRow) -> dict[str, str | None]:
    return {**row._asdict(), "service": row.service or None, "subject": row.subject or None}


def cost_number(cost: int | Fraction | None) -> int | float | None:
    """A cost as JSON has it: a whole number where it is one."""
    if isinstance(cost, Fraction):
        return cost.numerator if cost.denominator == 1 else float(cost)
    return cost


def cut_text(found_cuts: FoundCuts) -> str:
    """Cuts as text: what `cut` prints."""
    world, cuts = found_cuts.world, found_cuts.cuts
    lines = [_heading(found_cuts), ""]
    if found_cuts.why_not:
        lines.append(found_cuts.why_not)
    elif cuts.cuts:
        lines.append(_headline(found_cuts))
        for cut, side_effects in zip(cuts.cuts, found_cuts.side_effects, strict=True):
            lines += ["", *_cut_lines(world, cut, side_effects)]
        lines += ["", "There are more that are equally small."] if cuts.more else []
    lines += ["", found_cuts.left_out_sentence] if found_cuts.left_out else []
    for number, proof in enumerate(cuts.certificate, start=1):
        lines += ["", f"proof {number} of {len(cuts.certificate)}, which every cut has to hit"]
        for step in proof:
            text = sentence(world, step, found_cuts.called)
            lines.append(f"  day {step.day:>4}  {text}  [{status_badge(world, step)}]")
        lines.append(f"  {evidence_summary(world, proof)}")
    return "\n".join([*lines, world.label_line]) + "\n"


def _heading(found_cuts: FoundCuts) -> str:
    world = found_cuts.world.everything
    kind, service = name(world.record_kinds, found_cuts.record_kind), targets_name(world, found_cuts.cuts.targets)
    everybody = "" if found_cuts.protection.nonmonotone else ", and so everybody rightly matched"
    subject = f"the resident with every account{everybody}"
    if found_cuts.answer is not None:
        subject = f"{found_cuts.answer.name} ({found_cuts.answer.subject})"
    what_if = with_reading(world, found_cuts.what_if)
    return f"{kind}: what protects {service} - {subject}, world {world.id}, what-if: {what_if}"


def _headline(found_cuts: FoundCuts) -> str:
    cuts = found_cuts.cuts
    size, many = cuts.size or 0, len(cuts.cuts)
    removals = f"{size} removal{'s' * (size != 1)}"
    price = "" if cuts.cost == size else f", which cost {cost_number(cuts.cost)}"
    if not cuts.exact:
        return f"Best found, not known to be the smallest: {removals}{price}."
    alternatives = "the only one so small" if many == 1 else f"{many:,}{'+' * cuts.more} ways, equally small"
    return f"The least that helps: {removals}{price}; {alternatives}."


def _cut_lines(world: World, cut: Cut, side_effects: SideEffects) -> list[str]:
    """A cut's removals, the sentence of each, and the side effects."""
    lines = [",".join(removal.text for removal in cut)]
    lines += [f"    {removal.intervention.sentence(world)}" for removal in cut]
    for label, rows in (("no longer", side_effects.lost), ("newly", side_effects.gained)):
        lines += [f"    {label}: {phrase}" for phrase in _row_phrases(world, rows[:MAX_ROWS])]
        if len(rows) > MAX_ROWS:
            lines.append(f"    {label}: {len(rows) - MAX_ROWS:,} more (the JSON has them)")
    return lines


def _row_phrases(world: World, rows: Sequence[EffectRow]) -> list[str]:
    """A phrase for each effect row, without repetitions."""
    everything = world.everything
    phrases = []
    for row in rows:
        effect = f"{participle(row.effect)}{f' {name(everything.services, row.service)}' if row.service else ''}"
        whom = f" ({row.subject})" if row.subject else {"self": ""}.get(row.falls_on, f" (falls on {row.falls_on})")
        phrases.append(f"{effect}{whom}, for {name(everything.record_kinds, row.record_kind)}")
    return list(dict.fromkeys(phrases))
