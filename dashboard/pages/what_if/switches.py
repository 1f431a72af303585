"""The switches of the What-if page as rows: each has the text of an intervention, which `switches.js` adds or removes.

Interventions declare what can be switched (`switches`, `number_fields`); here that becomes rows in the words of one
language. A row names the parts of the map it concerns (`near`), so that pointing at a box finds its switches. Rows are
made once for a record and world; which of them are on is read from the what-if's text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from dashboard.services.step_view import StepView
from dashboard.state.labels import Labels
from linkage.answers.sentences import name
from linkage.drawing.effect_language import effect_language
from linkage.drawing.visual_encoding import FALLS_ON_WORDS, effect_words
from linkage.world.composites import parts_of
from linkage.world.model import Card, Link, World
from linkage.world.what_if.fallback import Fallback, fallbacks
from linkage.world.what_if.intervention import NumberField, Switch
from linkage.world.what_if.intervention_registry import EVERYTHING, INTERVENTIONS

Json = dict[str, Any]
CARD_KINDS = ("conflict", "viewpoint", "unclear", "gap", "context", "date")

_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "links": "what_if.links",
        "identifiers": "what_if.identifiers",
        "columns": "what_if.columns",
        "rules": "what_if.rules",
        "databases": "what_if.databases",
        "errors": "what_if.errors",
        "days": "what_if.days",
        "readings": "what_if.readings",
    }
)
"""The groups in the order of the page, and the label of each; further groups of interventions follow them."""


@dataclass
class _Row:
    """What the interventions declare for one row of a group."""

    subject: str  # what it is about: `link:ID`; blank: the whole world
    text: str = ""
    title: str = ""
    fields: list[NumberField] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Switches:
    """A world's switches; those of parts that are drawn come first.

    Args:
        world: the world with everything that its folder says.
        drawn: the ids of the parts on the map.
        reading: the world under the reading shown, whose links a fallback replaces; None: all that the folder says.
    """

    world: World
    drawn: frozenset[str]
    step_view: StepView
    labels: Labels
    reading: World | None = None

    def groups(self) -> list[Json]:
        """All groups, in the order of the page."""
        groups = [self._group(group, map(self._json, rows.values())) for group, rows in self._declared().items()]
        cards = sorted(self.world.cards.values(), key=lambda card: (not card.what_if, _kind_rank(card.kind)))
        return [*groups, self._fallback_group(), self._group("cards", map(self._card, cards))]

    def _fallback_group(self) -> Json:
        """The what-ifs "without this identifier they match on that": a row each."""
        rows = (self._fallback(found) for found in fallbacks(self.reading or self.world))
        return {"id": "fallbacks", "title": self.labels("what_if.fallbacks"), "rows": list(rows)}

    def _fallback(self, found: Fallback) -> Json:
        counts = {"replaced": len(found.replaced), "ended": len(found.ended)}
        key = [self.step_view.identifier(part)[:2] for part in parts_of(found.key)]
        about = self.labels("what_if.fallback_about", **counts)
        return {**self._row(found.text, found.sentence(self.world).rstrip(".")), "key": key, "about": about}

    def _declared(self) -> dict[str, dict[str, _Row]]:
        """What the interventions declare for this world: group → subject (or text) → row."""
        groups: dict[str, dict[str, _Row]] = {group: {} for group in _GROUPS}

        def row_of(declared: Switch | NumberField) -> _Row:
            rows = groups.setdefault(declared.group, {})
            return rows.setdefault(declared.row or declared.text, _Row(declared.row, title=declared.title))

        for intervention in sorted(INTERVENTIONS.values(), key=lambda kind: kind.switch_place):
            for switch in intervention.switches(self.world):
                row = row_of(switch)
                row.text, row.title = switch.text, switch.title or row.title
            for number in intervention.number_fields(self.world):
                row_of(number).fields.append(number)
        return groups

    def _group(self, group: str, rows: Iterable[Json]) -> Json:
        label = "what_if.cards" if group == "cards" else _GROUPS.get(group)
        title = self.labels(label) if label else group.capitalize()
        return {"id": group, "title": title, "rows": sorted(rows, key=lambda row: not row["here"])}

    def _row(self, text: str, title: str, near: Iterable[str] = (), **more: Any) -> Json:
        """A row; it is `here` when the first of the parts it concerns is drawn, or when it concerns none."""
        parts = list(near)
        is_drawn = not parts or parts[0] in self.drawn
        return {"text": text, "title": title, "near": parts, "here": is_drawn, **more}

    def _json(self, row: _Row) -> Json:
        """A declared row as JSON, with the words and map parts of its subject."""
        kind, _, id = row.subject.partition(":")
        describe = {
            "link": self._link,
            "identifier": self._identifier,
            "column": self._column,
            "cells": self._cells,
            "rule": self._rule,
            "record": self._record,
            "reading": self._reading,
        }.get(kind, self._other_row)
        return describe(row, id)

    def _numbers(self, row: _Row) -> list[Json]:
        """The numbers that can be changed: the text before the `=`, a label, the present value."""
        return [{"text": number.text, "label": number.label, "value": f"{number.value}"} for number in row.fields]

    @cached_property
    def _drawn_links(self) -> list[Link]:
        return [link for link in self.world.links.values() if f"link:{link.id}" in self.drawn]

    # -- links, rules and what they join on -------------------------------------------------------------------------

    def _link(self, row: _Row, id: str) -> Json:
        link, databases = self.world.links[id], self.world.databases
        near = [row.subject, f"database:{link.source}", f"database:{link.target}"]
        return self._row(
            row.text,
            row.title or f"{name(databases, link.source)} → {name(databases, link.target)}",
            [*near, *(f"database:{hop.register}" for hop in link.via)],
            key=[self.step_view.identifier(identifier)[:2] for identifier in dict.fromkeys(_keys(link))],
            status=link.status,
            about=link.about,
            numbers=self._numbers(row),
        )

    def _identifier(self, row: _Row, id: str) -> Json:
        identifier = self.world.identifiers[id]
        used = any(id in parts_of(key) for link in self._drawn_links for key in _keys(link))
        key = [self.step_view.identifier(id)[:2]]
        described = self._row(row.text, row.title or identifier.name, key=key, status=identifier.status)
        return {**described, "here": used, **self._optional_numbers(row)}

    def _column(self, row: _Row, id: str) -> Json:
        """A column that a register translates into."""
        register, _, identifier = id.partition(".")
        through = any((register, identifier) in link.via for link in self._drawn_links)
        filled = next(
            translation
            for translation in self.world.registers.values()
            if (translation.database, translation.to) == (register, identifier) and translation.carries_figures
        )
        title = f"{name(self.world.databases, register)}: {name(self.world.identifiers, identifier)}"
        return {
            **self._row(row.text, row.title or title, [f"database:{register}"]),
            "here": through,
            "key": [self.step_view.identifier(identifier)[:2]],
            "status": filled.status,
            "numbers": self._numbers(row),
        }

    def _cells(self, row: _Row, id: str) -> Json:
        """A column whose cells may be in error."""
        database, _, identifier = id.partition(".")
        key = [self.step_view.identifier(identifier)[:2]]
        return {**self._row(row.text, row.title, [f"database:{database}"], key=key), "numbers": self._numbers(row)}

    def _rule(self, row: _Row, id: str) -> Json:
        rule, lang = self.world.rules[id], effect_language(self.world, self.labels.lang)
        effect = effect_words(rule.effect, lang).rule
        subject = FALLS_ON_WORDS.get(lang, FALLS_ON_WORDS["en"]).get(rule.falls_on, "")
        target = name(self.world.services, rule.service) if rule.service else ""
        target = target or (name(self.world.record_kinds, rule.lists) if rule.lists else "")
        predicate = " ".join(word for word in (effect, subject, target) if word)
        title = row.title or f"{name(self.world.databases, rule.database)}: {predicate}"
        near = [row.subject, f"database:{rule.database}", *([f"service:{rule.service}"] if rule.service else ())]
        return self._row(row.text, title, near, status=rule.status, about=rule.about, numbers=self._numbers(row))

    # -- records, readings and all else -----------------------------------------------------------------------------

    def _record(self, row: _Row, id: str) -> Json:
        kind = self.world.record_kinds[id]
        near = [row.subject, f"database:{kind.home}"]
        return self._row(row.text, row.title or kind.name, near, status=kind.status, numbers=self._numbers(row))

    def _reading(self, row: _Row, id: str) -> Json:
        if id == EVERYTHING:
            return self._row(row.text, self.labels("ask.everything"))
        reading = self.world.readings[id]
        return self._row(row.text, reading.title, about=reading.about)

    def _other_row(self, row: _Row, id: str) -> Json:
        """A row about the whole world, or about a part of the map that has no words of its own here."""
        near = [row.subject] if row.subject else []
        title = row.title or name(self.world.databases, id) or row.text
        return self._row(row.text, title, near, **self._optional_numbers(row))

    def _optional_numbers(self, row: _Row) -> Json:
        return {"numbers": self._numbers(row)} if row.fields else {}

    # -- cards ------------------------------------------------------------------------------------------------------

    def _card(self, card: Card) -> Json:
        """A card with a what-if is a switch; one without says why it can't be."""
        against = self.world.cards[card.against].title if card.against in self.world.cards else ""
        about = card.says if not against else f"{card.says} ({self.labels('what_if.against', title=against)})"
        return {**self._row(card.what_if, card.title), "card": card.kind, "about": about, "here": bool(card.what_if)}


def _keys(link: Link) -> list[str]:
    return [link.key, *(hop.identifier for hop in link.via)]


def _kind_rank(kind: str) -> int:
    return CARD_KINDS.index(kind) if kind in CARD_KINDS else len(CARD_KINDS)
