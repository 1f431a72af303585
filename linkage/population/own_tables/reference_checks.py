"""The checks between given tables: every name is somebody's, an account's, a record's, or one of the world's."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np

from linkage.errors import BadTableError
from linkage.population.agency_files import DRAWN
from linkage.population.own_tables.cell_checks import HashedTables, check_known, places_outside, report_twins
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.likely_names import LikelyNames, folded, twins
from linkage.population.own_tables.record_checks import RecordChecks
from linkage.population.text_tables.agency_columns import TextTable
from linkage.population.text_tables.text_columns import starting_with
from linkage.population.text_tables.text_hashes import BLANK, distinct
from linkage.vocabulary import LISTING_EFFECTS, count_of
from linkage.world.model import World
from linkage.world.reading.cells import point_for_comma, whole_for_comma

_WHOLE_NUMBER = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_DRAW = re.compile(r"0(\.[0-9]+)?|[0-9](\.[0-9]+)?e-[0-9]+")


class ReferenceChecks:
    """The checks of what tables say of each other.

    Args:
        subjects: everybody's name.
    """

    def __init__(self, faults: FaultList, world: World, hashed: HashedTables, subjects: Collection[str]) -> None:
        self.faults, self.world, self.hashed, self.tables, self.subjects = (
            faults,
            world,
            hashed,
            hashed.tables,
            subjects,
        )

    def check(self) -> None:
        """Report every name that is none, and every row that can't stand beside the others."""
        self._check_accounts()
        self._check_people()
        for name, column, known, expected in (
            ("values", "identifier", self.world.identifiers, "an identifier of this world"),
            ("relations", "kind", ("parent", "officer"), "parent or officer"),
            ("records", "kind", self.world.record_kinds, "a record kind of this world"),
            ("records", "database", self.world.databases, "a database of this world"),
            ("records", "standing", ("confirmed", "suspected"), "confirmed or suspected"),
            ("enforced", "rule", self.world.rules, "a rule of this world"),
            ("errors", "database", self.world.databases, "a database of this world"),
        ):
            if name in self.tables:
                check_known(self.faults, self.hashed, name, column, known, expected)
        if "values" in self.tables:
            blanks = np.flatnonzero(self.hashed.of("values", "value") == BLANK).tolist()
            self.faults.cells(BadTableError, "values", "value", self.tables["values"], blanks, "a value")
        if "records" in self.tables:
            self._check_unique("records", "id")
            RecordChecks(self.faults, self.world, self.hashed, self.subjects).check()
        self._check_draws()
        self._check_about()

    # subjects

    def _subject_columns(self) -> list[tuple[str, str]]:
        """Every column that names subjects, those of `people` aside."""
        columns = [(name, "subject") for name in (*self.world.databases, "values", "records", "enforced")]
        columns += [("relations", "from"), ("relations", "to")]
        return [
            (name, column) for name, column in columns if name in self.tables and column in self.tables[name].columns
        ]

    def _check_people(self) -> None:
        if "people" not in self.tables:
            self._check_spelling()
            return
        self._check_unique("people", "subject")
        check_known(self.faults, self.hashed, "people", "kind", ("resident", "company"), "resident or company")
        self._check_groups(self.tables["people"])
        known = self.hashed.sorted("people", "subject")
        for name, column in self._subject_columns():
            places = places_outside(self.hashed.of(name, column), known)
            if places:
                check_known(self.faults, self.hashed, name, column, self.subjects, "a subject of people")

    def _check_spelling(self) -> None:
        """Without `people`: report subjects that are another one but for what people don't look at, and blanks."""
        alike = twins(subject for name, column in self._subject_columns() for subject in self.tables[name][column])
        for name, column in self._subject_columns():
            blanks = np.flatnonzero(self.hashed.of(name, column) == BLANK).tolist()
            self.faults.cells(BadTableError, name, column, self.tables[name], blanks, "the name of a subject")
            if alike:
                report_twins(self.faults, name, column, self.tables[name], alike)

    def _check_groups(self, people: TextTable) -> None:
        """Report groups that are one of the world's, or a usual one, but for what people don't look at."""
        if "group" not in people.columns:
            return
        figures = self.world.people
        declared = {"under-18", *(name for name, _ in (*figures.age_groups, *figures.company_sizes))}
        by_fold = {folded(name): name for name in [*sorted(set(people["group"])), *declared]}
        alike = {name: by_fold[folded(name)] for name in set(people["group"]) if by_fold[folded(name)] != name}
        if alike:
            report_twins(self.faults, "people", "group", people, alike)

    # accounts and records

    def _check_unique(self, name: str, column: str, seen: Collection[str] = ()) -> None:
        """Report rows whose name is seen or another row's, or that have none."""
        hashes = self.hashed.of(name, column)
        if len(distinct(hashes)) == len(hashes) and not (hashes == BLANK).any() and not seen:
            return
        met, places = set(seen), []
        for place, cell in enumerate(self.tables[name][column]):
            if cell in met or not cell:
                places.append(place)
            met.add(cell)
        self.faults.cells(BadTableError, name, column, self.tables[name], places, "a name that no other row has")

    def _check_accounts(self) -> None:
        """Report accounts without a name of their own."""
        shared = self._shared_hashes()
        seen: set[str] = set()
        for name in self.world.databases:
            self._check_unique(name, "account", seen)
            if shared:
                seen |= set(self.tables[name]["account"])

    def _shared_hashes(self) -> bool:
        """Whether some account of one database may be named like one of another."""
        names = self.world.databases
        if all(starting_with(self.tables[name]["account"], f"{name}/").all() for name in names):
            return False
        everything = np.concatenate([self.hashed.of(name, "account") for name in names])
        return len(distinct(everything)) < len(everything)

    # draws and about

    def _check_draws(self) -> None:
        drawn = [(name, "draw") for name in DRAWN if name != "errors"] + [("errors", "missing"), ("errors", "mistyped")]
        for name, column in drawn:
            if name in self.tables:
                table = self.tables[name]
                places = [place for place, draw in enumerate(table[column]) if _DRAW.fullmatch(draw) is None]
                expected = "a number from 0 to less than 1"
                self.faults.cells(BadTableError, name, column, table, places, expected, draw_for_comma)
        if "draws" in self.tables:
            self._check_drawn(self.tables["draws"])
        if "enforced" in self.tables:
            self._check_enforced(self.tables["enforced"])
        if "false" in self.tables:
            self._check_false(self.tables["false"])
        if "errors" in self.tables:
            self._check_errors(self.tables["errors"])

    def _check_errors(self, errors: TextTable) -> None:
        """Report draws for cells that no roll has, and cells without errors that hold nobody's value.

        A row that was taken out of a roll leaves its draws: an unknown account is a fault where another has none.
        """
        columns = {
            f"{name}.{identifier}"
            for name, database in self.world.databases.items()
            if database.kind == "roll"
            for identifier in database.identifiers
        }
        accounts = {name: set(self.tables[name]["account"]) for name in set(errors["database"]) & set(self.tables)}
        undrawn = self._rolls_without_draws(errors, accounts)
        strange: dict[str, list[int]] = {"identifier": [], "account": [], "cell": []}
        owned: dict[str, set[str]] = {}
        if "values" in self.tables:
            for identifier, value in zip(
                self.tables["values"]["identifier"], self.tables["values"]["value"], strict=True
            ):
                owned.setdefault(identifier, set()).add(value)
        for place, row in enumerate(errors):
            if f"{row['database']}.{row['identifier']}" not in columns:
                strange["identifier"].append(place)
            elif row["account"] not in accounts[row["database"]]:
                if row["database"] in undrawn:
                    strange["account"].append(place)
            elif owned and row["cell"] and row["cell"] not in owned.get(row["identifier"], ()):
                strange["cell"].append(place)
        known = {name for names in accounts.values() for name in names}
        values = {value for names in owned.values() for value in names}
        for column, expected, names in (
            ("identifier", "a column of that database, a roll", {name.partition(".")[2] for name in columns}),
            ("account", "an account of that database", known),
            ("cell", "a value that values gives to somebody, or a blank", values),
        ):
            likely = LikelyNames(lambda names=names: names)  # type: ignore[misc]
            self.faults.cells(BadTableError, "errors", column, errors, strange[column], expected, likely)

    def _rolls_without_draws(self, errors: TextTable, accounts: dict[str, set[str]]) -> set[str]:
        """The rolls in which an account lacks draws that others have; what a record opened needs none."""
        drawn: dict[tuple[str, str], set[str]] = {}
        for row in errors:
            drawn.setdefault((row["database"], row["identifier"]), set()).add(row["account"])
        homes = set(self.tables["records"]["account"]) if "records" in self.tables else set[str]()
        return {name for (name, _), given in drawn.items() if accounts.get(name, set()) - given - homes}

    def _check_drawn(self, draws: TextTable) -> None:
        """Report draws of links and records that there aren't, where draws lack of some that there are."""
        given: dict[str, set[str]] = {}
        for link, record in zip(draws["link"], draws["record"], strict=True):
            given.setdefault(link, set()).add(record)
        unknown_links = {link for link in given if ">" not in link} - set(self.world.links)  # `>`: an added link
        if unknown_links and set(self.world.links) - set(given):
            places = [place for place, link in enumerate(draws["link"]) if link in unknown_links]
            likely = LikelyNames(lambda: self.world.links)
            self.faults.cells(BadTableError, "draws", "link", draws, places, "a link of this world", likely)
        records = self._records_to_draw()
        misspelt = {link: names - records for link, names in given.items() if names - records and records - names}
        places = [
            place
            for place, (link, record) in enumerate(zip(draws["link"], draws["record"], strict=True))
            if record in misspelt.get(link, ())
        ]
        expected = "a record, or a listing RULE@SUBJECT (some there have no draw)"
        self.faults.cells(BadTableError, "draws", "record", draws, places, expected, LikelyNames(lambda: records))
        self._report_undrawn("records", "id", {name for link in misspelt for name in records - given[link]})

    def _report_undrawn(self, name: str, column: str, undrawn: Collection[str]) -> None:
        """Report names of which there is no draw, where there are draws of names that are none."""
        if undrawn and name in self.tables:
            table = self.tables[name]
            places = [place for place, cell in enumerate(table[column]) if cell in undrawn]
            self.faults.cells(BadTableError, name, column, table, places, "a name of which there is a draw")

    def _check_enforced(self, enforced: TextTable) -> None:
        """Report draws of accounts that no roll has, where some that it has have none; a list opens rows of its own."""
        places_of: dict[str, dict[str, int]] = {}
        for place, (rule, account) in enumerate(zip(enforced["rule"], enforced["account"], strict=True)):
            places_of.setdefault(rule, {})[account] = place
        for rule, places in places_of.items():
            database = self.world.rules[rule].database if rule in self.world.rules else ""
            if not database or self.world.is_list(database):
                continue
            accounts = set(self.tables[database]["account"])
            if (unknown := places.keys() - accounts) and (undrawn := accounts - places.keys()):
                expected, rows = "an account of the rule's database", sorted(places[account] for account in unknown)
                likely = LikelyNames(lambda undrawn=undrawn: undrawn)  # type: ignore[misc]
                self.faults.cells(BadTableError, "enforced", "account", enforced, rows, expected, likely)
                self._report_undrawn(database, "account", undrawn)

    def _check_false(self, false: TextTable) -> None:
        """Report draws of records that there aren't, where some that there are have none."""
        records = set(self.tables["records"]["id"]) if "records" in self.tables else set[str]()
        given = set(false["record"])
        if given - records and (undrawn := records - given):
            places = [place for place, record in enumerate(false["record"]) if record not in records]
            expected, likely = "a record (some there have no draw)", LikelyNames(lambda: undrawn)
            self.faults.cells(BadTableError, "false", "record", false, places, expected, likely)
            self._report_undrawn("records", "id", undrawn)

    def _records_to_draw(self) -> set[str]:
        """The names of all records, and of all possible listings."""
        listing = [rule.id for rule in self.world.rules.values() if rule.effect in LISTING_EFFECTS]
        records = self.tables.get("records")
        starting = set() if records is None else set(records["id"])
        return starting | {f"{rule}@{subject}" for rule in listing for subject in self.subjects}

    def _check_about(self) -> None:
        """Report an `about` that isn't one row with whole numbers (which world it names is for people to read)."""
        table = self.tables.get("about")
        if table is None:
            return
        if len(table) != 1:
            self.faults.table(BadTableError, "about", None, "", count_of(len(table), "row"), "one row")
        for column in ("seed", "residents"):
            places = [place for place, cell in enumerate(table[column]) if _WHOLE_NUMBER.fullmatch(cell) is None]
            self.faults.cells(BadTableError, "about", column, table, places, "a whole number", whole_for_comma)


def draw_for_comma(text: str) -> str:
    """The draw that one with a decimal comma means; blank where it means none."""
    meant = point_for_comma(text)
    return meant if _DRAW.fullmatch(meant) else ""
