"""The answer of a sweep as data and as text."""

from __future__ import annotations

from typing import Any

from linkage.answers.sentences import whose_people
from linkage.answers.whole_city.city_measures import measure_label
from linkage.answers.whole_city.sweep import AXES, Sweep
from linkage.vocabulary import count_of
from linkage.world.what_if.parser import parse, with_reading


def sweep_json(answer: Sweep) -> dict[str, Any]:
    """`sweep --format json`."""
    return {
        "world": answer.world.id,
        "seed": answer.seed,
        "residents": answer.residents,
        "what_if": [intervention.text for intervention in parse(answer.what_if, answer.world)],
        **({} if answer.on_day is None else {"on_day": answer.on_day}),
        "over": [{"figure": axis.text, "values": [_to_number(value) for value in axis.values]} for axis in answer.axes],
        "measures": [{"measure": measure.text, "unit": measure.unit} for measure in answer.measures],
        "rows": [dict(zip(answer.columns, map(_to_number, row), strict=True)) for row in answer.rows],
    }


def _to_number(value: str | int) -> int | float:
    if isinstance(value, int):
        return value
    return float(value) if "." in value else int(value)


def column_units(answer: Sweep) -> dict[str, str]:
    """What the numbers of each column are, in words: the axes' units, and what the measures count."""
    units = {axis.text: AXES[axis.text.partition(":")[0]] for axis in answer.axes}
    return units | {measure.text: measure_label(measure, answer.world) for measure in answer.measures}


def sweep_rows(answer: Sweep) -> list[list[str]]:
    """`sweep --format csv`: a line a point."""
    return [[str(cell) for cell in row] for row in answer.rows]


def sweep_text(answer: Sweep) -> str:
    """`sweep` on a terminal."""
    day = "" if answer.on_day is None else f", in force on day {answer.on_day}"
    lines = [
        f"world {answer.world.id}, {whose_people(answer.seed, answer.own_tables)}, "
        f"{count_of(answer.residents, 'resident')}{day}, "
        f"what-if: {with_reading(answer.world, answer.what_if)}",
        *(f"{measure.text}: {measure_label(measure, answer.world)}" for measure in answer.measures),
    ]
    heads = answer.columns
    cells = [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in answer.rows]
    widths = [max(len(row[column]) for row in [heads, *cells]) for column in range(len(heads))]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *cells]]
    return "\n".join([*lines, answer.world.label_line]) + "\n"
