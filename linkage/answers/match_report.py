"""How good links' joins are, as JSON, as a table for CSV and as text. Source of the shape: design 11.3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from linkage.answers.match_quality import LinkQuality, MatchCounts
from linkage.natural_order import natural_key
from linkage.world.model import World

MATCH_COLUMNS = ("link", "group", "pairs", "right", "wrong", "precision", "found", "missed", "misled", "recall")
"""The columns of the table; a blank group is everybody."""


def match_json(qualities: Iterable[LinkQuality], by_group: bool) -> list[dict[str, Any]]:
    """The counts of each link: what `matches --format json` prints; `by_group` is null unless it is asked for."""
    return [
        {
            "link": quality.link,
            **_counts_json(quality.counts),
            "by_group": {name: _counts_json(counts) for name, counts in _groups(quality)} if by_group else None,
        }
        for quality in qualities
    ]


def _counts_json(counts: MatchCounts) -> dict[str, Any]:
    return {
        "pairs": counts.pairs,
        "right": counts.right,
        "wrong": counts.wrong,
        "precision": counts.precision,
        "found": counts.found,
        "missed": counts.missed,
        "misled": counts.misled,
        "recall": counts.recall,
    }


def _groups(quality: LinkQuality) -> list[tuple[str, MatchCounts]]:
    return sorted(quality.by_group.items(), key=lambda pair: natural_key(pair[0]))


def match_rows(qualities: Iterable[LinkQuality], by_group: bool) -> list[list[Any]]:
    """A row a link, and where groups are asked for one for each of its groups: the cells of `MATCH_COLUMNS`."""
    rows = []
    for quality in qualities:
        rows.append([quality.link, "", *_counts_json(quality.counts).values()])
        if by_group:
            rows += [[quality.link, name, *_counts_json(counts).values()] for name, counts in _groups(quality)]
    return rows


def match_text(world: World, heading: str, qualities: Sequence[LinkQuality], by_group: bool) -> str:
    """The counts as text: what `matches` prints."""
    width = max([len("link"), *(len(quality.link) for quality in qualities)])
    width = max([width, *(len(name) + 2 for quality in qualities for name in quality.by_group if by_group)])
    head = "".join(f"{title:>11}" for title in MATCH_COLUMNS[2:])
    lines = [heading, "", f"{'link':<{width}}{head}"]
    for quality in qualities:
        lines.append(_line(quality.link, width, quality.counts))
        if by_group:
            lines += [_line(f"  {name}", width, counts) for name, counts in _groups(quality)]
    lines += [
        "",
        "pairs: accounts that a link's join finds for one another; right: both are one subject's.",
        "found, missed: accounts whose subject has one at the other end, and whether a right pair leads there.",
        "misled: accounts that a wrong pair leads to somebody else.",
        "precision = right / pairs; recall = found / (found + missed).",
        world.label_line,
    ]
    return "\n".join(lines) + "\n"


def _line(title: str, width: int, counts: MatchCounts) -> str:
    cells = [
        f"{counts.pairs:,}",
        f"{counts.right:,}",
        f"{counts.wrong:,}",
        _share(counts.precision),
        f"{counts.found:,}",
        f"{counts.missed:,}",
        f"{counts.misled:,}",
        _share(counts.recall),
    ]
    return f"{title:<{width}}" + "".join(f"{cell:>11}" for cell in cells)


def _share(share: float | None) -> str:
    """A share with four digits, never rounded up to 1 where something is wrong; a dash where there is none."""
    if share is None:
        return "-"
    return f"{share:.4f}" if share == 1 or share < 0.99995 else f"{share:.6f}"
