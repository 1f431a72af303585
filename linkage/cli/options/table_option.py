"""The options of verbs that write one table into a file."""

from __future__ import annotations

from argparse import ArgumentParser

from linkage.cli.options.verb_arguments import overwrite, workers


def study(parser: ArgumentParser) -> None:
    """The file of `study`, and where its table goes."""
    parser.add_argument("file", metavar="FILE", help="a study: a TOML file, or a bundled study's name")
    out_help = "the table's file; .json and .parquet say the form, anything else is CSV"
    parser.add_argument("-o", "--out", metavar="OUT", required=True, help=out_help)
    overwrite(parser)
    workers(parser)


def table_file(parser: ArgumentParser) -> None:
    """A file for an answer that is a table."""
    out_help = "write the rows into a file instead, typed: .csv or .parquet"
    parser.add_argument("-o", "--out", metavar="FILE", default="", help=out_help)
    overwrite(parser)
