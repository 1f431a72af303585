"""Cuts as data and as text: the JSON of the command line, and what a terminal shows. Source of the shape: design 6."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from linkage.answers.cuts.find_cuts import FoundCuts
from linkage.answers.cuts.side_effects import EffectRow, Side
from linkage.answers.cuts.smallest_cuts import Cut
from linkage.answers.sentences import name, participle, sentence
from linkage.answers.trace.trace_report import assumed, badge, step_json
from linkage.vocabulary import LABEL
from linkage.world.model import World

SHOWN = 10
"""How many rows of what a cut also does are spelled out on a terminal; the JSON has all."""


def cut_json(found: FoundCuts) -> dict[str, Any]:
    """`cut --format json`; `also_lost` and `also_gained` have a list for each cut."""
    cuts = found.cuts
    return {
        "possible": cuts.possible,
        "exact": cuts.exact,
        "size": cuts.size,
        "cost": _number(cuts.cost),
        "cuts": [[removal.text for removal in cut] for cut in cuts.cuts],
        "more": cuts.more,
        "certificate": [[step_json(found.world, step, found.called) for step in proof] for proof in cuts.certificate],
        "also_lost": [[_row(row) for row in side.lost] for side in found.sides],
        "also_gained": [[_row(row) for row in side.gained] for side in found.sides],
        "why_not": found.why_not or None,
    }


def _row(row: EffectRow) -> dict[str, str | None]:
    return {**row._asdict(), "service": row.service or None, "subject": row.subject or None}


def _number(cost: int | Fraction | None) -> int | float | None:
    if isinstance(cost, Fraction):
        return cost.numerator if cost.denominator == 1 else float(cost)
    return cost


def cut_text(found: FoundCuts) -> str:
    """`cut` on a terminal."""
    world, cuts = found.world, found.cuts
    lines = [_heading(found), ""]
    if found.why_not:
        lines.append(found.why_not)
    elif cuts.cuts:
        lines.append(_headline(found))
        for cut, side in zip(cuts.cuts, found.sides, strict=True):
            lines += ["", *_cut_lines(world, cut, side)]
        lines += ["", "There are more that are equally small."] if cuts.more else []
    for number, proof in enumerate(cuts.certificate, start=1):
        lines += ["", f"proof {number} of {len(cuts.certificate)}, which every cut has to hit"]
        lines += [f"  day {s.day:>4}  {sentence(world, s, found.called)}  [{badge(world, s)}]" for s in proof]
        lines.append(f"  {assumed(proof)}")
    return "\n".join([*lines, LABEL]) + "\n"


def _heading(found: FoundCuts) -> str:
    world = found.world.everything
    kind, service = name(world.record_kinds, found.record_kind), name(world.services, found.cuts.service)
    who = "the resident with every account" + ("" if found.protection.turns else ", and so everybody rightly matched")
    if found.answer is not None:
        who = f"{found.answer.name} ({found.answer.subject})"
    what_if = found.what_if
    if not what_if.startswith("reading:"):
        what_if = ",".join(part for part in (f"reading:{world.baseline or 'everything'}", what_if) if part)
    return f"{kind}: what protects {service} - {who}, world {world.id}, what-if: {what_if}"


def _headline(found: FoundCuts) -> str:
    cuts = found.cuts
    size, many = cuts.size or 0, len(cuts.cuts)
    what = f"{size} removal{'s' * (size != 1)}"
    price = "" if cuts.cost == size else f", which cost {_number(cuts.cost)}"
    if not cuts.exact:
        return f"Best found, not known to be the smallest: {what}{price}."
    others = "the only one so small" if many == 1 else f"{many:,}{'+' * cuts.more} ways, equally small"
    return f"The least that helps: {what}{price}; {others}."


def _cut_lines(world: World, cut: Cut, side: Side) -> list[str]:
    lines = [",".join(removal.text for removal in cut)]
    lines += [f"    {removal.intervention.sentence(world)}" for removal in cut]
    for what, rows in (("no longer", side.lost), ("newly", side.gained)):
        lines += [f"    {what}: {said}" for said in _said(world, rows[:SHOWN])]
        if len(rows) > SHOWN:
            lines.append(f"    {what}: {len(rows) - SHOWN:,} more (--format json has them)")
    return lines


def _said(world: World, rows: Sequence[EffectRow]) -> list[str]:
    everything = world.everything
    found = []
    for row in rows:
        what = f"{participle(row.effect)}{f' {name(everything.services, row.service)}' if row.service else ''}"
        whom = f" ({row.subject})" if row.subject else {"self": ""}.get(row.falls_on, f" (falls on {row.falls_on})")
        found.append(f"{what}{whom}, for {name(everything.record_kinds, row.record_kind)}")
    return list(dict.fromkeys(found))
