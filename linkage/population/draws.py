"""The draws of some tables: those that are given with them, and all others from the seed that somebody stated.

A draw is a number in [0, 1): what it decides happens while it is below a share. Source: design 11.11, "Draws on paper".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from linkage.errors import LinkageError
from linkage.population import random_draws
from linkage.world.column_errors import Column, ErrorShares

DRAW_UNIT = 2.0**-32


@dataclass(eq=False)
class Draws:
    """A seed, and the draws that tables give instead of having them made from it.

    Args:
        seed_known: given tables may say no seed; then no draw can be made.
        links: by link and record.
        rules: by rule and account.
        records: of starting records.
        cells: by column, then account: the draws of a blank and of a mistyped cell.
    """

    seed: int = 1
    seed_known: bool = True
    links: dict[tuple[str, str], float] = field(default_factory=dict)
    rules: dict[tuple[str, str], float] = field(default_factory=dict)
    records: dict[str, float] = field(default_factory=dict)
    cells: dict[Column, dict[str, tuple[float, float]]] = field(default_factory=dict)

    @property
    def stated_seed(self) -> int | None:
        """The seed; None: nobody says it."""
        return self.seed if self.seed_known else None

    def of_link(self, link: str, record: str) -> float:
        """The draw of a link for a record: it passes while this is below the link's share."""
        given = self.links.get((link, record)) if self.links else None
        if given is not None:
            return given
        self._check_seed(f"the draw of the link '{link}' for the record '{record}'", "draws.csv")
        return random_draws.link_draw_bits(self.seed, link, record) * DRAW_UNIT

    def of_rule(self, rule: str, account: str) -> float:
        """The draw of a rule at an account: it fires there while this is below the share of enforcement."""
        given = self.rules.get((rule, account)) if self.rules else None
        if given is not None:
            return given
        self._check_seed(f"the draw of the rule '{rule}' at the account '{account}'", "enforced.csv")
        return random_draws.enforcement_draw_bits(self.seed, rule, account) * DRAW_UNIT

    def of_record(self, record: str) -> float:
        """The draw of a starting record: it is false while this is below the share of false records."""
        given = self.records.get(record)
        if given is not None:
            return given
        self._check_seed(f"the draw of the record '{record}', which says whether it is false,", "false.csv")
        return random_draws.falsehood_draw_bits(self.seed, record) * DRAW_UNIT

    def of_cell(self, database: str, identifier: str, account: str) -> tuple[float, float]:
        """The two draws of a cell, made from the seed: it is blank, or mistyped, while they are below the shares."""
        self._check_seed(f"the draw for '{database}.{identifier}' of the account '{account}'", "errors.csv")
        missing, mistyped = (
            random_draws.error_draw_bits(self.seed, error, database, identifier, account) * DRAW_UNIT
            for error in ErrorShares._fields
        )
        return missing, mistyped

    def _check_seed(self, what: str, table: str) -> None:
        """Make sure that a draw which isn't given can be made from a seed that somebody stated."""
        if not self.seed_known:
            raise LinkageError(
                f"These tables say no seed, so {what} can't be made. Give it in {table}; or say with seed=, or in "
                "about.csv (world,seed,residents), from which seed they were made."
            )
