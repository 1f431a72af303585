"""The door: broken worlds as small patches on `tiny`, each with every fault that it must be refused for."""

from __future__ import annotations

import base64
import os
import shutil
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from linkage import errors
from linkage.errors import FaultError
from linkage.tokens import looks_like_citizen_number
from linkage.world.check import check, check_files
from linkage.world.files import bundled, load, worlds
from linkage.world.model import World

CASES = sorted((Path(__file__).parent / "broken").glob("*.toml"))
GENEROUS = 2.0  # seconds that any file, however hostile, may take


def a_citizen_number() -> str:
    """A number that the guard must refuse; made here, so that none stands in a file."""
    stem = "80000019000101000"
    return next(stem + last for last in "0123456789X" if looks_like_citizen_number(stem + last))


SECRETS = {"«citizen»": a_citizen_number(), "«mobile»": "1" + "39" + "0" * 8, "«mobile2»": "1" + "58" + "1" * 8}


def filled(text: str) -> str:
    """A case's text with the values that look real."""
    for mark, secret in SECRETS.items():
        text = text.replace(mark, secret)
    return text


def patched(folder: Path, case: dict[str, Any]) -> Path:
    """A copy of `tiny` with a case's edits."""
    world = folder / "tiny"
    shutil.copytree(bundled() / "tiny", world)
    for edit in case["edit"]:
        path = world / edit["file"]
        content = edited(path, edit)
        path.unlink(missing_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            make(path, content)
    return world


def edited(path: Path, edit: dict[str, Any]) -> bytes | str | None:
    """What an edit makes of a file: its bytes, or the sort of thing to put in its place, or nothing."""
    if "delete" in edit or "make" in edit:
        return edit.get("make")
    if "base64" in edit:
        return base64.b64decode(edit["base64"])
    if "text" in edit:
        return (filled(edit["text"]) * edit.get("repeat", 1)).encode()
    before = path.read_bytes().decode()
    if "append" in edit:
        return (before + filled(edit["append"]) + "\n").encode()
    assert edit["find"] in before, f"{edit['find']} is no longer in {path.name}"
    return before.replace(edit["find"], filled(edit["replace"]) * edit.get("repeat", 1), 1).encode()


def make(path: Path, sort: str) -> None:
    """Something that is no plain file of sensible size."""
    if sort == "pipe":
        os.mkfifo(path)
    elif sort == "folder":
        path.mkdir()
    elif sort == "link":
        path.symlink_to(bundled() / "tiny" / path.name)
    elif sort == "huge":
        with path.open("wb") as opened:
            opened.truncate(20_000_001)


def line_of(world: Path, fault: dict[str, Any]) -> int | None:
    """The line that a case means: its number, or the only one that has this text."""
    if "at" not in fault:
        return fault.get("row")
    lines = (world / fault["file"]).read_bytes().decode().splitlines()
    found = [number for number, line in enumerate(lines, start=1) if filled(fault["at"]) in line]
    assert len(found) == 1, f"{fault['at']} stands in lines {found}"
    return found[0]


def checked_in_time(world: Path) -> tuple[World | None, list[FaultError]]:
    """What the door says, in a thread that may hang without hanging the tests."""
    answers: list[tuple[World | None, list[FaultError]]] = []
    thread = threading.Thread(target=lambda: answers.append(check(world)), daemon=True)
    begun = time.monotonic()
    thread.start()
    thread.join(GENEROUS)
    assert answers, f"no answer after {time.monotonic() - begun:.1f} s"
    return answers[0]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_broken_world_is_refused_with_every_fault(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text("utf-8"))
    folder = patched(tmp_path, case)
    world, faults = checked_in_time(folder)
    assert world is None
    expected = [
        (fault["kind"], fault["file"], line_of(folder, fault), fault.get("column", ""), fault.get("nearest", ""))
        for fault in case["fault"]
    ]
    found = [
        (type(fault).__name__, fault.place.file, fault.place.row, fault.place.column, fault.nearest)
        for fault in faults
    ]
    assert sorted(found, key=str) == sorted(expected, key=str), "\n".join(str(fault) for fault in faults)
    for said, wanted in zip(sorted(faults, key=_key), sorted(case["fault"], key=lambda each: _wanted(folder, each)), strict=True):
        assert wanted["found"] in said.found
        assert wanted["expected"] in said.expected


def _key(fault: FaultError) -> tuple[str, int, str, str]:
    return fault.place.file, fault.place.row or 0, fault.place.column, fault.found


def _wanted(folder: Path, fault: dict[str, Any]) -> tuple[str, int, str, str]:
    return fault["file"], line_of(folder, fault) or 0, fault.get("column", ""), fault["found"]
