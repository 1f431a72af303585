"""The answer of a trade-off as data and as text."""

from __future__ import annotations

from typing import Any

from linkage.answers.sentences import whose_people
from linkage.answers.trade_offs.trade_off import EVERYBODY, TRADE_COLUMNS, TradeOff
from linkage.answers.whole_city.city_measures import measure_label, read_measure
from linkage.vocabulary import count_of


def trade_off_json(answer: TradeOff) -> dict[str, Any]:
    """`tradeoff --format json`."""
    return {
        "world": answer.world.id,
        "seed": answer.seed,
        "residents": answer.residents,
        "measure": answer.measure,
        "points": [{"point": point.name, "what_if": point.what_if} for point in answer.points],
        "rows": [dict(zip(TRADE_COLUMNS, row, strict=True)) for row in answer.rows()],
    }


def trade_off_text(answer: TradeOff) -> str:
    """`tradeoff` on a terminal: everybody at each point, then the groups."""
    whose = whose_people(answer.seed, answer.own_tables)
    what = measure_label(read_measure(answer.measure, answer.world), answer.world)
    lines = [
        f"world {answer.world.id}, {whose}, {count_of(answer.residents, 'resident')}",
        f"{answer.measure}: {what}",
        "wrongly: by wrong matches only. missed: right matches would reach them, and nothing does at this point",
    ]
    cells = [[row[0], row[1], *(f"{number:,}" for number in row[2:])] for row in answer.rows()]
    heads = [list(TRADE_COLUMNS), *cells]
    widths = [max(len(row[column]) for row in heads) for column in range(len(TRADE_COLUMNS))]
    for row in heads:
        name = row[0] if row[1] in (EVERYBODY, "group") else ""
        parts = [name.ljust(widths[0]), row[1].ljust(widths[1])]
        parts += [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        lines.append("  ".join(parts).rstrip())
    return "\n".join([*lines, answer.world.label_line]) + "\n"
