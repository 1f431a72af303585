"""The page of verbs: for each its line of the help, how it is called and its arguments, as the parser has them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import linkage
from handbook.markdown import block, code, plain, table
from linkage.cli.command_line import parser

_HEAD = """# Verbs

Every command of `linkage`, made from the parser that reads it; `linkage VERB --help` prints the same.
[Ask on the command line](../commands.md) says what they are for, with examples that run.

Data go to stdout, remarks to stderr. Exit codes: 0 fine, 1 the answer is an error, 2 wrong words, 130 interrupted.
"""
_WIDTH = 96


def verbs_page() -> str:
    """The page of all verbs, in the order of the help."""
    return _HEAD + "".join(_section(name, verb) for name, verb in verb_parsers().items())


def verb_parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each verb, by its name."""
    (verbs,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(verbs.choices)


def _section(name: str, verb: argparse.ArgumentParser) -> str:
    rows = [row for action in verb._actions if (row := _row(action))]
    return (
        f"\n## {name}\n\n{plain(verb.description or '')}\n{_in_python(name)}"
        f"{block(_usage(verb))}{table(['argument', 'what it is', 'unless said'], rows)}"
    )


def _in_python(verb: str) -> str:
    """The function of Python that answers the same question, by its name; blank where there is none."""
    names = (name for name in linkage.__all__ if name.replace("_", "") == verb)
    return "".join(f"\nIn Python: [{code(f'linkage.{name}')}](python.md#{name}).\n" for name in names)


def _usage(verb: argparse.ArgumentParser) -> str:
    verb.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=_WIDTH)
    return verb.format_usage().removeprefix("usage: ").replace("\n       ", "\n")


def _row(action: argparse.Action) -> tuple[str, str, str] | None:
    """An argument's name, meaning and default; none for what the help leaves out, and for the help itself."""
    if action.help == argparse.SUPPRESS or isinstance(action, argparse._HelpAction):
        return None
    meaning = plain((action.help or "") % {**vars(action), "prog": "linkage"})
    choices = [str(choice) for choice in action.choices or ()]
    listed = f" ({', '.join(map(code, choices))})" if choices and action.metavar else ""
    return ", ".join(code(name) for name in _names(action)), meaning + listed, code(_default(action))


def _names(action: argparse.Action) -> Iterator[str]:
    """How an argument is written, with the word that stands for its value."""
    words = [str(choice) for choice in action.choices or ()]
    value = action.metavar or ("|".join(words) if words else action.dest.upper().replace("_", "-"))
    word = value if isinstance(value, str) else " ".join(value)
    if not action.option_strings:
        yield word
    for option in action.option_strings:
        yield option if action.nargs == 0 else f"{option} {word}"


def _default(action: argparse.Action) -> str:
    """What holds where an argument isn't said; blank where that is nothing, or where the help says it."""
    unsaid = action.nargs == 0 or action.default in (None, "", [], argparse.SUPPRESS)
    if unsaid or "default" in (action.help or ""):
        return ""
    return str(action.default)
