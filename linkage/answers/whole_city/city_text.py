"""The counts of `city` as people read them: lines of text, and the cells of its CSV and its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linkage.answers import sentences
from linkage.answers.chance_spread import with_chance, with_chance_note
from linkage.vocabulary import count_of
from linkage.world.model import World
from linkage.world.what_if.parser import with_reading

Json = dict[str, Any]
Door = tuple[str, str]
_HOLDERS = ("residents", "companies")


def city_text(world: World, answer: Json, more: Sequence[str] = ()) -> str:
    """`city` on a terminal.

    Args:
        more: further lines, before the world's label.
    """
    lines = [
        f"world {answer['world']}, {sentences.whose_people(answer['seed'], 'own_tables' in answer)}, "
        f"{_holders(answer, ', ')}, {count_of(answer['records'], 'record')}, "
        f"what-if: {with_reading(world, ','.join(answer['what_if']))}",
        f"{'service':<28} {'':<15} {'through links':>13} {'residents':>12} {'companies':>10} {'wrongly':>9} "
        f"{'falsely':>9}  inputs assumed",
    ]
    for row in sorted(answer["effects"], key=lambda row: -_number(row["through_links"])):
        lines.append(
            f"{_service_name(world, row):<28} {sentences.city_word(row['effect']):<15} "
            f"{_number(row['through_links']):>13,} {with_chance(row['residents']):>12} "
            f"{with_chance(row['companies']):>10} {row['wrongly']:>9,} {row['falsely']:>9,}  {row['assumed_share']:.0%}"
        )
    lines += _home_lines(world, answer) + _closed_lines(world, answer)
    for row in answer.get("change", ()):
        if row["residents"] or row["companies"]:
            effect = f"{_service_name(world, row):<21} {sentences.city_word(row['effect']):<15}"
            lines.append(f"change {effect} {'':>13} {row['residents']:>+12,} {row['companies']:>+10,}")
    if "change" in answer:
        lines.append(_unchanged_sentence([row["residents"] or row["companies"] for row in answer["change"]]))
    lines += _link_lines(answer)
    return "\n".join([*with_chance_note([*lines, *more]), world.label_line]) + "\n"


def _unchanged_sentence(moved: Sequence[object]) -> str:
    """How many services and effects a what-if leaves as they are; `moved` says of each whether it changes."""
    same = sum(not each for each in moved)
    return f"{same} of {len(moved)} services and effects stay as they are"


def _holders(counts: Json, between: str) -> str:
    """Residents and companies in words."""
    companies = count_of(counts["companies"], "company", "companies")
    return f"{count_of(counts['residents'], 'resident')}{between}{companies}"


def _number(counts: Json) -> int:
    """Residents and companies together."""
    return int(counts["residents"] + counts["companies"])


def _service_name(world: World, row: Json) -> str:
    return sentences.name(world.everything.services, row["service"]) or "-"


def _home_lines(world: World, answer: Json) -> list[str]:
    """One sentence on those who need no link, the most first; nothing where there are none."""
    rows = [row for row in answer["effects"] if _number(row["without_links"])]
    rows.sort(key=lambda row: -_number(row["without_links"]))
    parts = [
        f"{_number(row['without_links']):,} {sentences.city_word(row['effect'])}"
        + (f" at {_service_name(world, row)}" if row["service"] else "")
        for row in rows
    ]
    return [f"The rest are in their own agency's record: no link is needed. They are {', '.join(parts)}."] * bool(parts)


def _closed_lines(world: World, answer: Json) -> list[str]:
    """The services that are closed to somebody only because a service that they need is closed."""
    return [
        f"{_service_name(world, row)} is closed to {_holders(row, ' and ')}: "
        f"to {row['by_needs']:,} of them only because of what it needs"
        for row in answer["closed"]
        if row["by_needs"]
    ]


def _link_lines(answer: Json) -> list[str]:
    """What each link brings, measure by measure: its fair share, what stops without it, what makes it redundant."""
    lines = []
    for summary in answer.get("by_link_measures", ()):
        rows = [row for row in answer["by_link"] if row["measure"] == summary["measure"]]
        lines += [_shared_sentence(summary), f"  {'link':<44} {'fair share':>14} {'alone':>12}  redundant with"]
        lines += [
            f"  {row['link']:<44} {_share_text(row['value']):>14} {row['alone']:>12,}  {', '.join(row['with'] or ())}"
            for row in rows
            if row["value"] or row["alone"] or row["with"]
        ]
    return lines


def _shared_sentence(summary: Json) -> str:
    if summary["by"] == "alone":
        return f"{summary['measure']}, by link: {summary['note']}"
    through = summary["all"] - summary["without_links"]
    return (
        f"{summary['measure']}, by link: {through:,} came through links, and are shared among them (Shapley values); "
        "alone: what stops if that link alone is cut"
    )


def _share_text(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def comparison_lines(world: World, rows: list[Json], residents: int) -> list[str]:
    """The city's part of `compare` on a terminal: what changes, most through links first, and how many doors don't."""
    lines = [f"in a city of {count_of(residents, 'resident')}, reached through links (all):"]
    for row in sorted(rows, key=lambda row: -abs(_number(row["through_links"]["change"]))):
        effect = f"{_service_name(world, row):<28} {sentences.city_word(row['effect']):<15}"
        for holder in _HOLDERS:
            if row["change"][holder]:
                before, after = (
                    f"{row['through_links'][side][holder]:>10,} ({row[side][holder]:,})" for side in ("before", "after")
                )
                lines.append(f"  {effect} {holder:<10} {before} -> {after}  {row['change'][holder]:>+12,}")
    at_home = sum(_number(row["without_links"]["after"]) for row in rows)
    if at_home:
        lines.append(f"  {at_home:,} of all are in their own agency's record: no link is needed")
    return [*lines, f"  {_unchanged_sentence([any(row['change'].values()) for row in rows])}"]


def comparison_table(rows: list[Json]) -> tuple[list[str], list[list[str]]]:
    """The city's part of `compare` as a table, a row a service and effect: each count before, after, and its change."""
    sides = ("before", "after", "change")
    columns = [f"{holder}_{side}" for holder in _HOLDERS for side in sides]
    split = [f"{holder}_through_links_{side}" for holder in _HOLDERS for side in sides]
    cells = [
        [
            *(row[side][holder] for holder in _HOLDERS for side in sides),
            *(row["through_links"][side][holder] for holder in _HOLDERS for side in sides),
        ]
        for row in rows
    ]
    return ["service", "effect", *columns, *split], [
        [row["service"], row["effect"], *map(str, numbers)] for row, numbers in zip(rows, cells, strict=True)
    ]


CITY_COLUMNS = ["service", "effect", "residents", "companies", "wrongly", "falsely", "assumed_share"]
SPLIT_COLUMNS = {
    f"{holder}_{part}": (part, holder) for part in ("through_links", "without_links") for holder in _HOLDERS
}
"""The columns that split a count: what came through links, and what needs none."""
CSV_COLUMNS = [*CITY_COLUMNS, *SPLIT_COLUMNS]


def city_rows(answer: Json) -> list[list[str]]:
    """`city --format csv`: a line a service and effect, with `CITY_COLUMNS` and `SPLIT_COLUMNS`."""
    return [[str(cell) for cell in city_cells(row)] for row in answer["effects"]]


def city_cells(row: Json) -> list[Any]:
    """A row of `effects` as `CITY_COLUMNS` and `SPLIT_COLUMNS` have it."""
    return [
        *(row[column] for column in CITY_COLUMNS),
        *(row[part][holder] for part, holder in SPLIT_COLUMNS.values()),
    ]
