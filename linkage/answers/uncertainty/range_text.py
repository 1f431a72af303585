"""How sure a city's counts are, as people read it: lines of text, and the cells of CSV files and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linkage.answers import sentences
from linkage.answers.chance_spread import with_chance, with_chance_note
from linkage.answers.uncertainty import DOUBTS
from linkage.answers.uncertainty.asked_city import COUNTS
from linkage.vocabulary import count_of
from linkage.world.model import World

Json = Mapping[str, Any]
TORNADO_ROWS = 15
"""Figures that the text of a tornado lists; JSON and CSV have all."""

SPREAD = ("count", "least", "median", "most")
RANGE_COLUMNS = [
    "service", "effect", "counted", *SPREAD, "chance",
    *(f"before_{column}" for column in SPREAD), *(f"change_{column}" for column in SPREAD), "same_sign",
]  # fmt: skip
"""The columns of ranges, and of seeds; those of `before` and `change` are blank without a what-if."""
DRAW_COLUMNS = ["service", "effect", "counted", "count", "before", "change"]
TORNADO_COLUMNS = [
    "figure", "value", "low", "high", "at_low", "at_high", "swing", "change_at_low", "change_at_high", "change_swing",
]  # fmt: skip


def doubt_lines(world: World, answer: Json) -> list[str]:
    """Every line of the text of what the answer says about how sure it is."""
    lines: list[str] = []
    for doubt in DOUBTS:
        if doubt in answer:
            lines += _LINES[doubt](world, answer[doubt])
    return with_chance_note(lines)


def _range_lines(world: World, answer: Json) -> list[str]:
    lines = [f"{answer['label']}:", *_own_lines(answer)]
    of = len(answer["seeds"]) if "seeds" in answer else answer["draws"]
    lines.append(f"  {'':<63} {'count':>12} {'least':>10} {'median':>10} {'most':>10}")
    for row in answer["effects"]:
        for count in _shown_counts(row):
            cells = row[count]
            name = f"{_service_name(world, row):<28} {sentences.city_word(row['effect']):<15} {_words(count):<18}"
            lines.append(f"  {name} {with_chance(cells['count']):>12} {_numbers(cells, '')}")
            if "change" in cells:
                change = cells["change"]
                said = f"in {change['same_sign']} of {of} {_direction(change['count'])}"
                lines.append(f"  {'change':>63} {change['count']:>+12,} {_numbers(change, '+')}  {said}")
    return lines


def _own_lines(answer: Json) -> list[str]:
    return [
        f"  {given['figure']}: {given['low']:g} to {given['high']:g} (the world says {given['value']:g})"
        for given in answer.get("own_ranges", ())
    ]


def _shown_counts(row: Json) -> list[str]:
    """The counts of a row that the text shows: those that are ever above 0; through links where that differs."""
    counts = []
    for count in COUNTS:
        everybody = count.removesuffix(_THROUGH)
        cells = [part for part in (row[count], row[count].get("before")) if part]
        differs = count == everybody or any(row[count][key] != row[everybody][key] for key in ("count", "listed"))
        if differs and any(part["most"] or part["least"] or part["count"] for part in cells):
            counts.append(count)
    return counts


_THROUGH = "_through_links"


def _words(count: str) -> str:
    return count.replace(_THROUGH, " by links").replace("_", " ")


def _numbers(cells: Json, sign: str) -> str:
    return " ".join(f"{cells[column]:>{sign}10,}" for column in SPREAD[1:])


def _direction(change: int) -> str:
    return "fewer" if change < 0 else "more" if change > 0 else "unchanged"


def _draw_lines(world: World, answer: Json) -> list[str]:
    lines = [f"{answer['label']}:"]
    for row in answer["effects"]:
        for count in COUNTS:
            cells = row[count]
            if any(cells.values()):
                name = f"{_service_name(world, row):<28} {sentences.city_word(row['effect']):<15} {_words(count):<18}"
                before = f"  before {cells['before']:>10,}  change {cells['change']:>+10,}" if "before" in cells else ""
                lines.append(f"  {name} {cells['count']:>12,}{before}")
    return lines


def _tornado_lines(world: World, answer: Json) -> list[str]:
    has_change = "before_count" in answer
    change = f", change {answer['change']:+,}" if has_change else ""
    lines = [f"{answer['label']}:", f"  {answer['says']}: {with_chance(answer['count'])}{change}"]
    heads = f"{'figure':<60} {'value':>10} {'low':>10} {'high':>10} {'at low':>12} {'at high':>12}"
    lines.append(f"  {heads}" + (f" {'change low':>10} {'high':>10}" if has_change else ""))
    by = "change_swing" if answer["moves"] == "change" else "swing"
    moving = [row for row in answer["figures"] if row[by]]
    for row in moving[:TORNADO_ROWS]:
        figures = " ".join(f"{row[column]:>10g}" for column in ("value", "low", "high"))
        changes = f" {row['change_at_low']:>+10,} {row['change_at_high']:>+10,}" if has_change else ""
        lines.append(f"  {row['figure']:<60} {figures} {row['at_low']:>12,} {row['at_high']:>12,}{changes}")
    rest, still = len(moving[TORNADO_ROWS:]), len(answer["figures"]) - len(moving)
    less = f"{count_of(rest, 'figure')} {'moves' if rest == 1 else 'move'} it less; " if rest else ""
    never = "doesn't" if still == 1 else "don't"
    return [*lines, f"  {less}{count_of(still, 'figure')} {never} move it (--format csv lists all)"]


_LINES = {"range": _range_lines, "seeds": _range_lines, "tornado": _tornado_lines, "draw": _draw_lines}


def _service_name(world: World, row: Json) -> str:
    return sentences.name(world.everything.services, row["service"]) or "-"


def range_rows(answer: Json) -> list[list[Any]]:
    """The rows of ranges or seeds, as `RANGE_COLUMNS` has them: a row a service, effect and count; None where blank."""
    rows = []
    for row in answer["effects"]:
        for count in COUNTS:
            cells = row[count]
            before, change = cells.get("before", {}), cells.get("change", {})
            numbers = [part.get(column) for part in (before, change) for column in SPREAD]
            stated = [*(cells[column] for column in SPREAD), cells["chance"]]
            rows.append([row["service"], row["effect"], count, *stated, *numbers, change.get("same_sign")])
    return rows


def draw_rows(answer: Json) -> list[list[Any]]:
    """The rows of a draw alone, as `DRAW_COLUMNS` has them."""
    return [
        [row["service"], row["effect"], count, *(row[count].get(column) for column in DRAW_COLUMNS[3:])]
        for row in answer["effects"]
        for count in COUNTS
    ]


def tornado_rows(answer: Json) -> list[list[Any]]:
    """The rows of a tornado, as `TORNADO_COLUMNS` has them."""
    return [[row.get(column) for column in TORNADO_COLUMNS] for row in answer["figures"]]


def doubt_table(answer: Json) -> tuple[list[str], list[list[str]]] | None:
    """The one table of what the answer says about how sure it is, as texts; None where it says nothing of it."""
    tables = {
        "range": (RANGE_COLUMNS, range_rows),
        "seeds": (RANGE_COLUMNS, range_rows),
        "tornado": (TORNADO_COLUMNS, tornado_rows),
        "draw": (DRAW_COLUMNS, draw_rows),
    }
    for doubt, (head, rows) in tables.items():
        if doubt in answer:
            return head, [["" if cell is None else str(cell) for cell in row] for row in rows(answer[doubt])]
    return None
