"""The verb `lesson`: list the lessons, check them, write one as a worksheet, an answer key or a handout."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from linkage.errors import FaultError, UsageError
from linkage.lessons import catalogue, lint
from linkage.lessons.lesson_file import read_lesson
from linkage.lessons.worksheet import save_worksheet, worksheet
from linkage.world.storage import folders


def lesson(a: Namespace) -> int:
    """One of `list`, `check`, `export`."""
    if a.key and a.handout:
        raise UsageError("--key and --handout exclude each other: a key has its answers open.")
    return {"list": _list, "check": _check, "export": _export}[a.deed](a)


def _list(a: Namespace) -> int:
    """The lessons, a line each."""
    if a.lesson:
        raise UsageError("'lesson list' takes no name: it lists them all.")
    lessons = [read_lesson(path) for path in catalogue.paths().values()]
    if a.format == "json":
        rows = [
            {"id": each.id, "title": each.title, "world": each.world, "minutes": each.minutes, "steps": len(each.stops)}
            for each in lessons
        ]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for each in lessons:
        print(f"{each.id:<26} {each.title:<40} {each.world}, {each.minutes} minutes, {len(each.stops)} steps")
    return 0


def _check(a: Namespace) -> int:
    """Every fault of one lesson, or of all: each is read, and its questions and puzzles are run."""
    chosen = [catalogue.find(a.lesson)] if a.lesson else list(catalogue.paths().values())
    load = cache(folders.load)
    checked = [lint.check(path, load) for path in chosen]
    faults = [fault for each in checked for fault in each.faults]
    if a.format == "json":
        json.dump([fault.fields() for fault in faults], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _print_faults(faults)
        print(f"{len(checked)} lesson{'s' * (len(checked) != 1)}: {len(faults)} fault{'s' * (len(faults) != 1)}")
    return 1 if faults else 0


def _print_faults(faults: Iterable[FaultError]) -> None:
    for fault in faults:
        print(fault.sentence())


def _export(a: Namespace) -> int:
    """One lesson as one HTML file, to a file or to stdout."""
    if not a.lesson:
        raise UsageError("Which lesson? 'linkage lesson list' shows them.")
    made = catalogue.load(a.lesson)
    world = folders.load(made.world)
    form = "key" if a.key else "handout" if a.handout else "worksheet"
    if not a.out:
        sys.stdout.write(worksheet(made, world, form))
        return 0
    path = Path(a.out)
    save_worksheet(made, world, path, form)
    print(f"{path}: {path.stat().st_size:,} bytes", file=sys.stderr)
    return 0
