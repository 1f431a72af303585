"""The legend under a picture: what its colours, dashes and signs mean, and nothing that it doesn't show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkage.drawing import text_metrics
from linkage.drawing.markup import element, icon, sign, text
from linkage.drawing.scene import Key, Scene
from linkage.drawing.visual_encoding import STATUS_SIGNS, WORDS, WRONG_SIGN, look, status_word
from linkage.vocabulary import STATUSES

_BETWEEN = 1.2
_LINE = 1.45


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning: an identifier's line, a status's sign, a dotted line, or the sign of a wrong match."""

    kind: str  # key | status | needs | wrong
    id: str
    words: str
    width: float


def _entry(kind: str, id: str, words: str, em: float) -> Entry:
    sample = {"key": 2.9, "needs": 2.9, "status": 1.0, "wrong": 1.2}[kind]
    return Entry(kind, id, words, (sample + 0.4) * em + text_metrics.width(words, em))


def _of_scene(scene: Scene, em: float, short: bool) -> list[Entry]:
    """The entries of a map's legend."""
    entries = []
    for key in scene.keys:
        words = f"{key.short} = {key.name}" if short and key.short != key.name else key.name
        entries.append(_entry("key", key.id, words, em))
    used = {edge.status for edge in scene.edges}
    statuses = [status for status in STATUSES if status in used]
    entries += [_entry("status", status, status_word(status, scene.lang), em) for status in statuses]
    words_of = WORDS.get(scene.lang, WORDS["en"])
    if any(edge.kind == "needs" for edge in scene.edges):
        entries.append(_entry("needs", "needs", words_of["needs"], em))
    return [*entries, _entry("wrong", "wrong", words_of["wrong"], em)]


def _of_keys(keys: Iterable[Key], lang: str, em: float) -> list[Entry]:
    """The entries of the legend of a picture of accounts."""
    entries = [_entry("key", key.id, key.name, em) for key in keys]
    return [*entries, _entry("wrong", "wrong", WORDS.get(lang, WORDS["en"])["wrong"], em)]


def _rows(entries: Sequence[Entry], em: float, width: float) -> list[list[Entry]]:
    """The entries in rows that fit the width."""
    rows: list[list[Entry]] = [[]]
    for entry in entries:
        if rows[-1] and sum(before.width + _BETWEEN * em for before in rows[-1]) + entry.width > width - em:
            rows.append([])
        rows[-1].append(entry)
    return rows


def _height(entries: Sequence[Entry], em: float, width: float) -> float:
    return (_LINE * len(_rows(entries, em, width)) + 0.15) * em


def legend_height(scene: Scene, em: float, short: bool, width: float) -> float:
    """The height of the legend at the foot of a map."""
    return _height(_of_scene(scene, em, short), em, width)


def key_legend_height(keys: Sequence[Key], lang: str, em: float, width: float) -> float:
    """The height of the legend at the foot of a picture of accounts."""
    return _height(_of_keys(keys, lang, em), em, width)


def legend(scene: Scene, em: float, short: bool, width: float, top: float) -> str:
    """The legend of a map, as SVG."""
    return _legend(_of_scene(scene, em, short), scene.keys, em, width, top)


def key_legend(keys: Sequence[Key], lang: str, em: float, width: float, top: float) -> str:
    """The legend of a picture of accounts, as SVG."""
    return _legend(_of_keys(keys, lang, em), keys, em, width, top)


def _legend(entries: Sequence[Entry], keys: Sequence[Key], em: float, width: float, top: float) -> str:
    """The entries as SVG, each row centred."""
    parts = []
    for number, row in enumerate(_rows(entries, em, width)):
        y = top + (_LINE * number + 0.7) * em
        x = (width - sum(entry.width for entry in row) - _BETWEEN * em * (len(row) - 1)) / 2
        for entry in row:
            parts.append(_entry_svg(entry, keys, x, y, em))
            x += entry.width + _BETWEEN * em
    return element("g", "".join(parts), class_="legend")


def _entry_svg(entry: Entry, keys: Sequence[Key], x: float, y: float, em: float) -> str:
    """One entry as SVG, from its left end; y is the middle of the row."""
    baseline = y + 0.34 * em
    if entry.kind in {"key", "needs"}:
        dotted = entry.kind == "needs"
        style = look("" if dotted else entry.id, (key.id for key in keys))
        line = element("path", "", d=f"M{x:.1f} {y:.1f}h{2.5 * em:.1f}", class_="line dotted" if dotted else "line")
        return element("g", line + text(entry.words, x + 2.9 * em, baseline), class_=f"key {style.name}")
    if entry.kind == "status":
        status_sign = sign(STATUS_SIGNS[entry.id], x + 0.4 * em, y, 0.62 * em, STATUSES[entry.id])
        return status_sign + text(entry.words, x + em, baseline)
    return icon(WRONG_SIGN, x + 0.5 * em, y, 0.7 * em) + text(entry.words, x + 1.3 * em, baseline)
