"""Whether quotes are quotes: found letter for letter in the articles, and held against what was found before.

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
from linkage.world.reading.csv_text import folder_contents, read_bytes, read_sheet, text_of
from linkage.world.reading.partial_world import PartialWorld, read_draft
from linkage.world.reading.rows import read_table
from linkage.world.real_data_guard import near, safe_text

VERIFIED_FILE = "verified.csv"
HEADS = ("quote", "quote_sha256", "source_file", "source_sha256", "offset")

_TELLING = 12
"""So many letters have to agree before it is worth saying where a quote and its source part."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A quote that was found: `offset` counts letters of the source with its white space folded."""

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


def folded(text: str) -> str:
    """A text with every stretch of white space made one space.

    >>> folded("two  words" + chr(10))
    'two words'
    """
    return " ".join(text.split())


def check_sources(folder: Path, sources: Path) -> list[FaultError]:
    """Quotes (with `checked` = file) that don't stand in their source's file, and files that are missing."""
    return _search(folder, sources)[1]


def record(folder: Path, sources: Path) -> Path:
    """Write `verified.csv` for a folder whose quotes all stand in their sources.

    Raises:
        BadWorldError: a quote doesn't, or a source's file is missing; nothing is written.
    """
    found, faults = _search(folder, sources)
    if faults:
        raise BadWorldError("quotes that don't stand in their sources", faults)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADS)
    for each in sorted(found, key=lambda each: each.quote):
        writer.writerow([each.quote, each.quote_sha256, each.source_file, each.source_sha256, each.offset])
    write_file(folder / VERIFIED_FILE, lines.getvalue())
    return folder / VERIFIED_FILE


def held_against(world: World, folder: Path) -> list[FaultError]:
    """Quotes that are no longer those of `verified.csv`, were never recorded there, or are gone."""
    contents = folder_contents(folder)
    lines = {entry.key: entry.line for entry in read_table("quotes", contents).entries}
    wanted = {quote.id: quote for quote in world.quotes.values() if quote.checked == "file"}
    if VERIFIED_FILE not in contents:
        missing = BadTableError(Place(VERIFIED_FILE), "no such file", "one row for each quote with checked = file")
        return [missing] if wanted else []
    try:
        recorded, faults = _read_verified(contents[VERIFIED_FILE]())
    except BadTableError as unreadable:
        return [unreadable]
    return [*faults, *_differences(world, wanted, recorded, lines)]


def _search(folder: Path, sources: Path) -> tuple[list[Verified], list[FaultError]]:
    """Look every quote up in its source's file."""
    draft = read_draft(folder.resolve().name, folder_contents(folder))
    wanted = [quote for quote in draft.world.quotes.values() if quote.checked == "file" and quote.quote]
    faults: list[FaultError] = []
    articles: dict[str, _Article | None] = {}
    found: list[Verified] = []
    for quote in wanted:
        if quote.source not in articles:
            articles[quote.source] = _article(draft, quote.source, sources, faults)
        article = articles[quote.source]
        offset = article.text.find(folded(quote.quote)) if article else -1
        if article and offset >= 0:
            found.append(Verified(quote.id, _sha256(quote.quote), article.file, article.sha256, str(offset)))
        elif article:
            faults.append(_not_found(draft.place("quotes", quote.id, "quote"), quote, article))
    return found, faults


def _article(draft: PartialWorld, source: str, sources: Path, faults: list[FaultError]) -> _Article | None:
    """The file of a source, or nothing and one fault."""
    if source not in draft.world.sources:
        return None  # a fault of the folder itself, which `check` reports
    where, place = draft.world.sources[source].where, draft.place("sources", source, "where")
    if not _is_file_name(where):
        faults.append(
            BadTableError(place, safe_text(where) or "a blank cell", "a file's name, since quotes are checked in it")
        )
        return None
    try:
        data = read_bytes(sources / where)
        return _Article(where, folded(text_of(data, where)), hashlib.sha256(data).hexdigest())
    except BadTableError as fault:
        faults.append(
            BadTableError(place, f"{safe_text(where)}: {fault.found}", f"{fault.expected} in the folder of sources")
        )
        return None


def _is_file_name(where: str) -> bool:
    """Whether it names a file in one folder, on any system."""
    paths = (PurePosixPath(where), PureWindowsPath(where))
    return where not in ("", ".", "..") and all(path.name == where for path in paths)


def _not_found(place: Place, quote: Quote, article: _Article) -> BadTableError:
    """Where a quote and its source part: the longest beginning of the quote that does stand there."""
    text = folded(quote.quote)
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if text[:middle] in article.text else (least, middle - 1)
    expected = f"the quote in {article.file}, letter for letter"
    if least < _TELLING:
        return BadTableError(place, safe_text(text), expected)
    after = article.text.index(text[:least]) + least
    goes_on = article.text[after : after + 40]
    return BadTableError(
        place,
        f"…{safe_text(text[least:], 30)} after '{safe_text(text[:least][-30:])}'",
        f"{expected}: …{safe_text(goes_on, 30)}",
    )


def _read_verified(data: bytes) -> tuple[dict[str, tuple[int, Verified]], list[FaultError]]:
    """The rows of `verified.csv` by their quotes, with their lines."""
    sheet = read_sheet(VERIFIED_FILE, data, ",".join(HEADS))
    if sheet.heads != HEADS:
        place = Place(VERIFIED_FILE, sheet.head_line)
        raise BadTableError(place, safe_text(",".join(sheet.heads)), ",".join(HEADS))
    rows: dict[str, tuple[int, Verified]] = {}
    faults: list[FaultError] = []
    for line, cells in sheet.lines:
        if len(cells) == len(HEADS) and cells[0] not in rows:
            rows[cells[0]] = (line, Verified(*cells))
        else:
            faults.append(BadTableError(Place(VERIFIED_FILE, line), "a row that can't be read", ",".join(HEADS)))
    return rows, faults


def _differences(
    world: World, wanted: dict[str, Quote], recorded: dict[str, tuple[int, Verified]], lines: dict[str, int]
) -> Iterator[FaultError]:
    for quote in wanted.values():
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
        if name not in wanted:
            place = Place(VERIFIED_FILE, line, "quote")
            yield UnknownNameError(place, safe_text(name), "a quote with checked = file", near(name, wanted))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
