"""The checks of given records: each is born at an account of its subject, in the home of its kind.

Most tables have no fault: whether that is so is seen by hashes of whole columns. Else the rows are read one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from linkage.errors import BadTableError
from linkage.population.households import is_among
from linkage.population.own_tables.cell_checks import HashedTables, report_twins
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.likely_names import LikelyNames, folded
from linkage.population.text_tables.text_hashes import Hashes, distinct, text_hash
from linkage.vocabulary import LISTING_EFFECTS
from linkage.world.model import World

Homes = Mapping[str, tuple[str, str]]
"""Accounts that records name → their database and subject."""


class RecordChecks:
    """The checks of the table `records`.

    Args:
        subjects: everybody's name.
    """

    def __init__(self, faults: FaultList, world: World, hashed: HashedTables, subjects: Collection[str]) -> None:
        self.faults, self.world, self.hashed, self.tables = faults, world, hashed, hashed.tables
        self.subjects, self.records = subjects, hashed.tables["records"]

    def check(self) -> None:
        """Report records with a listing's name, and those that are born elsewhere than they can be."""
        if not (self._are_at_home() and self._stand_at_accounts() and self._have_usual_names()):
            self._check_each(self._homes())

    # all at once

    def _are_at_home(self) -> bool:
        """Whether every record is of a kind that there is, and stands in the home of its kind."""
        kinds, databases = self._hashes("kind"), self._hashes("database")
        known = np.zeros(len(kinds), dtype=np.bool_)
        for kind in self.world.record_kinds.values():
            known |= (kinds == text_hash(kind.id)) & (databases == text_hash(kind.home))
        return bool(known.all())

    def _stand_at_accounts(self) -> bool:
        """Whether every record stands at an account of its subject in its database."""
        databases, accounts, subjects = (self._hashes(head) for head in ("database", "account", "subject"))
        for name in self.world.databases:
            places = np.flatnonzero(databases == text_hash(name))
            if not len(places):
                continue
            rows = self._rows_named(name, accounts[places])
            if rows is None or not (self.hashed.of(name, "subject")[rows] == subjects[places]).all():
                return False
        return True

    def _rows_named(self, name: str, accounts: Hashes) -> Hashes | None:
        """The rows of a database at which some accounts stand; None where one stands at none."""
        known = self.hashed.of(name, "account")
        order = np.argsort(known)
        places = np.minimum(np.searchsorted(known, accounts, sorter=order), len(known) - 1)
        rows = order[places] if len(known) else places
        return rows if len(known) and (known[rows] == accounts).all() else None

    def _have_usual_names(self) -> bool:
        """Whether every record is named after its kind and subject: no listing and no other record is."""
        return all(id_ == f"{kind}:{subject}" for id_, kind, subject in self.records.rows("id", "kind", "subject"))

    def _hashes(self, head: str) -> Hashes:
        return self.hashed.of("records", head)

    # one by one

    def _homes(self) -> Homes:
        """Database and subject of the accounts that records name."""
        sought = distinct(self._hashes("account"))
        homes = {}
        for name in self.world.databases:
            table = self.tables[name]
            for place in np.flatnonzero(is_among(self.hashed.of(name, "account"), sought)).tolist():
                homes[table["account"][place]] = (name, table["subject"][place])
        return homes

    def _check_each(self, homes: Homes) -> None:
        listing_rules = {rule.id for rule in self.world.rules.values() if rule.effect in LISTING_EFFECTS}
        like_listings, misspelt, unknown, elsewhere, away = [], [], [], [], []
        subjects, records = set(self.subjects), self.records
        rows = records.rows("id", "account", "database", "subject", "kind")
        for place, (id_, account, database, subject, kind) in enumerate(rows):
            usual = f"{kind}:{subject}"
            if id_ != usual and folded(id_) == folded(usual):
                misspelt.append(place)
            rule, _, listed = id_.partition("@")
            if rule in listing_rules and listed in subjects:
                like_listings.append(place)
            if account not in homes:
                unknown.append(place)
            elif homes[account][0] != database or homes[account][1] not in ("", subject):
                elsewhere.append(place)
            declared = self.world.record_kinds.get(kind)
            if declared is not None and database in self.world.databases and declared.home != database:
                away.append(place)
        report = self.faults.cells
        report(BadTableError, "records", "id", records, like_listings, "a name that no listing can have")
        report(BadTableError, "records", "id", records, misspelt, "KIND:SUBJECT, or a name of its own")
        self._report_unknown_accounts(unknown)
        expected = "an account of that subject in that database"
        report(BadTableError, "records", "account", records, elsewhere, expected)
        report(BadTableError, "records", "database", records, away, "the home of that kind of record")

    def _report_unknown_accounts(self, places: list[int]) -> None:
        """Report records at accounts that there aren't, and the accounts that these may be but for their spelling."""
        records = self.records
        databases = sorted({records["database"][place] for place in places} & set(self.world.databases))
        accounts = {name: list(self.tables[name]["account"]) for name in databases}
        likely = LikelyNames(lambda: {account for column in accounts.values() for account in column})
        expected = "an account of these tables"
        self.faults.cells(BadTableError, "records", "account", records, places, expected, likely)
        meant = {folded(records["account"][place]): records["account"][place] for place in places}
        for name, column in accounts.items():
            alike = {account: meant[folded(account)] for account in column if folded(account) in meant}
            if alike:
                report_twins(self.faults, name, "account", self.tables[name], alike)
