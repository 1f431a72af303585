"""Everything that can be switched on the What-if page, as rows with their text: the browser adds and removes texts.

A row names the parts of the map that it has to do with (`near`), so that pointing at a box finds its switches. Made
once a record and world; what is switched on is read from the what-if's text, nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.services.step_view import StepView
from dashboard.state.labels import Labels
from linkage.answers.sentences import name
from linkage.drawing.visual_encoding import EFFECT_WORDS, FALLS_ON_WORDS
from linkage.world.model import Card, Link, Rule, World
from linkage.world.what_if.parser import CLASSES, EVERYTHING

Json = dict[str, Any]
CARD_KINDS = ("conflict", "viewpoint", "unclear", "gap", "context", "date")


@dataclass(frozen=True, eq=False)
class Switches:
    """A world's switches: those of what is drawn stand first."""

    world: World  # everything
    drawn: frozenset[str]
    lines: StepView
    words: Labels

    def groups(self) -> list[Json]:
        """All groups, in the order of the page."""
        world, words = self.world, self.words
        return [
            self._group("links", words("what_if.links"), [self._link(row) for row in world.links.values()]),
            self._group("identifiers", words("what_if.identifiers"), self._identifiers()),
            self._group("columns", words("what_if.columns"), list(self._columns())),
            self._group("rules", words("what_if.rules"), [self._rule(row) for row in world.rules.values()]),
            self._group("days", words("what_if.days"), list(self._days())),
            self._group("readings", words("what_if.readings"), [*self._readings(), *self._whole()]),
            self._group("cards", words("what_if.cards"), self._cards()),
        ]

    def _group(self, id: str, title: str, rows: list[Json]) -> Json:
        return {"id": id, "title": title, "rows": sorted(rows, key=lambda row: not row["here"])}

    def _row(self, text: str, title: str, near: Iterable[str] = (), **more: Any) -> Json:
        """A row; it is here when one of the parts it has to do with is drawn, or when it has to do with none."""
        parts = list(near)
        here = not parts or parts[0] in self.drawn
        return {"text": text, "title": title, "near": parts, "here": here, **more}

    # -- links, rules and what they join on -------------------------------------------------------------------------

    def _link(self, link: Link) -> Json:
        databases = self.world.databases
        chain = [link.key, *(hop.identifier for hop in link.via)]
        near = [f"link:{link.id}", f"database:{link.source}", f"database:{link.target}"]
        return self._row(
            f"cut:{link.id}",
            f"{name(databases, link.source)} → {name(databases, link.target)}",
            [*near, *(f"database:{hop.register}" for hop in link.via)],
            key=[self.lines.identifier(each)[:2] for each in dict.fromkeys(chain)],
            status=link.status,
            about=link.about,
            numbers=[
                self._number(f"delay:{link.id}", self.words("what_if.takes"), link.add_days or 0),
                self._number(
                    f"removal:{link.id}",
                    self.words("what_if.removes"),
                    "never" if link.remove_days is None else link.remove_days,
                ),
                self._number(f"share:{link.id}", self.words("what_if.share"), 1 if link.share is None else link.share),
            ],
        )

    def _number(self, text: str, label: str, value: float | str | None) -> Json:
        """A figure that can be changed: its text before the `=`, what it is, what it is now."""
        return {"text": text, "label": label, "value": "" if value is None else f"{value}"}

    def _identifiers(self) -> list[Json]:
        used = {key for link in self.world.links.values() if f"link:{link.id}" in self.drawn for key in _keys(link)}
        rows = []
        for each in self.world.identifiers.values():
            row = self._row(f"drop:{each.id}", each.name, key=[self.lines.identifier(each.id)[:2]], status=each.status)
            rows.append({**row, "here": each.id in used})
        return rows

    def _columns(self) -> Iterable[Json]:
        """The columns that registers translate into."""
        through = {
            (hop.register, hop.identifier)
            for link in self.world.links.values()
            if f"link:{link.id}" in self.drawn
            for hop in link.via
        }
        seen = set()
        for row in self.world.registers.values():
            if not row.carries_figures or (row.database, row.to) in seen:
                continue
            seen.add((row.database, row.to))
            title = f"{name(self.world.databases, row.database)}: {name(self.world.identifiers, row.to)}"
            yield {
                **self._row(f"forget:{row.database}.{row.to}", title, [f"database:{row.database}"]),
                "here": (row.database, row.to) in through,
                "key": [self.lines.identifier(row.to)[:2]],
                "status": row.status,
                "numbers": [self._number(f"repair:{row.database}", self.words("what_if.repaired"), "")],
            }

    def _rule(self, rule: Rule) -> Json:
        lang = self.words.lang
        word = EFFECT_WORDS.get(lang, EFFECT_WORDS["en"]).get(rule.effect, (rule.effect, ""))[0]
        whom = FALLS_ON_WORDS.get(lang, FALLS_ON_WORDS["en"]).get(rule.falls_on, "")
        what = name(self.world.services, rule.service) if rule.service else ""
        what = what or (name(self.world.record_kinds, rule.lists) if rule.lists else "")
        title = f"{name(self.world.databases, rule.database)}: {' '.join(each for each in (word, whom, what) if each)}"
        near = [f"rule:{rule.id}", f"database:{rule.database}", *([f"service:{rule.service}"] if rule.service else ())]
        numbers = []
        if rule.threshold is not None:
            numbers.append(
                self._number(f"threshold:{rule.id}", self.words("what_if.score"), f"{rule.threshold.score:g}")
            )
        elif len(rule.kinds) > 1:
            numbers.append(self._number(f"threshold:{rule.id}", self.words("what_if.at_least"), rule.at_least))
        return self._row(f"off:{rule.id}", title, near, status=rule.status, about=rule.about, numbers=numbers)

    # -- days -----------------------------------------------------------------------------------------------------

    def _days(self) -> Iterable[Json]:
        """For each kind of record: corrected on a day, expired after some."""
        for kind in self.world.record_kinds.values():
            yield self._row(
                "",
                kind.name,
                [f"record:{kind.id}", f"database:{kind.home}"],
                status=kind.status,
                numbers=[
                    self._number(f"correct:{kind.id}", self.words("what_if.corrected"), ""),
                    self._number(f"expire:{kind.id}", self.words("what_if.expires"), kind.lasts_days),
                ],
            )
        yield self._row(
            "", self.words("what_if.all_records"), numbers=[self._number("expire:*", self.words("what_if.expires"), "")]
        )

    # -- readings and cards ---------------------------------------------------------------------------------------

    def _readings(self) -> Iterable[Json]:
        for each in self.world.readings.values():
            yield self._row(f"reading:{each.id}", each.title, about=each.about)
        yield self._row(f"reading:{EVERYTHING}", self.words("ask.everything"))

    def _whole(self) -> Iterable[Json]:
        """Changes that look at every record."""
        yield self._row("confirmed", self.words("what_if.confirmed"))
        names = {
            "act": self.words("what_if.only_act"),
            "financial": self.words("what_if.only_financial"),
            "reputation": self.words("what_if.only_reputation"),
            "listing": self.words("what_if.only_listing"),
        }
        for each in CLASSES:
            yield self._row(f"only:{each}", names[each])

    def _cards(self) -> list[Json]:
        cards = sorted(self.world.cards.values(), key=lambda card: (not card.what_if, _rank(card.kind)))
        return [self._card(card) for card in cards]

    def _card(self, card: Card) -> Json:
        """A card with a what-if is a switch; one without says why it can't be."""
        against = self.world.cards[card.against].title if card.against in self.world.cards else ""
        about = card.says if not against else f"{card.says} ({self.words('what_if.against', title=against)})"
        return {**self._row(card.what_if, card.title), "card": card.kind, "about": about, "here": bool(card.what_if)}


def _keys(link: Link) -> list[str]:
    return [link.key, *(hop.identifier for hop in link.via)]


def _rank(kind: str) -> int:
    return CARD_KINDS.index(kind) if kind in CARD_KINDS else len(CARD_KINDS)
