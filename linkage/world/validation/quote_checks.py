"""Checks of quotes: whether they stand letter for letter in their sources, and are those of `verified.csv`.

The articles are never committed; `verified.csv` is, so that a clone can test its quotes without them.
White space is folded on both sides, and nothing else: a curly quotation mark is not a straight one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from linkage.errors import BadTableError, BadWorldError, FaultError, Place, UnknownNameError
from linkage.world.atomic_write import write_file
from linkage.world.model import Quote, World
from linkage.world.reading.csv_text import folder_contents, read_bytes, read_csv_table, text_of
from linkage.world.reading.partial_world import PartialWorld, read_partial_world
from linkage.world.reading.rows import read_table
from linkage.world.real_data_guard import nearest_name, safe_text

VERIFIED_FILE = "verified.csv"
HEADS = ("quote", "quote_sha256", "source_file", "source_sha256", "offset")

_SHORTEST_MATCH = 12
"""The fewest letters that have to agree before a fault says where a quote and its source differ."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A quote found in its source: `offset` counts letters of the source with its white space folded."""

    quote: str
    quote_sha256: str
    source_file: str
    source_sha256: str
    offset: str


@dataclass(frozen=True, slots=True)
class _Article:
    """A source's file: its text, folded, and its hash."""

    file: str
    text: str
    sha256: str


def fold_white_space(text: str) -> str:
    """A text with every stretch of white space made one space.

    >>> fold_white_space("two  words" + chr(10))
    'two words'
    """
    return " ".join(text.split())


def check_sources(folder: Path, sources: Path) -> list[FaultError]:
    """Quotes (with `checked` = file) that don't stand in their source's file, and files that are missing."""
    return _find_quotes(folder, sources)[1]


def write_verified(folder: Path, sources: Path) -> Path:
    """Write `verified.csv` for a folder whose quotes all stand in their sources.

    Raises:
        BadWorldError: a quote doesn't, or a source's file is missing; nothing is written.
    """
    all_verified, faults = _find_quotes(folder, sources)
    if faults:
        raise BadWorldError("quotes that don't stand in their sources", faults)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADS)
    for verified in sorted(all_verified, key=lambda verified: verified.quote):
        writer.writerow(
            [verified.quote, verified.quote_sha256, verified.source_file, verified.source_sha256, verified.offset]
        )
    write_file(folder / VERIFIED_FILE, lines.getvalue())
    return folder / VERIFIED_FILE


def compare_with_verified(world: World, folder: Path) -> list[FaultError]:
    """Quotes that are no longer those of `verified.csv`, were never recorded there, or are gone."""
    contents = folder_contents(folder)
    lines = {entry.key: entry.line for entry in read_table("quotes", contents).entries}
    quotes = {quote.id: quote for quote in world.quotes.values() if quote.checked == "file"}
    if VERIFIED_FILE not in contents:
        missing = BadTableError(Place(VERIFIED_FILE), "no such file", "one row for each quote with checked = file")
        return [missing] if quotes else []
    try:
        recorded, faults = _read_verified(contents[VERIFIED_FILE]())
    except BadTableError as unreadable:
        return [unreadable]
    return [*faults, *_differences(world, quotes, recorded, lines)]


def _find_quotes(folder: Path, sources: Path) -> tuple[list[Verified], list[FaultError]]:
    """Look every quote up in its source's file."""
    draft = read_partial_world(folder.resolve().name, folder_contents(folder))
    quotes = [quote for quote in draft.world.quotes.values() if quote.checked == "file" and quote.quote]
    faults: list[FaultError] = []
    articles: dict[str, _Article | None] = {}
    all_verified: list[Verified] = []
    for quote in quotes:
        if quote.source not in articles:
            articles[quote.source] = _article(draft, quote.source, sources, faults)
        article = articles[quote.source]
        offset = article.text.find(fold_white_space(quote.quote)) if article else -1
        if article and offset >= 0:
            all_verified.append(Verified(quote.id, _sha256(quote.quote), article.file, article.sha256, str(offset)))
        elif article:
            faults.append(_not_found(draft.place("quotes", quote.id, "quote"), quote, article))
    return all_verified, faults


def _article(draft: PartialWorld, source: str, sources: Path, faults: list[FaultError]) -> _Article | None:
    """The file of a source, or nothing and one fault."""
    if source not in draft.world.sources:
        return None  # a fault of the folder itself, which `check` reports
    file_name, place = draft.world.sources[source].where, draft.place("sources", source, "where")
    if not _is_file_name(file_name):
        faults.append(
            BadTableError(
                place, safe_text(file_name) or "a blank cell", "a file's name, since quotes are checked in it"
            )
        )
        return None
    try:
        data = read_bytes(sources / file_name)
        return _Article(file_name, fold_white_space(text_of(data, file_name)), hashlib.sha256(data).hexdigest())
    except BadTableError as fault:
        faults.append(
            BadTableError(place, f"{safe_text(file_name)}: {fault.found}", f"{fault.expected} in the folder of sources")
        )
        return None


def _is_file_name(file_name: str) -> bool:
    """Whether a text is a plain file name, on any system."""
    paths = (PurePosixPath(file_name), PureWindowsPath(file_name))
    return file_name not in ("", ".", "..") and all(path.name == file_name for path in paths)


def _not_found(place: Place, quote: Quote, article: _Article) -> BadTableError:
    """The fault of a quote, with the position where its source differs (longest common prefix, by bisection)."""
    text = fold_white_space(quote.quote)
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in article.text else (low, middle - 1)
    expected = f"the quote in {article.file}, letter for letter"
    if low < _SHORTEST_MATCH:
        return BadTableError(place, safe_text(text), expected)
    offset = article.text.index(text[:low]) + low
    continuation = article.text[offset : offset + 40]
    return BadTableError(
        place,
        f"…{safe_text(text[low:], 30)} after '{safe_text(text[:low][-30:])}'",
        f"{expected}: …{safe_text(continuation, 30)}",
    )


def _read_verified(data: bytes) -> tuple[dict[str, tuple[int, Verified]], list[FaultError]]:
    """The rows of `verified.csv` by their quotes, with their lines."""
    csv_table = read_csv_table(VERIFIED_FILE, data, ",".join(HEADS))
    if csv_table.heads != HEADS:
        place = Place(VERIFIED_FILE, csv_table.head_line)
        raise BadTableError(place, safe_text(",".join(csv_table.heads)), ",".join(HEADS))
    rows: dict[str, tuple[int, Verified]] = {}
    faults: list[FaultError] = []
    for line, cells in csv_table.lines:
        if len(cells) == len(HEADS) and cells[0] not in rows:
            rows[cells[0]] = (line, Verified(*cells))
        else:
            faults.append(BadTableError(Place(VERIFIED_FILE, line), "a row that can't be read", ",".join(HEADS)))
    return rows, faults


def _differences(
    world: World, quotes: dict[str, Quote], recorded: dict[str, tuple[int, Verified]], lines: dict[str, int]
) -> Iterator[FaultError]:
    for quote in quotes.values():
        place = Place("quotes.csv", lines.get(quote.id), "quote")
        if quote.id not in recorded:
            yield BadTableError(place, f"{safe_text(quote.id)}, never verified", f"a row of {VERIFIED_FILE}")
            continue
        _, verified = recorded[quote.id]
        if verified.quote_sha256 != _sha256(quote.quote):
            yield BadTableError(
                place, "other words than were verified", f"the quote whose SHA-256 is in {VERIFIED_FILE}"
            )
        elif verified.source_file != world.sources[quote.source].where:
            found = f"{safe_text(quote.source)}, another file than was verified"
            yield BadTableError(Place(place.file, place.row, "source"), found, safe_text(verified.source_file))
    for name, (line, _) in recorded.items():
        if name not in quotes:
            place = Place(VERIFIED_FILE, line, "quote")
            yield UnknownNameError(place, safe_text(name), "a quote with checked = file", nearest_name(name, quotes))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
