"""The verb `lesson`: lists the lessons, checks them, or writes one as a worksheet, an answer key or a handout."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from linkage.answers.exports.page_print import save_page
from linkage.cli.options.overwrite_option import check_file_option
from linkage.errors import FaultError, UsageError
from linkage.lessons import catalogue, lint
from linkage.lessons.lesson_file import read_lesson
from linkage.lessons.worksheet import USUAL_ADDRESS, worksheet
from linkage.vocabulary import count_of
from linkage.world.storage import folders


def lesson(arguments: Namespace) -> int:
    """Do what was chosen of `list`, `check` and `export`.

    Raises:
        UsageError: `--key` and `--handout` at once.
    """
    if arguments.key and arguments.handout:
        raise UsageError("--key and --handout exclude each other: a key has its answers open.")
    return {"list": _list_lessons, "check": _check_lessons, "export": _export_lesson}[arguments.action](arguments)


def _list_lessons(arguments: Namespace) -> int:
    """Print the lessons, a line each."""
    if arguments.lesson:
        raise UsageError("'lesson list' takes no name: it lists them all.")
    lessons = [read_lesson(path) for path in catalogue.paths().values()]
    if arguments.format == "json":
        rows = [
            {
                "id": lesson.id,
                "title": lesson.title,
                "world": lesson.world,
                "minutes": lesson.minutes,
                "steps": len(lesson.stops),
            }
            for lesson in lessons
        ]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for lesson in lessons:
        length = f"{count_of(lesson.minutes, 'minute')}, {count_of(len(lesson.stops), 'step')}"
        print(f"{lesson.id:<26} {lesson.title:<40} {lesson.world}, {length}")
    return 0


def _check_lessons(arguments: Namespace) -> int:
    """Print every fault of one lesson, or of all: each is read, and its questions and puzzles are run."""
    paths = [catalogue.find(arguments.lesson)] if arguments.lesson else list(catalogue.paths().values())
    load = cache(folders.load)
    checks = [lint.check(path, load) for path in paths]
    faults = [fault for check in checks for fault in check.faults]
    if arguments.format == "json":
        json.dump([fault.fields() for fault in faults], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        _print_faults(faults)
        print(f"{count_of(len(checks), 'lesson')}: {count_of(len(faults), 'fault')}")
    return 1 if faults else 0


def _print_faults(faults: Iterable[FaultError]) -> None:
    for fault in faults:
        print(fault.sentence())


def _export_lesson(arguments: Namespace) -> int:
    """Write one lesson as HTML or as a PDF, to a file or (HTML) to stdout."""
    if not arguments.lesson:
        raise UsageError("Which lesson? 'linkage lesson list' shows them.")
    check_file_option(arguments, arguments.out, "lesson.pdf")
    lesson = catalogue.load(arguments.lesson)
    world = folders.load(lesson.world)
    form = "key" if arguments.key else "handout" if arguments.handout else "worksheet"
    address = _address(arguments.address)

    def page() -> str:
        return worksheet(lesson, world, form, address)

    if not arguments.out:
        sys.stdout.write(page())
        return 0
    path, remark = save_page(page, Path(arguments.out), arguments.overwrite)
    for line in filter(None, (remark, f"{path}: {path.stat().st_size:,} bytes")):
        print(line, file=sys.stderr)
    return 0


def _address(text: str) -> str:
    """The address of the app as it stands on paper.

    Raises:
        UsageError: it is none that a browser opens.
    """
    if text and not (text.startswith(("http://", "https://")) and len(text) < 200):
        raise UsageError(f"--address {text[:60]!r} is no address of the app; expected one such as {USUAL_ADDRESS}.")
    return text or USUAL_ADDRESS
