"""The command line: what can be asked, and who answers. Reads arguments, prints nothing of its own but faults.

Data go to stdout, talk to stderr. Exit codes: 0 fine, 1 the answer is an error, 2 usage, 130 interrupted. Each
verb's code is imported when it is called, so that `--help` answers at once; the screen is named here once, as text.
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


class Verb:
    """One verb: what it does, its arguments, and where its code is."""

    def __init__(self, name: str, does: str, code: str, *arguments: Callable[[argparse.ArgumentParser], Any]) -> None:
        self.name, self.does, self.code, self.arguments = name, does, code, arguments


def _world(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("world", metavar="WORLD", help="a folder, or a bundled world's name")


def _any_world(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("world", metavar="WORLD", nargs="?", default="beijing", help="a folder, or a bundled name")


def _people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_whole, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default 1,000)")
    parser.add_argument("--tables", metavar="PATH", help="agency tables to use instead: a folder or a SQLite file")


def _what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--what-if", metavar="W", action="append", default=[], help="interventions, with commas")


def _whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--story", metavar="ID", default="", help="a story of the world (default: its first)")
    parser.add_argument("--record", metavar="KIND", default="", help="a record kind instead of a story")
    parser.add_argument("--resident", metavar="R", default="", help="whose record: R0000000042, C0000123")


def _with_own(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with-own", action="store_true", help="add every record that the subject has")


def _on_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on-day", metavar="D", type=_day, help="only what is in force on that day")


def _format(*formats: str) -> Callable[[argparse.ArgumentParser], None]:
    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=formats, default=formats[0], help="how to print the answer")

    return add


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", metavar="SERVICE", help="the service that is asked about")
    parser.add_argument("--not", dest="why_not", action="store_true", help="why it is NOT closed")
    parser.add_argument("--all", dest="every", action="store_true", help="every proof, shortest first")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sources", metavar="DIR", help="hold every quote against the files in this folder")
    parser.add_argument("--record", action="store_true", help="with --sources: write verified.csv")
    parser.add_argument("--describe", action="store_true", help="write datapackage.json (schemas, foreign keys)")


def _generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", required=True, help="the folder to write into")
    parser.add_argument("--draws", action="store_true", help="also draws.csv: each link's draw for each record")


def _cut(parser: argparse.ArgumentParser) -> None:
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


def _city(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_whole, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default: the world's population)")
    parser.add_argument("--workers", type=_count, help="processes (default: as many as pay, up to 4)")
    parser.add_argument("--dask", metavar="ADDRESS", default="", help="count on this Dask cluster instead")
    parser.add_argument("--by-link", action="store_true", help="for each link, what stops if it alone is cut")
    parser.add_argument("--range", dest="in_range", action="store_true", help="also with every assumed number redrawn")
    parser.add_argument("--timings", action="store_true", help="add the time and memory that it took")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--city", action="store_true", help="also for the whole city (the world's population)")


def _sweep(parser: argparse.ArgumentParser) -> None:
    over = "a figure: VERB:ID=FROM..TO/STEP, as in removal:LINK=1..90/10; twice for a grid"
    parser.add_argument("--over", metavar="FIGURE", action="append", required=True, help=over)
    what = "EFFECT:SERVICE (residents), companies:…, wrongly:…, restricted, rewarded, doors; any number of times"
    parser.add_argument("--measure", metavar="M", action="append", required=True, help=what)
    parser.add_argument("--seed", type=_whole, default=1, help="which invented people (default 1)")
    parser.add_argument("--residents", type=_count, help="how many of them (default: the world's population)")
    parser.add_argument("--workers", type=_count, help="processes (default: as many as pay, up to 4)")


def _about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="ID", help="a link, a rule or a database of the world")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the new folder")
    parser.add_argument("--from", dest="source", metavar="WORLD", required=True, help="the world to start from")


def _listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _export(parser: argparse.ArgumentParser) -> None:
    of_spreads = _listed([row.name for row in EXPORT_FORMATS.values() if row.needs_spread])
    with_theme = _listed([row.name for row in EXPORT_FORMATS.values() if row.has_theme])
    what = f"a graph's format; {of_spreads} show a spread"
    parser.add_argument("--to", choices=tuple(EXPORT_FORMATS), required=True, help=what)
    parser.add_argument("-o", "--out", metavar="FILE", help="the file to write (default: stdout)")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help=f"of {with_theme} (default dark)")


def _lesson(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deed", choices=("list", "check", "export"), help="list them, check them, or write one")
    parser.add_argument("lesson", metavar="LESSON", nargs="?", default="", help="a lesson's id, or its TOML file")
    parser.add_argument("-o", "--out", metavar="FILE", help="with export: the HTML file to write (default: stdout)")
    parser.add_argument("--key", action="store_true", help="with export: the answer key, with the teacher's notes")
    parser.add_argument("--handout", action="store_true", help="with export: hints and answers folded in, to open")


def _preflight(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_whole, default=8050, help="the port that is to be used (default 8050)")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default 127.0.0.1)")
    parser.add_argument("--port", type=_whole, default=8050, help="the port (0: any free one)")
    parser.add_argument(
        "--code", dest="class_code", default="", help="the class code that --host asks others for (default: a new one)"
    )
    parser.add_argument("--frame", metavar="SITE", default="'self'", help="a site that may show it in a frame")
    parser.add_argument("--reload", action="store_true", help="watch the folder, and show what becomes of it")
    parser.add_argument("--no-open", dest="open_browser", action="store_false", help="don't open a browser")


VERBS = (
    Verb("demo", "serve a world and open the browser on its first story", SCREEN, _any_world, _serve),
    Verb("serve", "the app", SCREEN, _any_world, _serve),
    Verb("worlds", "list the bundled worlds", "linkage.cli.commands:worlds", _format("text", "json")),
    Verb("check", "validate a world", "linkage.cli.commands:check", _world, _check, _format("text", "json")),
    Verb(
        "about",
        "a link, rule or database: its quotes, the stories that pass it, what falls without it",
        "linkage.cli.about_command:about",
        _world,
        _about,
        _what_if,
        _format("text", "json"),
    ),
    Verb("new", "copy a world to start one's own", "linkage.cli.commands:new", _new),
    Verb(
        "trace",
        "one record's spread, step by step",
        "linkage.cli.commands:trace",
        _world,
        _whose,
        _with_own,
        _on_day,
        _what_if,
        _people,
        _format("text", "json", "csv"),
    ),
    Verb(
        "why",
        "the proof of an effect, or why a door stays open",
        "linkage.cli.commands:why",
        _world,
        _why,
        _whose,
        _what_if,
        _people,
        _format("text", "json"),
    ),
    Verb(
        "compare",
        "what a what-if changes for a story, and for the city",
        "linkage.cli.commands:compare",
        _world,
        _whose,
        _compare,
        _what_if,
        _people,
        _format("text", "json", "csv"),
    ),
    Verb(
        "cut",
        "the least that would protect a service; with --city the best removals for everybody",
        "linkage.cli.city_commands:cut",
        _world,
        _cut,
        _what_if,
        _people,
        _format("text", "json"),
    ),
    Verb(
        "effects",
        "every effect of everybody",
        "linkage.cli.commands:effects",
        _world,
        _on_day,
        _what_if,
        _people,
        _format("text", "json", "csv"),
    ),
    Verb(
        "city",
        "the whole city: residents and companies by service",
        "linkage.cli.commands:city",
        _world,
        _city,
        _on_day,
        _what_if,
        _format("text", "json", "csv"),
    ),
    Verb(
        "sweep",
        "the whole city at every value of one figure, or of a grid of two",
        "linkage.cli.city_commands:sweep",
        _world,
        _sweep,
        _on_day,
        _what_if,
        _format("text", "json", "csv"),
    ),
    Verb(
        "figures",
        "reported figures, with unit, area, period",
        "linkage.cli.commands:figures",
        _world,
        _format("text", "json"),
    ),
    Verb(
        "generate",
        "write the agency tables and their SQLite file",
        "linkage.cli.commands:generate",
        _world,
        _generate,
        _whose,
        _what_if,
        _people,
    ),
    Verb(
        "export",
        "a file for others: the world's graph, or with a story or record a spread's graph, map or one-file page",
        "linkage.cli.export_command:export",
        _world,
        _export,
        _whose,
        _what_if,
        _people,
    ),
    Verb(
        "lesson",
        "lessons: list them, check them, or write a worksheet, an answer key or a handout",
        "linkage.cli.lesson_command:lesson",
        _lesson,
        _format("text", "json"),
    ),
    Verb(
        "preflight",
        "before a lecture: world, stories, lessons, port, browser, disk and pages, each failure with its fix",
        "linkage.cli.preflight:preflight",
        _any_world,
        _preflight,
        _format("text", "json"),
    ),
)
"""Every verb, in the order of the help."""


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number") from None


def _count(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= 2_000_000_000:
        raise argparse.ArgumentTypeError(f"{number:,} is not between 1 and 2,000,000,000")
    return number


def _day(text: str) -> int:
    number = _whole(text)
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
    """The whole command line."""
    top = _Parser(prog="linkage", description="How ID-linked databases let one record spread - on invented people.")
    top.add_argument("--version", action="store_true", help="print the version")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.does, description=verb.does.capitalize() + ".")
        sub.set_defaults(code=verb.code)
        for add in verb.arguments:
            add(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Without arguments it is the whole program, which ends here."""
    if argv is not None:
        return _answered(argv)
    streams.same_bytes_everywhere()
    code = _answered(sys.argv[1:])
    if threading.active_count() > 1:
        streams.leave(code)
    return code


def _answered(argv: Sequence[str]) -> int:
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
        streams.forget_stdout()
        return 0
    except OSError as error:
        streams.forget_stdout()
        return _fail(f"{error.filename or 'the answer'} could not be read or written: {error.strerror or error}", 1)


def _run(top: argparse.ArgumentParser, argv: list[str]) -> int:
    arguments = top.parse_args(argv)
    if arguments.version:
        from importlib.metadata import version

        print(version("linkage"))
        return 0
    if arguments.verb is None:
        top.print_help()
        return 0
    module, _, name = arguments.code.partition(":")
    answer = getattr(importlib.import_module(module), name)
    if arguments.code == SCREEN:
        a = arguments
        more = {"code": a.class_code, "frame_ancestors": a.frame, "reload": a.reload}
        return int(answer(a.world, a.host, a.port, a.open_browser, **more))
    return int(answer(arguments))


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
