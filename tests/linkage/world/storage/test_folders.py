"""World folders: in whatever dialect they are written, the same world is loaded; saving is atomic."""

from __future__ import annotations

import csv
import errno
import io
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from linkage.errors import BadWorldError, LinkageError, UnknownNameError
from linkage.world.model import TABLES, People, World
from linkage.world.reading.settings import settings_text
from linkage.world.storage.folders import Bundled, bundled_folder, find, load, new, save, table_text, worlds
from linkage.world.what_if.parser import under


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `tiny` that a test may change."""
    return Path(shutil.copytree(bundled_folder() / "tiny", tmp_path / "copy" / "tiny"))


def contents(folder: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# saving and loading


@pytest.mark.parametrize("world", worlds(), ids=lambda world: world.id)
def test_what_is_saved_is_what_is_loaded(world: Bundled, tmp_path: Path) -> None:
    before = load(world.folder)
    save(before, tmp_path / world.id)
    assert load(tmp_path / world.id) == before


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    save(load("tiny"), tmp_path / "tiny")
    first = contents(tmp_path / "tiny")
    save(load(tmp_path / "tiny"), tmp_path / "tiny")
    assert contents(tmp_path / "tiny") == first


def test_any_text_and_any_number_come_back(tmp_path: Path) -> None:
    world = load("tiny")
    strange = 'a "quote", a \\ backslash, a\nline, a\ttab, 李, 🙂, =1+1, #, [x]'
    kind = replace(world.record_kinds["fake-goods"], name=strange, per_100k=0.00001, suspected=0.1 + 0.2)
    people = replace(
        People(),
        age_groups=(("young & old", 1 / 3), ("60-plus", 2.0)),
        values=tuple(sorted({**dict(People().values), "phone": (0.0, 1.0)}.items())),
    )
    changed = replace(
        world,
        title=strange,
        people=people,
        bases={"subscribers": -100},
        record_kinds={**world.record_kinds, "fake-goods": kind},
    )
    save(changed, tmp_path / "tiny")
    assert load(tmp_path / "tiny") == changed


def test_numbers_are_written_in_as_few_digits_as_give_them_back() -> None:
    world = load("tiny")
    link = replace(world.links["payment-accounts-to-rail-tickets"], share=0.5, add_days=30, about="")
    lines = table_text(replace(world, links={link.id: link}), "links").splitlines()
    assert lines[1] == (
        "payment-accounts-to-rail-tickets,payment-accounts,rail-tickets,payment-account,"
        "payment-accounts.phone subscribers.national-id,skipped-fare,any,0.5,30,30,none,,assumed,view,"
        "s003-accounts-phones s003-phones-ids s003-fare-skippers"
    )


def test_settings_that_are_the_defaults_are_not_written() -> None:
    assert settings_text(World(id="new", title="New", population=1000)) == (
        'title = "New"\nquestion = ""\nabout = ""\npopulation = 1000\nbaseline = ""\nformat = 1\n'
    )


def test_a_world_under_a_what_if_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match="save its `everything`"):
        save(under(load("tiny"), "drop:phone"), tmp_path / "tiny")
    assert not (tmp_path / "tiny").exists()


def test_a_full_disk_gives_one_line_and_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    room = iter([True] * 7)

    def full(handle: int) -> None:
        if not next(room, False):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LinkageError, match=r"^.*tiny could not be written: No space left on device\.$"):
        save(replace(load(folder), title="Another"), folder)
    assert contents(folder) == before


# dialects of CSV


def with_delimiter(delimiter: str, text: str) -> str:
    """The table as a spreadsheet of another country writes it."""
    lines = io.StringIO()
    rows = csv.reader(io.StringIO(text, newline=""))
    csv.writer(lines, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def with_blank_column(text: str) -> str:
    """The table with a column more that holds nothing, and rows of commas at its end."""
    blank = "," * (text.split("\n")[0].count(",") + 1)
    return text.replace("\n", ",\n") + f"{blank}\n{blank}\n"


def with_reversed_rows(text: str) -> str:
    """The table with its last row first."""
    head, *rows = text.strip().split("\n")
    return "\n".join([head, *reversed(rows)])


DIALECTS: dict[str, Callable[[str], str]] = {
    "a byte order mark": lambda text: "\ufeff" + text,
    "the line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "the line ends of old Macs": lambda text: text.replace("\n", "\r"),
    "no line end at the end": lambda text: text.rstrip("\n"),
    "blank lines": lambda text: "\n" + text.replace("\n", "\n\n"),
    "blanks round every cell": lambda text: text if '"' in text else text.replace(",", " , "),
    "a blank column": with_blank_column,
    "semicolons": partial(with_delimiter, ";"),
    "tabs": partial(with_delimiter, "\t"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_table_may_be_written_in_many_dialects(folder: Path, dialect: str) -> None:
    for path in folder.glob("*.csv"):
        path.write_bytes(DIALECTS[dialect](path.read_text("utf-8")).encode())
    assert load(folder) == load("tiny")


def test_the_order_of_rows_changes_nothing_but_what_authors_listed(folder: Path) -> None:
    for table in TABLES:
        path = folder / f"{table}.csv"
        path.write_text(with_reversed_rows(path.read_text("utf-8")), "utf-8")
    before, after = load("tiny"), load(folder)
    assert after == before
    assert list(after.links) == list(before.links)
    assert list(after.registers) == list(before.registers)
    assert list(after.stories) == ["paid-bills", "officer", "wrong-person", "skipped-fare", "court-fine"]


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    path = folder / "services.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    path.write_text("".join(",".join(reversed(row)) + "\n" for row in rows), "utf-8")
    assert load(folder) == load("tiny")


# finding


def test_a_bundled_world_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("tiny") == bundled_folder() / "tiny"


def test_a_world_in_reach_goes_before_a_bundled_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert find("tiny") == Path("tiny")


def test_a_folder_that_holds_no_world_does_not_hide_a_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find("tiny") == bundled_folder() / "tiny"


@pytest.mark.parametrize(
    ("name", "nearest"), [("tinny", "tiny"), ("zebra", ""), ("", ""), ("../tiny", "tiny"), ("a" * 5000, "")]
)
def test_an_unknown_world_is_answered_with_the_nearest(
    name: str, nearest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownNameError) as caught:
        find(name)
    assert caught.value.nearest == nearest
    assert "tiny" in str(caught.value)


def test_loading_a_broken_world_reports_every_fault(folder: Path) -> None:
    (folder / "links.csv").unlink()
    (folder / "world.toml").write_text("population = -1\n")
    with pytest.raises(BadWorldError) as caught:
        load(folder)
    assert [line.split(":")[0] for line in caught.value.lines()] == [
        "world.toml, row 1, column population",
        "links.csv",
    ]


# copying


def test_a_new_world_is_a_copy_letter_for_letter_but_for_its_label(folder: Path, tmp_path: Path) -> None:
    (folder / "verified.csv").write_text("quote,quote_sha256,source_file,source_sha256,offset\n")
    before = contents(folder)
    (folder / "notes.txt").write_text("no part of the world")
    new(tmp_path / "mine", folder)
    settings = before.pop("world.toml").replace(b'label = "a picture of 2018"', b'label = "a draft"')
    assert contents(tmp_path / "mine") == {**before, "world.toml": settings}
    assert load(tmp_path / "mine") == replace(load("tiny"), id="mine", label="a draft")


def test_a_new_world_has_a_label_though_the_first_one_has_none(folder: Path, tmp_path: Path) -> None:
    settings = folder / "world.toml"
    settings.write_text("\ufeff" + settings.read_text("utf-8").replace('label = "a picture of 2018"\n', ""), "utf-8")
    assert load(folder).label_line == "invented people - a teaching model - not a forecast"
    new(tmp_path / "mine", folder)
    assert load(tmp_path / "mine").label == "a draft"


@pytest.mark.parametrize("occupant", ["a folder", "a file", "a link to nowhere"])
def test_a_new_world_takes_no_place_that_is_taken(tmp_path: Path, occupant: str) -> None:
    path = tmp_path / "mine"
    {
        "a folder": path.mkdir,
        "a file": path.touch,
        "a link to nowhere": lambda: path.symlink_to(tmp_path / "nowhere"),
    }[occupant]()
    with pytest.raises(LinkageError, match="mine is there already"):
        new(path, "tiny")


def test_a_broken_world_is_not_copied(folder: Path, tmp_path: Path) -> None:
    (folder / "links.csv").unlink()
    with pytest.raises(BadWorldError):
        new(tmp_path / "mine", folder)
    assert not (tmp_path / "mine").exists()


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LinkageError, match="mine could not be written"):
        new(tmp_path / "mine", "tiny")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_into_nowhere_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match="No such file or directory"):
        new(tmp_path / "nowhere" / "mine", "tiny")
