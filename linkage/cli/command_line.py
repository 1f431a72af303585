"""The command line: the table of its verbs, their parser, and the exit codes. It prints nothing but faults.

Data go to stdout, notes to stderr. Exit codes: 0 fine, 1 the answer is an error, 2 usage, 130 interrupted. Each
verb's function is imported when it is called, so that `--help` answers at once; the screen is named here once, as text.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from linkage.cli import streams
from linkage.cli.options import table_option
from linkage.cli.options import verb_arguments as add
from linkage.cli.options.argument_options import with_options
from linkage.cli.verb_parser import VerbParser
from linkage.errors import BadWorldError, LinkageError, UsageError
from linkage.version import tool_version

SCREEN = "dashboard.server:serve"
"""The function that serves the screen."""


class Verb:
    """One verb of the command line.

    Args:
        name: the word itself, such as `trace`.
        does: what it does, in one line of the help.
        function: where its function is: `"module:function"`.
        arguments: functions that add its arguments to a parser, in the order of the help.
    """

    def __init__(
        self, name: str, does: str, function: str, *arguments: Callable[[argparse.ArgumentParser], Any]
    ) -> None:
        self.name, self.does, self.function, self.arguments = name, does, function, arguments


VERBS = (
    Verb("demo", "serve a world and open the browser on its first story", SCREEN, add.optional_world, add.serve),
    Verb("serve", "the app", SCREEN, add.optional_world, add.serve),
    Verb("worlds", "list the bundled worlds", "linkage.cli.commands:worlds", add.Format("text", "json")),
    Verb("check", "validate a world", "linkage.cli.commands:check", add.world, add.check, add.Format("text", "json")),
    Verb(
        "about",
        "a link, rule or database: its quotes, the stories that pass it, what falls without it",
        "linkage.cli.about_row_command:about",
        add.world,
        add.about,
        add.what_if,
        add.Format("text", "json"),
    ),
    Verb(
        "new",
        "start a world of one's own: from another, from one's own tables, or empty",
        "linkage.cli.own_worlds.new_command:new",
        add.new,
        add.Format("text", "json"),
    ),
    Verb(
        "import",
        "another program's graph, lineage or threat model, or an export of ours, as a new world",
        "linkage.cli.import_command:import_",
        add.import_,
        add.Format("text", "json"),
    ),
    Verb(
        "trace",
        "one record's spread, step by step",
        "linkage.cli.commands:trace",
        add.world,
        add.starting_record,
        add.with_own,
        add.log,
        add.on_day,
        add.what_if,
        add.population,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "replay",
        "a kept trace, each step checked against the tables again and the whole against a fresh run",
        "linkage.cli.replay_command:replay",
        add.replay,
        add.Format("text", "json"),
    ),
    Verb(
        "why",
        "the proof of an effect, or why a service stays open",
        "linkage.cli.why_command:why",
        add.world,
        add.why,
        add.starting_record,
        add.what_if,
        add.population,
        add.Format("text", "json"),
    ),
    Verb(
        "compare",
        "what a what-if changes for a story, and for the city; or what another world has that this one hasn't",
        "linkage.cli.own_worlds.world_comparison_command:compare",
        add.world,
        add.other_world,
        add.starting_record,
        add.compare,
        add.doubts,
        add.plot,
        add.what_if,
        add.population,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "cut",
        "the least that would protect a service; with --city the best removals for everybody",
        "linkage.cli.counting.city_commands:cut",
        add.world,
        add.cut,
        add.what_if,
        add.population,
        add.Format("text", "json"),
    ),
    Verb(
        "effects",
        "every effect of everybody",
        "linkage.cli.commands:effects",
        add.world,
        table_option.table_file,
        add.on_day,
        add.what_if,
        add.population,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "city",
        "the whole city: residents and companies by service",
        "linkage.cli.counting.city_ahead:city",
        add.world,
        add.city,
        add.doubts,
        add.plot,
        add.on_day,
        add.what_if,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "sweep",
        "the whole city at every value of one figure, or of a grid of two",
        "linkage.cli.counting.city_commands:sweep",
        add.world,
        add.sweep,
        add.plot,
        add.on_day,
        add.what_if,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "tradeoff",
        "wrong people reached against people missed, over keys or a figure",
        "linkage.cli.counting.trade_off_command:tradeoff",
        add.world,
        add.trade_off,
        add.plot,
        add.what_if,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "study",
        "worlds, what-ifs, measures and seeds of one file, counted into one table",
        "linkage.cli.counting.study_command:study",
        table_option.study,
        add.Format("csv", "json"),
    ),
    Verb(
        "matches",
        "how good each link's match is: pairs right and wrong, accounts found, missed and misled",
        "linkage.cli.counting.matches_command:matches",
        add.world,
        add.matches,
        add.what_if,
        add.population,
        add.Format("text", "json", "csv"),
    ),
    Verb(
        "figures",
        "reported figures, with unit, area, period",
        "linkage.cli.commands:figures",
        add.world,
        add.Format("text", "json"),
    ),
    Verb(
        "generate",
        "write the agency tables and their SQLite file",
        "linkage.cli.commands:generate",
        add.world,
        add.generate,
        add.starting_record,
        add.what_if,
        add.population,
    ),
    Verb(
        "export",
        "a file for others: a world's graph or pocket edition, or with a story or record a spread's graph, map or page",
        "linkage.cli.export_command:export",
        add.world,
        add.export,
        add.starting_record,
        add.what_if,
        add.population,
    ),
    Verb(
        "lesson",
        "lessons: list them, check them, or write a worksheet, an answer key or a handout",
        "linkage.cli.lesson_command:lesson",
        add.lesson,
        add.Format("text", "json"),
    ),
    Verb(
        "tour",
        "guided talks: list them, check them, or write one as a PDF with a page a stop and its notes",
        "linkage.cli.tour_command:tour",
        add.tour,
        add.Format("text", "json"),
    ),
    Verb(
        "preflight",
        "before a lecture: world, stories, lessons, port, browser, disk and pages, each failure with its fix",
        "linkage.cli.preflight:preflight",
        add.optional_world,
        add.preflight,
        add.Format("text", "json"),
    ),
)
"""Every verb, in the order of the help."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, made from the table of verbs."""
    top = VerbParser(
        prog="linkage",
        description="How ID-linked databases let one record spread - on invented people.",
        epilog="'linkage help VERB' or 'linkage VERB --help' tells of one verb.",
    )
    top.add_argument("--version", action="store_true", help="print the version")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", parser_class=VerbParser)
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.does, description=verb.does.capitalize() + ".")
        sub.set_defaults(function=verb.function)
        for add_to in verb.arguments:
            add_to(sub)
    return top


def asking_for_help(argv: Sequence[str]) -> list[str]:
    """A command's words, in which `help` is written as the parser reads it.

    >>> asking_for_help(["help"]), asking_for_help(["help", "city"]), asking_for_help(["--help", "city"])
    (['--help'], ['city', '--help'], ['city', '--help'])
    """
    words = list(argv)
    if words[:1] not in (["help"], ["--help"], ["-h"]):
        return words
    verbs = [word for word in words[1:] if word != "help" and not word.startswith("-")]
    return [*verbs[:1], "--help"]


def _unread_sentence(verb: Verb | None, unread: Sequence[str], arguments: argparse.Namespace) -> str:
    """That some words can't be read, and what may be meant by the first of them."""
    named = getattr(arguments, "identifier", None) or getattr(arguments, "subject", "")
    hint = ""
    if verb is None:
        return f"unrecognized arguments: {' '.join(unread)}. See 'linkage --help'."
    if unread[0].startswith("-"):
        options = VerbParser(add_help=False)
        for add_to in verb.arguments:
            add_to(options)
        near = options.nearest_option(unread[0])
        hint = f" Did you mean '{near}'?" if near else ""
    elif named:
        hint = " A name with a space in it stands in quotation marks."
    elif add.what_if in verb.arguments and unread[0].partition(":")[2]:
        hint = f" A what-if stands behind --what-if: --what-if {unread[0]}."
    return f"unrecognized arguments: {' '.join(unread)}.{hint} See 'linkage {verb.name} --help'."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code.

    Args:
        argv: the command's words; without them it is the whole program, with its own arguments and streams.
    """
    if argv is not None:
        return _exit_code(argv)
    streams.use_utf8()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is half-written is cleared away
    streams.end_at_once(_exit_code(sys.argv[1:]))


def _exit_code(argv: Sequence[str]) -> int:
    """Run one command, print its fault if there is one, and return its exit code."""
    try:
        code = _run(parser(), list(argv))
        sys.stdout.flush()
        return code
    except UsageError as error:
        return _fail(str(error), 2)
    except BadWorldError as error:
        return _fail("\n".join(error.lines()), 1)
    except LinkageError as error:
        return _fail(str(error), 1)
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except BrokenPipeError:
        streams.discard_stdout()
        return 0
    except OSError as error:
        streams.discard_stdout()
        return _fail(f"{error.filename or 'the answer'} could not be read or written: {error.strerror or error}", 1)


def _run(top: argparse.ArgumentParser, argv: list[str]) -> int:
    """Call the function of the verb that the arguments name."""
    arguments, unread = top.parse_known_args(asking_for_help(argv))
    if unread:
        verb = next((verb for verb in VERBS if verb.name == arguments.verb), None)
        raise UsageError(_unread_sentence(verb, unread, arguments))
    if arguments.version:
        print(tool_version())
        return 0
    if arguments.verb is None:
        top.print_help()
        return 0
    if getattr(arguments, "excel", False):
        if arguments.format == "json":
            raise UsageError("--excel prints CSV: leave --format json out.")
        arguments.format = "csv"
    module, _, name = arguments.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    if arguments.function == SCREEN:
        return _serve(function, arguments)
    return int(function(arguments))


def _serve(serve: Callable[..., Any], arguments: argparse.Namespace) -> int:
    """Serve the screen as the arguments say; the exit code is the server's.

    Raises:
        UsageError: a seed, which the tables or the address say, so that every page and *Reproduce* has the same one.
    """
    if arguments.seed is not None:
        raise UsageError(
            "Which seed given tables are made from stands beside them, in about.csv (world,seed,residents), so that "
            "every page and every command under Reproduce has it."
            if arguments.tables
            else f"Which invented people are shown is said in the address: ?seed={arguments.seed}."
        )
    return int(
        serve(
            arguments.world,
            arguments.host,
            arguments.port,
            arguments.open_browser,
            code=arguments.class_code,
            frame_ancestors=arguments.frame,
            reload=arguments.reload,
            tour=arguments.tour,
            tables=arguments.tables,
        )
    )


def _fail(message: str, code: int) -> int:
    """Print a fault to stderr; returns the exit code."""
    print(with_options(message), file=sys.stderr)
    return code
