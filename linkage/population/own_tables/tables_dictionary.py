"""What each of the agencies' tables holds, in words: the second part of the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping

from linkage.population.agency_files import TRUTH
from linkage.population.own_tables.filled_tables import LACKING

_OF_A_DATABASE: Mapping[str, str] = {
    "account": "the account's name, which no other account has, in any table",
    "subject": "whose account it is; in a register, the true holder of the value that it translates from",
    "IDENTIFIER": "one column for each of the database's identifiers (`databases.csv`): the value that the agency "
    "holds, or a blank; `VALUE~DATABASE` is a mistyped one, which joins nothing",
}
_TABLES: Mapping[str, str] = {
    "people": "everybody: residents and companies",
    "values": "who truly owns which value; of a value that namesakes share, a row each",
    "relations": "families and officers",
    "records": "the records that everybody has",
    "draws": "each link's draw for each record and possible listing: it is held back unless this is below the share",
    "enforced": "each rule's draw at each account, and at the row that a list would open: see `enforced:`",
    "false": "each starting record's draw: it states what isn't so where this is below the share of `false:`",
    "errors": "each cell's two draws, for the columns that are in error (`columns.csv`) or that a what-if sets: see "
    "`missing:` and `mistyped:`; an account without a row was opened by a record, and is filled rightly",
    "about": "from which world and seed the tables were made, in one row; draws that no table has are made from it",
}
_COLUMNS: Mapping[str, str] = {
    "people.subject": "a name that nobody else has",
    "people.kind": "`resident` or `company`",
    "people.group": "an age group, or a company's size; may lack",
    "people.household": "any name of the household; may lack",
    "values.identifier": "an identifier of the world",
    "values.value": "a value of it: its token, a hyphen, anything (`TEL-0000000042`)",
    "values.subject": "its owner",
    "relations.kind": "`parent` (of a child under 18) or `officer` (of a company)",
    "relations.from": "the parent, or the officer",
    "relations.to": "the child, or the company",
    "records.id": "a name that no other record has; usually `KIND:SUBJECT`",
    "records.kind": "a record kind of the world",
    "records.subject": "whose record it is",
    "records.database": "the kind's home",
    "records.account": "the subject's account there at which it is born",
    "records.standing": "`confirmed` or `suspected`",
    "draws.link": "a link of the world, or one that a what-if adds",
    "draws.record": "a record's name, or `RULE@SUBJECT` for a listing",
    "draws.draw": "a number from 0 to less than 1",
    "enforced.rule": "a rule of the world",
    "enforced.account": "an account of its database",
    "enforced.subject": "whose account it is",
    "enforced.draw": "a number from 0 to less than 1",
    "false.record": "a record's name",
    "false.draw": "a number from 0 to less than 1",
    "errors.database": "a roll",
    "errors.account": "an account of it",
    "errors.identifier": "one of its columns",
    "errors.missing": "a number from 0 to less than 1: the cell is blank where it is below the share that is missing",
    "errors.mistyped": "the same: else the cell is mistyped where it is below that share",
    "errors.cell": "what stands in the cell without errors",
    "about.world": "the world's id",
    "about.seed": "a whole number",
    "about.residents": "how many residents there are",
}


_ABOUT = (
    "`--tables PATH` (a folder of these CSV files, or a SQLite file with these tables) asks about the people in",
    "them instead of invented ones; `generate` writes such tables. Needed are the databases' tables with",
    "`account` and their identifiers; all else may lack, and what stands in for it is said when it does. White",
    "space around a cell, the sign between cells, marks and blank rows mean nothing; further files and columns",
    "are listed and left out. Where nothing is known the cell is blank: `nan`, `None`, `NULL`, `NA`, `-` and `0`",
    "are faults, as is a value that nobody owns, one without its identifier's token where others have it, and a",
    "name that is spelt otherwise elsewhere. In SQLite all columns are TEXT.",
)


def tables_dictionary() -> str:
    """The agencies' tables and their columns as Markdown, with what lacks without each."""
    lines = [
        "",
        "# Tables of your own",
        "",
        *_ABOUT,
        "",
        "## DATABASE.csv",
        "",
        "One for each database. Of a list, only the rows of records that are born there.",
        "",
        *_columns(_OF_A_DATABASE),
    ]
    for name, says in _TABLES.items():
        columns = {column: _COLUMNS[f"{name}.{column}"] for column in TRUTH[name]}
        lines += [
            "",
            f"## {name}.csv",
            "",
            f"{says[0].upper()}{says[1:]}. This table may be missing.",
            "",
            *_columns(columns),
        ]
    lines += ["", "## What lacks without it", "", "| lacking | then |", "|---|---|"]
    lines += [
        f"| {'the column `subject`' if name == 'subject' else f'`{name}.csv`'} | {then} |"
        for name, then in LACKING.items()
    ]
    lines += [
        "| `errors.csv` | cells stand as they are: what a what-if makes err is drawn from the seed, nothing is put "
        "right |",
        "| `draws.csv`, `enforced.csv`, `false.csv` | draws are made from the seed that `about.csv` says |",
        "| `about.csv` | draws that no table has are refused, unless `--seed` says of which seed the tables are |",
    ]
    return "\n".join(lines) + "\n"


def _columns(columns: Mapping[str, str]) -> list[str]:
    return ["| column | means |", "|---|---|", *(f"| `{column}` | {means} |" for column, means in columns.items())]
