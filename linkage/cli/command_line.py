"""The command line: the table of its verbs, their arguments, and the exit codes. It prints nothing but faults.

Data go to stdout, notes to stderr. Exit codes: 0 fine, 1 the answer is an error, 2 usage, 130 interrupted. Each
verb's function is imported when it is called, so that `--help` answers at once; the screen is named here once, as text.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.cli import streams
from linkage.errors import BadWorldError, LinkageError, UsageError, nearest

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


def _add_world(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("world", metavar="WORLD", help="a folder, or a bundled world's name")


def _add_optional_world(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("world", metavar="WORLD", nargs="?", default="beijing", help="a folder, or a bundled name")


def _add_population(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_whole_number, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default 1,000)")
    parser.add_argument("--tables", metavar="PATH", help="agency tables to use instead: a folder or a SQLite file")


def _add_what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--what-if", metavar="W", action="append", default=[], help="interventions, with commas")


def _add_starting_record(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--story", metavar="ID", default="", help="a story of the world (default: its first)")
    parser.add_argument("--record", metavar="KIND", default="", help="a record kind instead of a story")
    parser.add_argument("--resident", metavar="R", default="", help="whose record: R0000000042, C0000123")


def _add_with_own(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-own", action="store_true", help="add every record that the subject has")


def _add_on_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on-day", metavar="D", type=_day, help="only what is in force on that day")


def _add_format(*formats: str) -> Callable[[argparse.ArgumentParser], None]:
    """A function that adds `--format`, of which the first is the default."""

    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=formats, default=formats[0], help="how to print the answer")

    return add


def _add_plot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plot", metavar="FILE", default="", help="also draw the answer, as one offline HTML file")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help="of --plot (default dark)")


def _add_why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", help="the service that is asked about")
    parser.add_argument("--not", dest="why_not", action="store_true", help="why it is NOT closed")
    parser.add_argument("--all", dest="every", action="store_true", help="every proof, shortest first")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sources", metavar="DIR", help="hold every quote against the files in this folder")
    parser.add_argument("--record", action="store_true", help="with --sources: write verified.csv")
    parser.add_argument("--describe", action="store_true", help="write datapackage.json (schemas, foreign keys)")


def _add_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", required=True, help="the folder to write into")
    parser.add_argument("--draws", action="store_true", help="also draws.csv: each link's draw for each record")


def _add_cut(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--protect", metavar="SERVICE", help="the service to be protected (--city: blank for any)")
    parser.add_argument("--story", metavar="ID", default="", help="a story of the world: its resident and record")
    parser.add_argument("--record", metavar="KIND", default="", help="a record kind; alone: for everybody at once")
    parser.add_argument("--resident", metavar="R", default="", help="for this one only: R0000000042, C0000123")
    parser.add_argument("--among", metavar="SORTS", default="", help="links,columns (default), identifiers, rules")
    parser.add_argument("--cost", metavar="ID=N", action="append", default=[], help="a removal's cost (default 1)")
    parser.add_argument("--city", action="store_true", help="for the whole city: what spares the most residents")
    parser.add_argument("--best", metavar="K", type=_count, help="with --city: how many removals at most")
    parser.add_argument("--group", metavar="G", default="", help="with --city: count this age group only")
    parser.add_argument("--weigh-rewards", action="store_true", help="with --city: count lost rewards against")


def _add_city(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_whole_number, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default: the world's population)")
    parser.add_argument("--workers", type=_count, help="processes (default: as many as pay, up to 4)")
    parser.add_argument("--dask", metavar="ADDRESS", default="", help="count on this Dask cluster instead")
    parser.add_argument("--by-link", action="store_true", help="for each link, what stops if it alone is cut")
    parser.add_argument("--range", dest="in_range", action="store_true", help="also with every assumed number redrawn")
    parser.add_argument("--timings", action="store_true", help="add the time and memory that it took")


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city", action="store_true", help="also for the whole city (the world's population)")


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    over_help = "a figure: VERB:ID=FROM..TO/STEP, as in removal:LINK=1..90/10; twice for a grid"
    parser.add_argument("--over", metavar="FIGURE", action="append", required=True, help=over_help)
    measure_help = (
        "EFFECT:SERVICE (residents), companies:…, wrongly:…, restricted, rewarded, doors; any number of times"
    )
    parser.add_argument("--measure", metavar="M", action="append", required=True, help=measure_help)
    parser.add_argument("--seed", type=_whole_number, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default: the world's population)")
    parser.add_argument("--workers", type=_count, help="processes (default: as many as pay, up to 4)")


def _add_about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="ID", help="a link, a rule or a database of the world")


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the new folder")
    parser.add_argument("--from", dest="source", metavar="WORLD", required=True, help="the world to start from")


def _listing(names: Sequence[str]) -> str:
    """Names as a sentence lists them: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _add_export(parser: argparse.ArgumentParser) -> None:
    of_spreads = _listing([row.name for row in EXPORT_FORMATS.values() if row.needs_spread])
    with_theme = _listing([row.name for row in EXPORT_FORMATS.values() if row.has_theme])
    to_help = f"a graph's format; {of_spreads} show a spread"
    parser.add_argument("--to", choices=tuple(EXPORT_FORMATS), required=True, help=to_help)
    parser.add_argument("-o", "--out", metavar="FILE", help="the file to write (default: stdout)")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help=f"of {with_theme} (default dark)")


def _add_lesson(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", choices=("list", "check", "export"), help="list them, check them, or write one")
    parser.add_argument("lesson", metavar="LESSON", nargs="?", default="", help="a lesson's id, or its TOML file")
    parser.add_argument("-o", "--out", metavar="FILE", help="with export: the HTML file to write (default: stdout)")
    parser.add_argument("--key", action="store_true", help="with export: the answer key, with the teacher's notes")
    parser.add_argument("--handout", action="store_true", help="with export: hints and answers folded in, to open")


def _add_preflight(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_whole_number, default=8050, help="the port that is to be used (default 8050)")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default 127.0.0.1)")
    parser.add_argument("--port", type=_whole_number, default=8050, help="the port (0: any free one)")
    parser.add_argument(
        "--code", dest="class_code", default="", help="the class code that --host asks others for (default: a new one)"
    )
    parser.add_argument("--frame", metavar="SITE", default="'self'", help="a site that may show it in a frame")
    parser.add_argument("--reload", action="store_true", help="watch the folder, and show what becomes of it")
    parser.add_argument("--no-open", dest="open_browser", action="store_false", help="don't open a browser")


VERBS = (
    Verb("demo", "serve a world and open the browser on its first story", SCREEN, _add_optional_world, _add_serve),
    Verb("serve", "the app", SCREEN, _add_optional_world, _add_serve),
    Verb("worlds", "list the bundled worlds", "linkage.cli.commands:worlds", _add_format("text", "json")),
    Verb(
        "check", "validate a world", "linkage.cli.commands:check", _add_world, _add_check, _add_format("text", "json")
    ),
    Verb(
        "about",
        "a link, rule or database: its quotes, the stories that pass it, what falls without it",
        "linkage.cli.about_row_command:about",
        _add_world,
        _add_about,
        _add_what_if,
        _add_format("text", "json"),
    ),
    Verb("new", "copy a world to start one's own", "linkage.cli.commands:new", _add_new),
    Verb(
        "trace",
        "one record's spread, step by step",
        "linkage.cli.commands:trace",
        _add_world,
        _add_starting_record,
        _add_with_own,
        _add_on_day,
        _add_what_if,
        _add_population,
        _add_format("text", "json", "csv"),
    ),
    Verb(
        "why",
        "the proof of an effect, or why a door stays open",
        "linkage.cli.commands:why",
        _add_world,
        _add_why,
        _add_starting_record,
        _add_what_if,
        _add_population,
        _add_format("text", "json"),
    ),
    Verb(
        "compare",
        "what a what-if changes for a story, and for the city",
        "linkage.cli.commands:compare",
        _add_world,
        _add_starting_record,
        _add_compare,
        _add_plot,
        _add_what_if,
        _add_population,
        _add_format("text", "json", "csv"),
    ),
    Verb(
        "cut",
        "the least that would protect a service; with --city the best removals for everybody",
        "linkage.cli.city_commands:cut",
        _add_world,
        _add_cut,
        _add_what_if,
        _add_population,
        _add_format("text", "json"),
    ),
    Verb(
        "effects",
        "every effect of everybody",
        "linkage.cli.commands:effects",
        _add_world,
        _add_on_day,
        _add_what_if,
        _add_population,
        _add_format("text", "json", "csv"),
    ),
    Verb(
        "city",
        "the whole city: residents and companies by service",
        "linkage.cli.commands:city",
        _add_world,
        _add_city,
        _add_plot,
        _add_on_day,
        _add_what_if,
        _add_format("text", "json", "csv"),
    ),
    Verb(
        "sweep",
        "the whole city at every value of one figure, or of a grid of two",
        "linkage.cli.city_commands:sweep",
        _add_world,
        _add_sweep,
        _add_plot,
        _add_on_day,
        _add_what_if,
        _add_format("text", "json", "csv"),
    ),
    Verb(
        "figures",
        "reported figures, with unit, area, period",
        "linkage.cli.commands:figures",
        _add_world,
        _add_format("text", "json"),
    ),
    Verb(
        "generate",
        "write the agency tables and their SQLite file",
        "linkage.cli.commands:generate",
        _add_world,
        _add_generate,
        _add_starting_record,
        _add_what_if,
        _add_population,
    ),
    Verb(
        "export",
        "a file for others: the world's graph, or with a story or record a spread's graph, map or one-file page",
        "linkage.cli.export_command:export",
        _add_world,
        _add_export,
        _add_starting_record,
        _add_what_if,
        _add_population,
    ),
    Verb(
        "lesson",
        "lessons: list them, check them, or write a worksheet, an answer key or a handout",
        "linkage.cli.lesson_command:lesson",
        _add_lesson,
        _add_format("text", "json"),
    ),
    Verb(
        "preflight",
        "before a lecture: world, stories, lessons, port, browser, disk and pages, each failure with its fix",
        "linkage.cli.preflight:preflight",
        _add_optional_world,
        _add_preflight,
        _add_format("text", "json"),
    ),
)
"""Every verb, in the order of the help."""


def _whole_number(text: str) -> int:
    """A whole number; argparse prints the fault."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number") from None


def _count(text: str) -> int:
    """A number of things, at least 1."""
    number = _whole_number(text)
    if not 1 <= number <= 2_000_000_000:
        raise argparse.ArgumentTypeError(f"{number:,} is not between 1 and 2,000,000,000")
    return number


def _day(text: str) -> int:
    """A day, counted from the record's own (day 0)."""
    number = _whole_number(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"day {number} is before the record; days count from 0")
    return number


def _choices(message: str) -> list[str]:
    """The right words that argparse lists behind a wrong one."""
    return re.findall(r"[\w-]+", message.partition("(choose from")[2])


class _Parser(argparse.ArgumentParser):
    """An argument parser whose faults name the nearest right word."""

    def error(self, message: str) -> NoReturn:
        wrong = message.partition("invalid choice: '")[2].partition("'")[0]
        known = [verb.name for verb in VERBS] if "VERB" in message else _choices(message)
        near = nearest(wrong, known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageError(f"{message}.{hint} See '{self.prog} --help'.")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, made from the table of verbs."""
    top = _Parser(prog="linkage", description="How ID-linked databases let one record spread - on invented people.")
    top.add_argument("--version", action="store_true", help="print the version")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.does, description=verb.does.capitalize() + ".")
        sub.set_defaults(function=verb.function)
        for add in verb.arguments:
            add(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code.

    Args:
        argv: the command's words; without them it is the whole program, with its own arguments and streams.
    """
    if argv is not None:
        return _exit_code(argv)
    streams.use_utf8()
    code = _exit_code(sys.argv[1:])
    if threading.active_count() > 1:
        streams.end_at_once(code)
    return code


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
    arguments = top.parse_args(argv)
    if arguments.version:
        from importlib.metadata import version

        print(version("linkage"))
        return 0
    if arguments.verb is None:
        top.print_help()
        return 0
    module, _, name = arguments.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    if arguments.function == SCREEN:
        return _serve(function, arguments)
    return int(function(arguments))


def _serve(serve: Callable[..., Any], arguments: argparse.Namespace) -> int:
    """Serve the screen as the arguments say; the exit code is the server's."""
    return int(
        serve(
            arguments.world,
            arguments.host,
            arguments.port,
            arguments.open_browser,
            code=arguments.class_code,
            frame_ancestors=arguments.frame,
            reload=arguments.reload,
        )
    )


def _fail(message: str, code: int) -> int:
    """Print a fault to stderr; returns the exit code."""
    print(message, file=sys.stderr)
    return code
