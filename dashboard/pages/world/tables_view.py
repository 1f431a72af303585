"""A world's tables as the World page shows them: every row of every table, each cell as its file has it.

Beside its cells a row has a title in words, what it is about, whether it holds in the reading shown, and where it can
be tried. Values only; `tables_view.js` shows them as text.
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
from linkage.drawing.visual_encoding import EFFECT_WORDS
from linkage.world.model import TABLES, Link, Rule, World, columns
from linkage.world.reading.cells import NOUNS, cell_text
from linkage.world.what_if.intervention_registry import switch_texts

Json = dict[str, Any]

MAIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "agencies": ("status", "name_zh", "sector", "evidence"),
        "identifiers": ("status", "name_zh", "token", "holds", "strength", "evidence"),
        "databases": ("status", "agency", "kind", "identifiers", "coverage", "number_status", "evidence"),
        "registers": ("status", "coverage", "wrong_household", "wrong_stranger", "number_status", "evidence"),
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
"""The columns that stand in a table on the screen, the most wanted first; the opened row has them all."""

_BLANKS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("links", "remove_days"): "never",
        ("links", "add_days"): "at_once",
        ("record_kinds", "lasts_days"): "for_life",
        ("rules", "term_days"): "while_known",
        ("rules", "after_days"): "at_once",
        ("databases", "coverage"): "all",
    }
)
"""What a blank cell means, where that is more than nothing: a word of the table `world`."""


_TRIES: Mapping[str, str] = MappingProxyType(
    {"stage": "world.try_stage", "why": "world.try_why", "what-if": "world.try_what_if", "city": "world.try_city"}
)
"""What a link to a page is called."""

_ABOUT = ("about", "says", "why_not", "sentence", "note")
"""The columns that say in a sentence what a row is, the first that is filled."""


@dataclass(frozen=True, eq=False)
class TablesView:
    """The tables of a world under a what-if, in the words of one language.

    Args:
        plain: the world as its folder says it, where `world` has its names otherwise: cells are the folder's.
    """

    world: World
    words: Labels
    plain: World | None = None

    def tables(self) -> list[Json]:
        """All tables: the model first, then what it rests on."""
        return [self.table(each) for each in MAIN]

    def table(self, table: str) -> Json:
        """One table: its columns as they are declared, and its rows."""
        rows = getattr(self.world.everything, table)
        return {
            "id": table,
            "title": self.words(f"tables.{table}"),
            "noun": NOUNS[table],
            "about": (TABLES[table].__doc__ or "").split("\n")[0],
            "main": list(MAIN[table]),
            "columns": [self._column(table, head, each.metadata) for head, each in columns(TABLES[table]).items()],
            "rows": [self._row(table, key, row) for key, row in rows.items()],
        }

    def _column(self, table: str, head: str, declared: Mapping[str, Any]) -> Json:
        blank = _BLANKS.get((table, head))
        return {
            "head": head,
            "title": head.replace("_", " "),
            "meaning": declared["meaning"],
            "kind": declared["kind"],
            "to": declared["to"],
            "blank": self.words(f"world.{blank}") if blank else "",
        }

    def _row(self, table: str, key: Any, row: Any) -> Json:
        evidence = tuple(getattr(row, "evidence", ()))
        kept = getattr(self.plain, table)[key] if self.plain else row
        told = self._explained.get(f"{_KINDS.get(table, '')}:{row.id}", {})
        return {
            "id": row.id,
            "title": self._title(table, row),
            "about": next((text for each in _ABOUT if (text := getattr(row, each, ""))), ""),
            "cells": [cell_text(getattr(kept, each.name)) for each in columns(TABLES[table]).values()],
            "facts": told.get("facts", []),
            "quotes": list(evidence),
            "told": is_told(self.world.everything.quotes, evidence),
            "held": self._held(table, key, row),
            "tries": self._tries(table, row),
        }

    @cached_property
    def _explained(self) -> dict[str, Json]:
        return explanations(self.world, self.words)

    def _held(self, table: str, key: Any, row: Any) -> bool:
        """Whether a row stands in the reading shown; a link whose column is blank there carries nothing."""
        if "status" not in columns(TABLES[table]):
            return True
        if key not in getattr(self.world, table):
            return False
        if table == "registers":
            return self._column_held(row.database, row.to)
        return table != "links" or self._joins(row)

    def _joins(self, link: Link) -> bool:
        """Whether every column on a link's way is there, and every register still translates."""
        ends = [(link.source, link.key), *link.via, (link.target, link.last)]
        keys = [link.key, *(hop.identifier for hop in link.via)]
        rows = zip((hop.register for hop in link.via), keys[:-1], keys[1:], strict=True)
        return all(self._column_held(*end) for end in ends) and all(row in self.world.registers for row in rows)

    def _column_held(self, database: str, identifier: str) -> bool:
        return database in self.world.databases and self.world.holds(database, identifier)

    # -- what a row is called

    def _title(self, table: str, row: Any) -> str:
        world = self.world.everything
        if table == "links":
            return f"{name(world.databases, row.source)} → {name(world.databases, row.target)}"
        if table == "registers":
            ends = (name(world.identifiers, each) for each in (row.from_, row.to))
            return f"{name(world.databases, row.database)}: {' → '.join(ends)}"
        if table == "rules":
            return self._rule(row)
        if table == "figures":
            bound = "" if row.bound == "exact" else f"{row.bound} "
            return f"{bound}{row.value:,.10g} {row.unit}"
        if table == "quotes":
            return str(row.quote or row.says or row.id)
        return str(getattr(row, "name" if table in _NAMED else "title"))

    def _rule(self, row: Rule) -> str:
        world = self.world.everything
        words = EFFECT_WORDS.get(self.words.lang, EFFECT_WORDS["en"])
        does = words.get(row.effect, (row.effect, ""))[0]
        if row.points is not None:
            does = f"{row.points:+d} {does}"
        what = name(world.services, row.service) if row.service else ""
        what = what or (name(world.record_kinds, row.lists) if row.lists else "")
        return f"{name(world.databases, row.database)}: {' '.join(each for each in (does, what) if each)}"

    # -- where it can be tried

    def _tries(self, table: str, row: Any) -> list[Json]:
        """Pages that this row can be seen or switched on, with what they are to be asked."""
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
        """The what-if that takes a row away, or that a card switches; nothing where there is none."""
        if table == "cards":
            return str(row.what_if)
        if table == "registers":
            return self._switches.get(f"column:{row.database}.{row.to}", "") if row.carries_figures else ""
        return self._switches.get(f"{_SWITCHED.get(table, '')}:{row.id}", "")

    @cached_property
    def _switches(self) -> dict[str, str]:
        return switch_texts(self.world.everything)

    def _try(self, page: str, **more: str) -> Json:
        return {"page": page, "label": self.words(_TRIES[page]), "more": more}


_SWITCHED: Mapping[str, str] = MappingProxyType(
    {"links": "link", "rules": "rule", "identifiers": "identifier", "databases": "database"}
)
"""The tables whose rows have a switch, and how the switch names such a row."""

_NAMED = frozenset({"agencies", "identifiers", "databases", "record_kinds", "services"})
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "agencies": "agency",
        "databases": "database",
        "record_kinds": "record",
        "links": "link",
        "services": "service",
        "rules": "rule",
    }
)
"""The tables whose rows the stage explains too, and what it calls them."""
