"""A world's tables for the World page: every row of every table, each cell as its file has it.

Beside its cells a row has a title in words, a description, whether it holds in the reading shown, and the pages on
which it can be tried. `tables_view.js` beside this file shows all of it as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from dashboard.pages.world.evidence import is_told
from dashboard.services.explanations import explanations
from dashboard.state.labels import Labels
from linkage.answers.sentences import name
from linkage.drawing.effect_language import effect_language
from linkage.drawing.visual_encoding import effect_words
from linkage.world.composites import parts_of
from linkage.world.model import TABLES, Link, Rule, World, columns, shown_columns
from linkage.world.reading.cells import NOUNS, cell_text
from linkage.world.what_if.intervention_registry import switch_texts

Json = dict[str, Any]

MAIN_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "agencies": ("status", "name_zh", "sector", "evidence"),
        "identifiers": ("status", "name_zh", "token", "holds", "strength", "evidence"),
        "databases": ("status", "agency", "kind", "identifiers", "coverage", "number_status", "evidence"),
        "registers": ("status", "coverage", "wrong_household", "wrong_stranger", "number_status", "evidence"),
        "columns": ("status", "missing", "mistyped", "number_status", "evidence"),
        "record_kinds": ("status", "home", "class", "per_100k", "lasts_days", "number_status", "evidence"),
        "links": ("status", "key", "carries", "add_days", "remove_days", "notice", "number_status", "evidence"),
        "rules": ("status", "when", "falls_on", "after_days", "term_days", "notice", "number_status", "evidence"),
        "services": ("provider", "everyday", "instead", "hours", "needs"),
        "stories": ("record_kind", "name", "subject", "what_if"),
        "readings": ("keeps", "what_if", "voice", "evidence"),
        "cards": ("kind", "what_if", "against", "date", "evidence"),
        "figures": ("area", "period", "source", "compare", "evidence"),
        "quotes": ("checked", "source", "caution"),
        "sources": ("publisher", "date", "via"),
    }
)
"""The columns of each table on the screen, most important first; an opened row shows all of its columns."""

_BLANK_CELL_LABELS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("links", "remove_days"): "never",
        ("links", "add_days"): "at_once",
        ("record_kinds", "lasts_days"): "for_life",
        ("rules", "term_days"): "while_known",
        ("rules", "after_days"): "at_once",
        ("databases", "coverage"): "all",
    }
)
"""The label for a blank cell that has a meaning, by table and column."""


_PAGE_LABELS: Mapping[str, str] = MappingProxyType(
    {"stage": "world.try_stage", "why": "world.try_why", "what-if": "world.try_what_if", "city": "world.try_city"}
)
"""The label of a button that leads to a page."""

_ABOUT_COLUMNS = ("about", "says", "why_not", "sentence", "note")
"""The columns that describe a row in a sentence; the first that is filled is shown."""


@dataclass(frozen=True, eq=False)
class TablesView:
    """The tables of a world under a what-if, in the words of one language.

    Args:
        plain: the world with its folder's names, for the cells, where `world` has display names.
    """

    world: World
    labels: Labels
    plain: World | None = None

    def tables(self) -> list[Json]:
        """All tables: those of the model first, then those of the evidence."""
        return [self.table(table) for table in MAIN_COLUMNS]

    def table(self, table: str) -> Json:
        """One table: its columns as declared, and its rows."""
        rows = getattr(self.world.everything, table)
        return {
            "id": table,
            "title": self.labels(f"tables.{table}"),
            "noun": NOUNS[table],
            "about": (TABLES[table].__doc__ or "").split("\n")[0],
            "main": list(MAIN_COLUMNS[table]),
            "columns": [
                self._column(table, head, field.metadata) for head, field in shown_columns(TABLES[table]).items()
            ],
            "rows": [self._row(table, key, row) for key, row in rows.items()],
        }

    def _column(self, table: str, head: str, declared: Mapping[str, Any]) -> Json:
        blank = _BLANK_CELL_LABELS.get((table, head))
        return {
            "head": head,
            "title": head.replace("_", " "),
            "meaning": declared["meaning"],
            "kind": declared["kind"],
            "to": declared["to"],
            "blank": self.labels(f"world.{blank}") if blank else "",
        }

    def _row(self, table: str, key: Any, row: Any) -> Json:
        evidence = tuple(getattr(row, "evidence", ()))
        folder_row = getattr(self.plain, table)[key] if self.plain else row
        explanation = self._explanations.get(f"{_EXPLAINED_KINDS.get(table, '')}:{row.id}", {})
        return {
            "id": row.id,
            "title": self._title(table, row),
            "about": next((text for column in _ABOUT_COLUMNS if (text := getattr(row, column, ""))), ""),
            "cells": [cell_text(getattr(folder_row, column.name)) for column in shown_columns(TABLES[table]).values()],
            "facts": explanation.get("facts", []),
            "quotes": list(evidence),
            "told": is_told(self.world.everything.quotes, evidence),
            "held": self._holds(table, key, row),
            "tries": self._tries(table, row),
        }

    @cached_property
    def _explanations(self) -> dict[str, Json]:
        return explanations(self.world, self.labels)

    def _holds(self, table: str, key: Any, row: Any) -> bool:
        """Whether a row holds in the reading shown; a link whose column is blank there carries nothing."""
        if "status" not in columns(TABLES[table]):
            return True
        if key not in getattr(self.world, table):
            return False
        if table == "registers":
            return self._column_holds(row.database, row.to)
        return table != "links" or self._joins(row)

    def _joins(self, link: Link) -> bool:
        """Whether every column on a link's path holds, and every register on it still translates."""
        ends = [(link.source, link.key), *link.via, (link.target, link.last)]
        keys = [link.key, *(hop.identifier for hop in link.via)]
        rows = zip((hop.register for hop in link.via), keys[:-1], keys[1:], strict=True)
        return all(self._column_holds(*end) for end in ends) and all(row in self.world.registers for row in rows)

    def _column_holds(self, database: str, identifier: str) -> bool:
        return database in self.world.databases and all(
            self.world.holds(database, part) for part in parts_of(identifier)
        )

    # -- the title of a row

    def _title(self, table: str, row: Any) -> str:
        world = self.world.everything
        if table == "links":
            return f"{name(world.databases, row.source)} → {name(world.databases, row.target)}"
        if table == "registers":
            ends = (name(world.identifiers, identifier) for identifier in (row.from_, row.to))
            return f"{name(world.databases, row.database)}: {' → '.join(ends)}"
        if table == "columns":
            return f"{name(world.databases, row.database)}: {name(world.identifiers, row.identifier)}"
        if table == "rules":
            return self._rule(row)
        if table == "figures":
            bound = "" if row.bound == "exact" else f"{row.bound} "
            return f"{bound}{row.value:,.10g} {row.unit}"
        if table == "quotes":
            return str(row.quote or row.says or row.id)
        return str(getattr(row, "name" if table in _NAMED_TABLES else "title"))

    def _rule(self, row: Rule) -> str:
        world = self.world.everything
        effect = effect_words(row.effect, effect_language(world, self.labels.lang)).rule
        if row.points is not None:
            effect = f"{row.points:+d} {effect}"
        target = name(world.services, row.service) if row.service else ""
        target = target or (name(world.record_kinds, row.lists) if row.lists else "")
        return f"{name(world.databases, row.database)}: {' '.join(part for part in (effect, target) if part)}"

    # -- pages on which it can be tried

    def _tries(self, table: str, row: Any) -> list[Json]:
        """The pages on which a row can be seen or switched, with the fields of their addresses."""
        if table == "stories":
            return [self._try("stage", story=row.id, record="", resident=""), self._try("why", story=row.id)]
        if table == "record_kinds":
            return [self._try("stage", record=row.id, story="")]
        if table == "services":
            return [self._try("why", why=row.id)] if row.id in self.world.doors else []
        if table == "figures":
            return [self._try("city", door=row.compare)] if row.compare else []
        if table == "readings":
            return [self._try(page, **{"what-if": f"reading:{row.id}"}) for page in ("stage", "what-if")]
        text = self._switch(table, row)
        return [self._try("what-if", **{"what-if": text})] if text else []

    def _switch(self, table: str, row: Any) -> str:
        """The what-if that removes a row, or that a card switches; blank where there is none."""
        if table == "cards":
            return str(row.what_if)
        if table == "registers":
            return self._switches.get(f"column:{row.database}.{row.to}", "") if row.carries_figures else ""
        return self._switches.get(f"{_SWITCH_KINDS.get(table, '')}:{row.id}", "")

    @cached_property
    def _switches(self) -> dict[str, str]:
        return switch_texts(self.world.everything)

    def _try(self, page: str, **more: str) -> Json:
        return {"page": page, "label": self.labels(_PAGE_LABELS[page]), "more": more}


_SWITCH_KINDS: Mapping[str, str] = MappingProxyType(
    {"links": "link", "rules": "rule", "identifiers": "identifier", "databases": "database"}
)
"""The tables whose rows have a switch, and the kind of row in that switch's text."""

_NAMED_TABLES = frozenset({"agencies", "identifiers", "databases", "record_kinds", "services"})
_EXPLAINED_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "agencies": "agency",
        "databases": "database",
        "record_kinds": "record",
        "links": "link",
        "services": "service",
        "rules": "rule",
    }
)
"""The tables whose rows the stage explains too, and the kind in its ids of them."""
