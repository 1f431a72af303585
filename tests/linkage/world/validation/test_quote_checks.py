"""Checks of quotes: letter for letter in their source, and the same as in `verified.csv`."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from linkage.errors import BadWorldError
from linkage.world.storage.folders import bundled_folder, load, worlds
from linkage.world.validation.quote_checks import check_sources, compare_with_verified, fold_white_space, write_verified

ARTICLES = {
    "002_3a3834b235a4dc59.txt": "Fines: failing to pay\ncourt-mandated   fines; the plan is banning them from "
    "travelling by air or high-speed train.",
    "003_ffd5b135b26ad3e6.txt": "Accounts are generally linked to mobile phone numbers, which in turn require\xa0"
    "government IDs. It calls for tourism bodies, business regulators and transit authorities; different agencies "
    "will link databases, rewarding good behavior with streamlined services. No train-fare skippers.",
    "004_9dba389112c6ee5e.txt": "manufacturing or selling fake products ... reducing access to good schools for "
    "individuals or their children",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `tiny` without its record, that a test may change."""
    ignored = shutil.ignore_patterns("verified.csv")
    return Path(shutil.copytree(bundled_folder() / "tiny", tmp_path / "tiny", ignore=ignored))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder of invented articles that hold the quotes of `tiny`."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def change(path: Path, before: str, after: str) -> None:
    """Put other text in the place of some text that is there."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_quotes_are_found_whatever_white_space_parts_their_words(folder: Path, sources: Path) -> None:
    assert check_sources(folder, sources) == []


DEPARTURES = {
    "a word left out": ("tourism bodies, business regulators", "tourism bodies, regulators"),
    "another letter": ("rewarding good behavior", "rewarding good behaviour"),
    "another case": ("train-fare skippers,file", "Train-fare skippers,file"),
    "a curly apostrophe": ("selling fake products", "selling ‘fake’ products"),
    "words that stand nowhere": ("different agencies will link databases", "something composed"),
}


@pytest.mark.parametrize("departure", DEPARTURES)
def test_a_quote_that_departs_from_its_source_is_a_fault(folder: Path, sources: Path, departure: str) -> None:
    change(folder / "quotes.csv", *DEPARTURES[departure])
    (fault,) = check_sources(folder, sources)
    assert (fault.place.file, fault.place.column) == ("quotes.csv", "quote")
    assert "letter for letter" in fault.expected


def test_a_fault_shows_where_a_quote_and_its_source_part(folder: Path, sources: Path) -> None:
    change(folder / "quotes.csv", "rewarding good behavior with", "rewarding good behaviour with")
    assert [str(fault) for fault in check_sources(folder, sources)] == [
        "quotes.csv, row 8, column quote: found …ur with streamlined services after 'rewarding good behavio', "
        "expected the quote in 003_ffd5b135b26ad3e6.txt, letter for letter: …r with streamlined services. N…"
    ]


def test_a_missing_article_is_one_fault_however_many_quotes_it_has(folder: Path, sources: Path) -> None:
    (sources / "003_ffd5b135b26ad3e6.txt").unlink()
    (fault,) = check_sources(folder, sources)
    assert (fault.place.file, fault.place.row, fault.place.column) == ("sources.csv", 4, "where")
    assert fault.found == "003_ffd5b135b26ad3e6.txt: a file that can't be read (No such file or directory)"


@pytest.mark.parametrize(
    "file_name", ["https://example.org/article", "../secret.txt", "/etc/hostname", "..", "a\\b.txt", "c:x.txt"]
)
def test_a_source_that_names_no_file_of_the_folder_is_not_opened(folder: Path, sources: Path, file_name: str) -> None:
    change(folder / "sources.csv", "002_3a3834b235a4dc59.txt", file_name)
    (fault,) = check_sources(folder, sources)
    assert (fault.place.file, fault.found) == ("sources.csv", file_name)


def test_what_was_only_told_is_not_looked_up(folder: Path, sources: Path) -> None:
    change(folder / "quotes.csv", "train-fare skippers,file", ",told")
    change(folder / "quotes.csv", "selling fake products,file", "selling of fake products,read")
    assert check_sources(folder, sources) == []


def test_what_was_found_is_recorded_with_hashes_and_places(folder: Path, sources: Path) -> None:
    lines = write_verified(folder, sources).read_text("utf-8").splitlines()
    article = (sources / "002_3a3834b235a4dc59.txt").read_bytes()
    assert lines[0] == "quote,quote_sha256,source_file,source_sha256,offset"
    assert lines[2].split(",") == [
        "s002-court-fines",
        hashlib.sha256(b"failing to pay court-mandated fines").hexdigest(),
        "002_3a3834b235a4dc59.txt",
        hashlib.sha256(article).hexdigest(),
        "7",
    ]
    assert fold_white_space(article.decode())[7:].startswith("failing to pay court-mandated fines")
    assert [line.split(",")[0] for line in lines[1:]] == sorted(
        quote.id for quote in load("tiny").quotes.values() if quote.checked == "file"
    )


def test_nothing_is_recorded_while_a_quote_is_missing(folder: Path, sources: Path) -> None:
    change(folder / "quotes.csv", "train-fare skippers", "fare-train skippers")
    with pytest.raises(BadWorldError):
        write_verified(folder, sources)
    assert not (folder / "verified.csv").exists()


def test_a_clone_can_compare_its_quotes_with_the_record(folder: Path, sources: Path) -> None:
    write_verified(folder, sources)
    shutil.rmtree(sources)
    assert compare_with_verified(load(folder), folder) == []


Edit = tuple[str, str, str]
Fault = tuple[str, int, str, str]

RECORDED: dict[str, tuple[Edit, list[Fault]]] = {
    "a quote changed": (
        ("quotes.csv", "train-fare skippers", "fare skippers"),
        [("quotes.csv", 9, "other words than were verified", "")],
    ),
    "a quote added": (
        ("quotes.csv", "s004-schools,", "s004-new,s004,some words,file,,\ns004-schools,"),
        [("quotes.csv", 11, "s004-new, never verified", "")],
    ),
    "another article": (
        ("sources.csv", "002_3a3834b235a4dc59.txt", "005.txt"),
        [
            ("quotes.csv", 2, "s002, another file than was verified", ""),
            ("quotes.csv", 3, "s002, another file than was verified", ""),
        ],
    ),
    "a record of no quote": (
        ("verified.csv", "s004-schools,", "s004-schols,"),
        [
            ("quotes.csv", 11, "s004-schools, never verified", ""),
            ("verified.csv", 11, "s004-schols", "s004-schools"),
        ],
    ),
    "a hash that was changed": (
        ("verified.csv", hashlib.sha256(b"train-fare skippers").hexdigest(), "0" * 64),
        [("quotes.csv", 9, "other words than were verified", "")],
    ),
    "a row cut short": (
        ("verified.csv", "s002-air-and-rail,", "s002-air-and-rail\nx,"),
        [
            ("verified.csv", 2, "a row that can't be read", ""),
            ("quotes.csv", 2, "s002-air-and-rail, never verified", ""),
            ("verified.csv", 3, "x", ""),
        ],
    ),
    "a record with other columns": (
        ("verified.csv", "source_sha256", "source_hash"),
        [("verified.csv", 1, "quote,quote_sha256,source_file,source_hash,offset", "")],
    ),
}


@pytest.mark.parametrize("title", RECORDED)
def test_what_differs_from_the_record_is_a_fault(folder: Path, sources: Path, title: str) -> None:
    (file, before, after), expected = RECORDED[title]
    write_verified(folder, sources)
    change(folder / file, before, after)
    faults = compare_with_verified(load(folder), folder)
    assert [(fault.place.file, fault.place.row, fault.found, fault.nearest) for fault in faults] == expected


def test_quotes_without_a_record_are_one_fault(folder: Path) -> None:
    (fault,) = compare_with_verified(load(folder), folder)
    assert (fault.place.file, fault.found) == ("verified.csv", "no such file")


def test_bundled_quotes_are_those_that_were_recorded() -> None:
    recorded = [world for world in worlds() if (world.folder / "verified.csv").exists()]
    faults = [str(fault) for world in recorded for fault in compare_with_verified(load(world.folder), world.folder)]
    assert faults == []


def verified(name: str) -> set[str]:
    """The quotes of a bundled world that stand in its `verified.csv`; none where there is no such file."""
    path = bundled_folder() / name / "verified.csv"
    if not path.exists():
        return set()
    return {line.split(",", 1)[0] for line in path.read_text("utf-8").splitlines()[1:]}


@pytest.mark.parametrize("name", [world.id for world in worlds()])
def test_every_quote_that_was_read_in_a_file_is_verified_and_no_other(name: str) -> None:
    assert verified(name) == {quote.id for quote in load(name).quotes.values() if quote.checked == "file"}


def test_elsewhere_has_nothing_to_verify_since_none_of_its_quotes_was_read_in_a_file() -> None:
    """Its statutes were read at their addresses: `retrieved` says when, and no file of ours holds them."""
    world = load("elsewhere")
    assert {quote.checked for quote in world.quotes.values()} == {"read", "told"}
    assert not (bundled_folder() / "elsewhere" / "verified.csv").exists()
    read = {world.sources[quote.source] for quote in world.quotes.values() if quote.checked == "read"}
    assert all(source.where.startswith("http") and source.retrieved for source in read)
