"""The check: broken worlds as small patches on `tiny`, each with every fault that it must be refused for.

A case is a file in `broken_worlds/`: a `title`, one `[[edit]]` or more (a `file` and either `find` and `replace`,
or `append`, `text`, `base64`, `delete`, or `make` = pipe, folder, link, huge; `repeat` multiplies a text), and a
`[[fault]]` for every fault: its `kind`, `file`, `row` (or the text `at` that only its line has), `column`, words of
what was `found` and `expected`, and the `nearest` name. `«citizen»` and `«mobile»` stand for values that look real:
none is in a file.
"""

from __future__ import annotations

import base64
import os
import random
import shutil
import threading
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from linkage import errors
from linkage.errors import FaultError
from linkage.tokens import looks_like_citizen_number
from linkage.world.model import TABLES, Service, World
from linkage.world.storage.folders import Bundled, bundled_folder, load, worlds
from linkage.world.validation.check import check, check_files

CASES = sorted((Path(__file__).parents[3] / "broken_worlds").glob("*.toml"))
GENEROUS = 2.0  # seconds that any file, however hostile, may take


def a_citizen_number() -> str:
    """A number that the guard must refuse; made here, so that none stands in a file."""
    stem = "80000019000101000"
    return next(stem + last for last in "0123456789X" if looks_like_citizen_number(stem + last))


SECRETS = {"«citizen»": a_citizen_number(), "«mobile»": "1" + "39" + "0" * 8, "«mobile2»": "1" + "58" + "1" * 8}


def with_secrets(text: str) -> str:
    """A case's text with the values that look real."""
    for mark, secret in SECRETS.items():
        text = text.replace(mark, secret)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `tiny` that a test may change."""
    return Path(shutil.copytree(bundled_folder() / "tiny", tmp_path / "tiny"))


def change(path: Path, before: str, after: str) -> None:
    """Put other text in the place of some text that is there."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def append(path: Path, text: str) -> None:
    """Add lines to a file."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def apply_edits(folder: Path, case: dict[str, Any]) -> Path:
    """A copy of `tiny` with a case's edits."""
    world = folder / "tiny"
    shutil.copytree(bundled_folder() / "tiny", world)
    for edit in case["edit"]:
        path = world / edit["file"]
        content = edit_content(path, edit)
        path.unlink(missing_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            make(path, content)
    return world


def edit_content(path: Path, edit: dict[str, Any]) -> bytes | str | None:
    """What an edit makes of a file: its bytes, or the sort of thing to put in its place, or nothing."""
    if "delete" in edit or "make" in edit:
        return edit.get("make")
    if "base64" in edit:
        return base64.b64decode(edit["base64"])
    if "text" in edit:
        return (with_secrets(edit["text"]) * edit.get("repeat", 1)).encode()
    before = path.read_bytes().decode()
    if "append" in edit:
        return (before + with_secrets(edit["append"]) + "\n").encode()
    assert edit["find"] in before, f"{edit['find']} is no longer in {path.name}"
    return before.replace(edit["find"], with_secrets(edit["replace"]) * edit.get("repeat", 1), 1).encode()


def make(path: Path, kind: str) -> None:
    """Something that is no plain file of sensible size."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(bundled_folder() / "tiny" / path.name)
    elif kind == "huge":
        with path.open("wb") as file:
            file.truncate(20_000_001)


def line_of(world: Path, fault: dict[str, Any]) -> int | None:
    """The line that a case means: its number, or the only one that has this text."""
    if "at" not in fault:
        return fault.get("row")
    lines = (world / fault["file"]).read_bytes().decode().splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if with_secrets(fault["at"]) in line]
    assert len(numbers) == 1, f"{fault['at']} stands in lines {numbers}"
    return numbers[0]


def check_in_time(world: Path) -> tuple[World | None, list[FaultError]]:
    """The result of the check, in a thread that may hang without hanging the tests."""
    answers: list[tuple[World | None, list[FaultError]]] = []
    thread = threading.Thread(target=lambda: answers.append(check(world)), daemon=True)
    start = time.monotonic()
    thread.start()
    thread.join(GENEROUS)
    assert answers, f"no answer after {time.monotonic() - start:.1f} s"
    return answers[0]


def matches_case(fault: FaultError, expected: dict[str, Any], line: int | None) -> bool:
    """Whether a fault is the one that a case expects."""
    place = (fault.place.file, fault.place.row, fault.place.column)
    return (
        type(fault) is getattr(errors, expected["kind"])
        and place == (expected["file"], line, expected.get("column", ""))
        and expected["found"] in fault.found
        and expected["expected"] in fault.expected
        and fault.nearest == expected.get("nearest", "")
    )


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_broken_world_is_refused_with_every_fault_and_no_other(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    folder = apply_edits(tmp_path, case)
    world, faults = check_in_time(folder)
    assert world is None
    messages = "".join(str(fault) for fault in faults)
    assert messages.isprintable(), "a message is one line, and shows what can't be seen"
    assert not any(secret in messages for secret in SECRETS.values())
    for expected in case["fault"]:
        line = line_of(folder, expected)
        match = next((fault for fault in faults if matches_case(fault, expected, line)), None)
        assert match, f"not reported: {expected}, line {line}; reported: {[str(fault) for fault in faults]}"
        faults.remove(match)
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("world", worlds(), ids=lambda world: world.id)
def test_every_bundled_world_passes(world: Bundled) -> None:
    assert [str(fault) for fault in check(world.folder)[1]] == []


@pytest.mark.parametrize(
    "table", ["agencies", "identifiers", "databases", "record_kinds", "links", "services", "rules"]
)
def test_a_table_that_is_missing_is_one_fault_and_not_one_for_each_name_in_it(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").unlink()
    assert [(fault.place.file, fault.found) for fault in check(folder)[1]] == [(f"{table}.csv", "no such file")]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_can_not_be_read_is_one_fault(folder: Path, table: str) -> None:
    (folder / f"{table}.csv").write_bytes(b"\xff\xfei\0d\0")
    assert [(fault.place.file, fault.found) for fault in check(folder)[1]] == [(f"{table}.csv", "text in UTF-16")]


CASCADES = {
    "a column of a database that many links join on": ("databases.csv", "phone national-id,,", "fone national-id,,"),
    "a register's database": ("registers.csv", "subscribers,phone,", "subscriber,phone,"),
    "a database's kind": ("databases.csv", "list,both,national-id", "List,both,national-id"),
    "whom a database holds": ("databases.csv", "list,both,national-id", "list,all,national-id"),
    "a lane's name": ("world.toml", "hub = [", "hubb = ["),
    "an agency in a lane": ("world.toml", '"railway"', '"railways"'),
}


@pytest.mark.parametrize("title", CASCADES)
def test_one_slip_is_not_reported_wherever_it_is_felt(folder: Path, title: str) -> None:
    file, before, after = CASCADES[title]
    change(folder / file, before, after)
    (fault,) = check(folder)[1]
    assert fault.place.file == file


def test_a_bad_id_is_not_reported_again_where_it_is_named(folder: Path) -> None:
    change(folder / "services.csv", "loan,Bank loan", "Bank_Loan,Bank loan")
    change(folder / "rules.csv", ",refuse,loan,", ",refuse,Bank_Loan,")
    (fault,) = check(folder)[1]
    assert (fault.place.file, fault.found) == ("services.csv", "Bank_Loan")


def test_faults_come_in_the_order_of_files_and_lines(folder: Path) -> None:
    change(folder / "links.csv", "fake-goods,confirmed", "fake-good,confirmd")
    change(folder / "rules.csv", ",fake-goods,1", ",fake-goods,0")
    change(folder / "world.toml", 'baseline = ""', 'baseline = "none"')
    places = [(fault.place.file, fault.place.row, fault.place.column) for fault in check(folder)[1]]
    assert places == [
        ("world.toml", 5, "baseline"),
        ("links.csv", 2, "carries"),
        ("links.csv", 2, "needs"),
        ("rules.csv", 2, "at_least"),
    ]


def test_a_fault_says_what_was_found_what_was_expected_and_the_nearest_name(folder: Path) -> None:
    change(folder / "links.csv", "list,rail-tickets", "list,rail-tickts")
    assert [str(fault) for fault in check(folder)[1]] == [
        "links.csv, row 3, column target: found rail-tickts, expected a database; did you mean 'rail-tickets'?"
    ]


def test_ten_thousand_faults_of_one_file_are_summed_up(folder: Path) -> None:
    (folder / "figures.csv").write_text("id,value,bound,unit,area,period,source\n" + "f,x,y,,,,s003\n" * 10_000)
    _, faults = check(folder)
    assert len(faults) == 501
    assert str(faults[0]) == "figures.csv: found more than 500 faults, expected a file that was made for this table"


def test_a_folder_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    world, faults = check(tmp_path / "nowhere")
    assert world is None
    assert [str(fault) for fault in faults] == [
        "nowhere: found no folder that can be read (No such file or directory), expected a folder with world.toml"
    ]


def test_files_in_memory_are_checked_as_a_folder_is(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert check_files("tiny", files) == check(folder)
    _, faults = check_files("tiny", {**files, "../links.csv": b"x", "links.csv": b"\xff\xfe", "cards.csv": b"\0"})
    assert [(fault.place.file, fault.found) for fault in faults] == [
        ("links.csv", "text in UTF-16"),
        ("cards.csv", "a NUL byte"),
    ]


HOSTILE_TEXT = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "../../etc/passwd",
    "CON.toml",
    "{{7*7}}",
    "%s%n",
    "'; DROP TABLE people; --",
    "Zoë, 李 and 🙂",
    "1.0",
    "NO",
    "0123",
    "12:30:00",
]


@pytest.mark.parametrize("text", HOSTILE_TEXT)
def test_a_name_that_looks_dangerous_is_text_like_any_other(folder: Path, text: str) -> None:
    change(folder / "services.csv", "Bank loan", text if "," not in text else f'"{text}"')
    world, faults = check(folder)
    assert faults == []
    assert world is not None
    assert world.services["loan"].name == text


def test_columns_that_may_be_blank_may_be_missing(folder: Path) -> None:
    (folder / "services.csv").write_text("id,name\n" + "".join(f"{name},A name\n" for name in load("tiny").services))
    world, faults = check(folder)
    assert faults == []
    assert world is not None
    assert world.services["loan"] == Service(id="loan", name="A name")


def test_tables_that_a_world_can_do_without_may_be_missing(folder: Path) -> None:
    for table in ("cards", "readings", "figures", "stories"):
        (folder / f"{table}.csv").unlink()
    world, faults = check(folder)
    assert faults == []
    assert world is not None
    assert (world.cards, world.readings, world.figures, world.stories) == ({}, {}, {}, {})


def with_links(folder: Path, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The faults of the check of more databases, whose links pass removals on."""
    pairs = list(pairs)
    names = sorted({name for pair in pairs for name in pair})
    rows = "".join(f"{name},courts,A database,,roll,residents,phone,,,assumed,\n" for name in names)
    append(folder / "databases.csv", rows)
    links = "".join(f"{a}-to-{b},{a},{b},phone,,*,any,,1,1,none,,,assumed,\n" for a, b in pairs)
    append(folder / "links.csv", links)
    return [f"{fault.place.file} {fault.place.column}: {fault.found}" for fault in check(folder)[1]]


def cycle_of(length: int) -> list[tuple[str, str]]:
    """Databases that pass removals round."""
    return [(f"d{n:02}", f"d{(n + 1) % length:02}") for n in range(length)]


def test_thirteen_databases_in_a_circle_of_removals_are_refused_and_twelve_are_not(folder: Path) -> None:
    names = ", ".join(f"d{n:02}" for n in range(13))
    assert with_links(folder, cycle_of(13)) == [f"links.csv remove_days: 13 databases in a circle: {names}"]
    shutil.copy(bundled_folder() / "tiny" / "links.csv", folder)
    shutil.copy(bundled_folder() / "tiny" / "databases.csv", folder)
    assert with_links(folder, cycle_of(12)) == []


def test_a_pool_that_thirty_databases_exchange_with_is_no_long_circle(folder: Path) -> None:
    to_pool = [(f"d{n:02}", "pool") for n in range(30)]
    assert with_links(folder, to_pool + [(b, a) for a, b in to_pool]) == []


def test_where_everything_feeds_everything_routes_can_not_be_listed(folder: Path) -> None:
    names = [f"d{n:02}" for n in range(14)]
    fault_texts = with_links(folder, [(a, b) for a in names for b in names if a != b])
    assert [text[:46] for text in fault_texts] == ["links.csv remove_days: 13 databases in a circle"[:46]]


@pytest.mark.parametrize("seed", range(80))
def test_a_damaged_file_gives_faults_or_a_world_and_nothing_else(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    path = rng.choice(sorted(folder.iterdir()))
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 8)):
        position = rng.randrange(len(data))
        damage = rng.choice([b"", b"\0", b'"', b",", b"\n", b"\xff", b"9" * 30, b"..", b"[[", b"\\", b"="])
        data[position : position + rng.randint(0, 3)] = damage
    path.write_bytes(data)
    world, faults = check_in_time(folder)
    assert (world is None) == bool(faults)
    assert all(str(fault).isprintable() for fault in faults)


def test_a_pool_of_pools_has_more_simple_paths_than_can_be_listed(folder: Path) -> None:
    hubs, spokes = [f"hub{n}" for n in range(6)], [f"d{n:02}" for n in range(20)]
    pairs = [(spoke, hub) for spoke in spokes for hub in hubs]
    (fault_text,) = with_links(folder, pairs + [(b, a) for a, b in pairs])
    assert fault_text.startswith("links.csv remove_days: 26 databases in a circle: d00, d01")


def test_too_many_real_looking_cells_are_summed_up(folder: Path) -> None:
    append(folder / "agencies.csv", f"x,{a_citizen_number()},,,assumed,\n" * 600)
    faults = [fault for fault in check(folder)[1] if "citizen" in fault.found]
    assert len(faults) == 500
