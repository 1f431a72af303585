"""Messages that name an argument: Python says the argument, the command line its option."""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import linkage
from linkage.cli.command_line import main, parser
from linkage.cli.options.argument_options import ARGUMENT_OPTIONS, with_options

ROOT = Path(linkage.__file__).parent
OF_COMMANDS_ONLY = {
    "answers/cuts/removals.py": "cost_of reads the text of --cost",
    "answers/exports/export_formats.py": "a table of the documentation",
    "answers/replay/kept_trace.py": "replay has no function in Python",
    "answers/replay/replay_report.py": "replay has no function in Python",
    "citywide/dask_cluster.py": "Python counts on no cluster",
    "population/agency_files.py": "generate has no function in Python that writes",
}
"""Files whose messages only the command line prints, and why."""


def raised_texts(path: Path) -> Iterator[str]:
    """The texts in the raise statements of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Raise):
            yield from (
                part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def speaking_files() -> list[str]:
    """The files behind Python's functions in which an error speaks of an option."""
    rooms = ("answers", "api", "citywide", "drawing", "plots", "population", "spread", "widget", "world")
    paths = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return sorted(
        path.relative_to(ROOT).as_posix() for path in paths if any(" --" in f" {text}" for text in raised_texts(path))
    )


def test_no_error_that_python_meets_speaks_of_an_option() -> None:
    assert [file for file in speaking_files() if file not in OF_COMMANDS_ONLY] == []


def help_of(verb: str) -> str:
    """What the help of a verb lists."""
    top = parser()
    (action,) = (each for each in top._actions if isinstance(each, argparse._SubParsersAction))
    return str(action.choices[verb].format_help())


def test_every_option_that_stands_for_an_argument_is_there() -> None:
    said = {
        option
        for verb in parser()._subparsers._group_actions[0].choices.values()
        for option in verb._option_string_actions
    }
    assert [option for option in ARGUMENT_OPTIONS.values() if option.partition(" ")[0] not in said] == []


@pytest.mark.parametrize(
    ("ask", "command", "argument", "option"),
    [
        (lambda: linkage.cut("tiny", "loan"), "cut tiny --protect loan", "with record=, or", "with --record, or"),
        (
            lambda: linkage.best("tiny", "loan", 11, residents=60),
            "cut tiny --city --best 11 --protect loan --residents 60",
            "most= needs a number",
            "--best needs a number",
        ),
        (
            lambda: linkage.export("tiny", "dot", links="edges"),
            "export tiny --to dot --links edges",
            "links=edges is for",
            "--links edges is for",
        ),
        (
            lambda: linkage.export(linkage.what_if("tiny", "drop:phone"), "book"),
            "export tiny --to book --what-if drop:phone",
            "leave out what_if=.",
            "leave out --what-if.",
        ),
    ],
)
def test_python_says_the_argument_and_the_terminal_the_option(
    ask, command: str, argument: str, option: str, capsys
) -> None:
    with pytest.raises(linkage.LinkageError) as error:
        ask()
    assert argument in str(error.value)
    assert main(command.split()) == 2
    assert option in capsys.readouterr().err


def test_what_somebody_typed_stays_as_it_is() -> None:
    typed = "There is no rule 'seed=' in enforced:most=0.5, nor x.record=y."
    assert with_options(typed) == typed
