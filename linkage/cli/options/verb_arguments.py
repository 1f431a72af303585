"""The arguments of the verbs: functions that add them to a parser, for the table of verbs in `command_line`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from linkage.answers.asked_numbers import asked_number
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.errors import UsageError
from linkage.imports.import_formats import IMPORT_FORMATS

_IN_THREES = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+")
"""Digits as our own messages write them: `1,000`."""


def world(parser: argparse.ArgumentParser) -> None:
    """The world, which has to be named."""
    parser.add_argument("world", metavar="WORLD", help="a folder, or a bundled world's name")


def optional_world(parser: argparse.ArgumentParser) -> None:
    """The world; `beijing` where none is named."""
    parser.add_argument("world", metavar="WORLD", nargs="?", default="beijing", help="a folder, or a bundled name")


def other_world(parser: argparse.ArgumentParser) -> None:
    """A second world to set beside the first."""
    other_help = "a second world: what differs in the tables, and what follows"
    parser.add_argument("other", metavar="WORLD2", nargs="?", default="", help=other_help)


def population(parser: argparse.ArgumentParser) -> None:
    """Which invented people, or agency tables instead."""
    own_tables(parser)
    parser.add_argument("--residents", type=_Number("residents"), help="how many of them (default 1,000)")


def own_tables(parser: argparse.ArgumentParser) -> None:
    """The seed of invented people, or agency tables instead of them."""
    seed_help = "which invented people (default 1, or what the tables' about.csv says)"
    parser.add_argument("--seed", type=_Number("seed"), help=seed_help)
    parser.add_argument("--tables", metavar="PATH", help="agency tables to use instead: a folder or a SQLite file")


def everybody(parser: argparse.ArgumentParser) -> None:
    """Who is counted: invented people, or those of agency tables."""
    own_tables(parser)
    residents_help = "how many of them (default: the world's population)"
    parser.add_argument("--residents", type=_Number("residents"), help=residents_help)
    workers(parser)


def workers(parser: argparse.ArgumentParser) -> None:
    """How many processes share the work."""
    parser.add_argument("--workers", type=_Number("workers"), help="processes (default: as many as pay, up to 4)")


def what_if(parser: argparse.ArgumentParser) -> None:
    """The what-if, in one piece or several."""
    parser.add_argument("--what-if", metavar="W", action="append", default=[], help="interventions, with commas")


def starting_record(parser: argparse.ArgumentParser) -> None:
    """The record that spreads, and whose it is."""
    parser.add_argument("--story", metavar="ID", default="", help="a story of the world (default: its first)")
    parser.add_argument("--record", metavar="KIND", default="", help="a record kind instead of a story")
    parser.add_argument("--resident", metavar="R", default="", help="whose record: R0000000042, C0000123")


def with_own(parser: argparse.ArgumentParser) -> None:
    """Whether the subject's other records spread too."""
    parser.add_argument("--with-own", action="store_true", help="add every record that the subject has")


def log(parser: argparse.ArgumentParser) -> None:
    """Whether the spread is told as what was done with the subject's data."""
    parser.add_argument("--log", action="store_true", help="who did what with the subject's data, and who was told")


def on_day(parser: argparse.ArgumentParser) -> None:
    """The day that is asked about."""
    parser.add_argument("--on-day", metavar="D", type=_Number("on_day"), help="only what is in force on that day")


class Format:
    """How the answer is printed: adds `--format`, of which the first is the default."""

    def __init__(self, *formats: str) -> None:
        self.formats = formats

    def __call__(self, parser: argparse.ArgumentParser) -> None:
        default = self.formats[0]
        parser.add_argument("--format", choices=self.formats, default=default, help="how to print the answer")
        if "csv" in self.formats:
            excel_help = "as CSV with a byte-order mark, by which a spreadsheet knows the signs of every script"
            parser.add_argument("--excel", action="store_true", help=excel_help)


def plot(parser: argparse.ArgumentParser) -> None:
    """The file of the answer's figure, and its theme."""
    parser.add_argument("--plot", metavar="FILE", default="", help="also draw the answer, as one offline HTML file")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help="of --plot (default dark)")
    overwrite(parser, "--plot")


def overwrite(parser: argparse.ArgumentParser, option: str = "-o") -> None:
    """Whether a file may be replaced that isn't ours."""
    overwrite_help = f"replace the file of {option} also where another program's, or a table, is there already"
    parser.add_argument("--overwrite", action="store_true", help=overwrite_help)


def why(parser: argparse.ArgumentParser) -> None:
    """The service that `why` asks about."""
    parser.add_argument("service", metavar="SERVICE", help="the service that is asked about")
    parser.add_argument("--not", dest="why_not", action="store_true", help="why it is NOT closed")
    parser.add_argument("--all", dest="every", action="store_true", help="every proof, shortest first")


def check(parser: argparse.ArgumentParser) -> None:
    """What else `check` holds against the folder."""
    parser.add_argument("--sources", metavar="DIR", help="hold every quote against the files in this folder")
    parser.add_argument("--record", action="store_true", help="with --sources: write verified.csv")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where there are only warnings, too")
    parser.add_argument("--describe", action="store_true", help="write datapackage.json (schemas, foreign keys)")


def generate(parser: argparse.ArgumentParser) -> None:
    """Where `generate` writes."""
    parser.add_argument("--out", metavar="DIR", required=True, help="the folder to write into")
    parser.add_argument("--draws", action="store_true", help="also draws.csv: each link's draw for each record")
    parser.add_argument("--overwrite", action="store_true", help="replace tables that the folder holds")


def cut(parser: argparse.ArgumentParser) -> None:
    """What `cut` protects, from which record, and how."""
    protect_help = "a service, or database:NAME; several times: all at once (--city: services, blank for any)"
    parser.add_argument("--protect", metavar="SERVICE", action="append", default=[], help=protect_help)
    parser.add_argument("--story", metavar="ID", default="", help="a story of the world: its resident and record")
    parser.add_argument("--record", metavar="KIND", default="", help="a record kind; alone: for everybody at once")
    parser.add_argument("--resident", metavar="R", default="", help="for this one only: R0000000042, C0000123")
    among_help = "links,columns (default), identifiers, rules, databases, agencies"
    parser.add_argument("--among", metavar="SORTS", default="", help=among_help)
    parser.add_argument("--cost", metavar="ID=N", action="append", default=[], help="a removal's cost (default 1)")
    parser.add_argument("--city", action="store_true", help="for the whole city: what spares the most residents")
    best_help = "with --city: how many removals (or cost) at most"
    parser.add_argument("--best", metavar="K", type=_Number("most"), help=best_help)
    objective_help = "with --city: what counts: residents spared (default), or every door open again"
    parser.add_argument("--objective", choices=("spared", "doors"), default="", help=objective_help)
    parser.add_argument("--group", metavar="G", default="", help="with --city: count this age group only")
    parser.add_argument("--weigh-rewards", action="store_true", help="with --city: count lost rewards against")


def matches(parser: argparse.ArgumentParser) -> None:
    """Which links `matches` counts, and by what."""
    parser.add_argument("links", metavar="LINK", nargs="*", help="these links only (default: all)")
    parser.add_argument("--by", choices=("group",), default="", help="also count each age group or company size")


def city(parser: argparse.ArgumentParser) -> None:
    """How `city` counts, and whom."""
    everybody(parser)
    parser.add_argument("--dask", metavar="ADDRESS", default="", help="count on this Dask cluster instead")
    parser.add_argument("--by-link", action="store_true", help="each link's fair share, and what stops without it")
    by_link_help = "with --by-link: share this instead of restrictions and rewards, as in closed:SERVICE; several times"
    parser.add_argument("--measure", metavar="M", action="append", default=[], help=by_link_help)
    parser.add_argument("--timings", action="store_true", help="add the time and memory that it took")


def doubts(parser: argparse.ArgumentParser) -> None:
    """How sure the counts of a city are."""
    range_help = "how far counts and changes may move, over K draws (24) of every assumed figure, half to twice"
    parser.add_argument("--range", metavar="K", type=_Number("draws"), nargs="?", const=24, help=range_help)
    own_help = "with --range, --tornado or --draw: a figure's own range, ID.COLUMN=LOW..HIGH; several times"
    parser.add_argument("--range-of", metavar="FIGURE", action="append", default=[], help=own_help)
    seeds_help = "the same over K invented populations (5): what is chance"
    parser.add_argument("--seeds", metavar="K", type=_Number("populations"), nargs="?", const=5, help=seeds_help)
    tornado_help = "each assumed figure alone at half and at twice: which move this measure most"
    parser.add_argument("--tornado", metavar="MEASURE", help=tornado_help)
    parser.add_argument("--draw", metavar="K", type=_Number("draw"), help="draw K of --range alone, with its figures")


def compare(parser: argparse.ArgumentParser) -> None:
    """What `compare` compares beside a story."""
    parser.add_argument("--city", action="store_true", help="also for the whole city (the world's population)")


def sweep(parser: argparse.ArgumentParser) -> None:
    """Over what a sweep goes, and what it measures."""
    over_help = "a figure: VERB:ID=FROM..TO/STEP, as in removal:LINK=1..90/10; twice for a grid"
    parser.add_argument("--over", metavar="FIGURE", action="append", required=True, help=over_help)
    measure_help = (
        "EFFECT:SERVICE (residents), companies:…, wrongly:…, closed:SERVICE, restricted, rewarded, doors; several times"
    )
    parser.add_argument("--measure", metavar="M", action="append", required=True, help=measure_help)
    everybody(parser)


def trade_off(parser: argparse.ArgumentParser) -> None:
    """Over what a trade-off goes, and what it measures."""
    parser.add_argument("--measure", metavar="M", required=True, help="EFFECT:SERVICE, such as refuse:loan")
    over_help = "a figure: VERB:ID=FROM..TO/STEP, as in mistyped:DATABASE.IDENTIFIER=0..0.2/0.05"
    parser.add_argument("--over", metavar="FIGURE", default="", help=over_help)
    without_help = "instead: drop this identifier, and match on others (--match)"
    parser.add_argument("--without", metavar="IDENTIFIER", default="", help=without_help)
    match_help = "a key to match on instead, such as name-birth-date; parts with + must all agree; several times"
    parser.add_argument("--match", metavar="KEY", action="append", default=[], help=match_help)
    everybody(parser)


def about(parser: argparse.ArgumentParser) -> None:
    """The row that `about` tells of."""
    parser.add_argument("name", metavar="ID", help="a link, a rule or a database of the world")


def new(parser: argparse.ArgumentParser) -> None:
    """The new folder of `new`, and from what it is made."""
    parser.add_argument("name", metavar="NAME", help="the new folder")
    parser.add_argument("--from", dest="source", metavar="WORLD", default="", help="copy this world")
    tables_help = "draft a world from one's own tables: CSV, SQLite or Parquet files, or a folder of CSV files"
    parser.add_argument("--tables", metavar="FILE", nargs="+", default=[], help=tables_help)
    identifier_help = "with --tables: columns that hold one identifier, NAME=TABLE.COLUMN,TABLE.COLUMN; several times"
    parser.add_argument("--identifier", metavar="NAME=…", action="append", default=[], help=identifier_help)
    subject_help = "with --tables: the column that says whose a row is (default: the first identifier stands for it)"
    parser.add_argument("--subject", metavar="COLUMN", default="", help=subject_help)
    parser.add_argument("--empty", action="store_true", help="start with every table, and no row in any")


def replay(parser: argparse.ArgumentParser) -> None:
    """The kept trace, and where its world and its tables are now."""
    parser.add_argument("file", metavar="FILE", help="what `trace --format json` printed")
    parser.add_argument("--world", metavar="FOLDER", default="", help="its world (default: the one that it names)")
    parser.add_argument("--tables", metavar="PATH", default="", help="its agency tables, where it was asked of some")


def import_(parser: argparse.ArgumentParser) -> None:
    """The file of `import`, and the world that it becomes."""
    files_help = (
        "the file; for CSV the files of edges and of nodes, or the folder that holds them; "
        "'pairs FILE': a linker's pairs, beside tables"
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help=files_help)
    parser.add_argument("--as", dest="as_name", metavar="NAME", default="", help="the new folder")
    start_help = "the node where the record begins (default: the one that reaches most)"
    parser.add_argument("--from", dest="start", metavar="NODE", default="", help=start_help)
    form_help = f"the file's format, where its content doesn't say it: {', '.join(IMPORT_FORMATS)}"
    parser.add_argument("--format-in", metavar="FORMAT", default="", help=form_help)
    parser.add_argument("--link", metavar="L", default="", help="with pairs: the link that they join")
    parser.add_argument("--left", metavar="A", default="", help="with pairs: the column of the source's rows")
    parser.add_argument("--right", metavar="B", default="", help="with pairs: the column of the target's rows")
    parser.add_argument("--probability", metavar="P", default="", help="with pairs: the column of the probability")
    parser.add_argument("--tables", metavar="DIR", default="", help="with pairs: the tables' folder")


def _listing(names: Sequence[str]) -> str:
    """Names as a sentence lists them: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def export(parser: argparse.ArgumentParser) -> None:
    """The format and the file of `export`."""
    of_spreads = _listing([row.name for row in EXPORT_FORMATS.values() if row.needs_spread])
    with_theme = _listing([row.name for row in EXPORT_FORMATS.values() if row.has_theme])
    books = _listing([row.name for row in EXPORT_FORMATS.values() if row.writes == "book"])
    to_help = f"a graph's format; {of_spreads} show a spread, {books} a whole world"
    parser.add_argument("--to", choices=tuple(EXPORT_FORMATS), required=True, help=to_help)
    parser.add_argument("-o", "--out", metavar="FILE", help="the file to write (default: stdout)")
    overwrite(parser)
    keeping = _listing([row.name for row in EXPORT_FORMATS.values() if row.keeps_rows])
    links_help = f"of a world's graph as {keeping}: each link as a node, or as one edge (default nodes)"
    parser.add_argument("--links", choices=("nodes", "edges"), default="nodes", help=links_help)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark", help=f"of {with_theme} (default dark)")


def lesson(parser: argparse.ArgumentParser) -> None:
    """Which lesson, and what is to be done with it."""
    parser.add_argument("action", choices=("list", "check", "export"), help="list them, check them, or write one")
    parser.add_argument("lesson", metavar="LESSON", nargs="?", default="", help="a lesson's id, or its TOML file")
    parser.add_argument("-o", "--out", metavar="FILE", help="with export: the HTML file to write (default: stdout)")
    overwrite(parser)
    parser.add_argument("--key", action="store_true", help="with export: the answer key, with the teacher's notes")
    parser.add_argument("--handout", action="store_true", help="with export: hints and answers folded in, to open")
    parser.add_argument(
        "--address",
        metavar="URL",
        default="",
        help="with export: where the class finds the app (default http://127.0.0.1:8050)",
    )


def tour(parser: argparse.ArgumentParser) -> None:
    """Which tour, and what is to be done with it."""
    parser.add_argument("action", choices=("list", "check", "export"), help="list them, check them, or write one")
    parser.add_argument("tour", metavar="TOUR", nargs="?", default="", help="a tour's id, or its TOML file")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="with export: a .pdf or .html file, a page a stop (default: HTML on stdout)"
    )
    overwrite(parser)


def preflight(parser: argparse.ArgumentParser) -> None:
    """What `preflight` tries."""
    parser.add_argument("--port", type=_Number("port"), default=8050, help="the port that is to be used (default 8050)")


def serve(parser: argparse.ArgumentParser) -> None:
    """Where the app is served, and to whom."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default 127.0.0.1)")
    parser.add_argument("--port", type=_Number("port"), default=8050, help="the port (0: any free one)")
    parser.add_argument(
        "--code", dest="class_code", default="", help="the class code that --host asks others for (default: a new one)"
    )
    parser.add_argument("--frame", metavar="SITE", default="'self'", help="a site that may show it in a frame")
    parser.add_argument("--reload", action="store_true", help="watch the folder, and show what becomes of it")
    parser.add_argument(
        "--tour", metavar="TOUR", default="", help="open the browser on a guided talk ('linkage tour list')"
    )
    parser.add_argument(
        "--tables", metavar="PATH", help="agency tables whose people are shown: a folder or a SQLite file"
    )
    parser.add_argument("--seed", type=_Number("seed"), help=argparse.SUPPRESS)  # refused, with what to do instead
    parser.add_argument("--no-open", dest="open_browser", action="store_false", help="don't open a browser")


def whole_number_of(text: str) -> int | str:
    """A whole number, also one whose digits stand in threes between commas; a text that is none stays as it is.

    >>> whole_number_of("1,000"), whole_number_of("1_000"), whole_number_of("1,00")
    (1000, 1000, '1,00')
    """
    try:
        return int(text.replace(",", "") if _IN_THREES.fullmatch(text) else text)
    except ValueError:
        return text


class _Number:
    """Reads the number of an option, with the ends that it has in Python; argparse prints the fault."""

    def __init__(self, argument: str) -> None:
        self.argument = argument

    def __call__(self, text: str) -> int:
        try:
            return asked_number(self.argument, whole_number_of(text))
        except UsageError as error:
            raise argparse.ArgumentTypeError(str(error).removeprefix(f"{self.argument}: ").rstrip(".")) from None
