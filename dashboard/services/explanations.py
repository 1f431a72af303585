"""What every part of the picture says when somebody points at it: from the world's own rows, with source and status.

One entry for each data-id: a title, some named facts, the status, the quotes. Values only; `panel.js` shows
them as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dashboard.services.recent_values import RecentValues
from dashboard.state.labels import Labels
from linkage.answers.sentences import name, within_quotes
from linkage.vocabulary import EFFECTS, FALLS_ON, NOTICES
from linkage.world.model import Link, Rule, World

Entry = dict[str, Any]


def explanations(world: World, labels: Labels) -> dict[str, Entry]:
    """Every part that a picture of this world can show, by its data-id; made once for a world and a language."""
    everything = world.everything
    return _made_once("parts", everything, labels, lambda: _Explainer(everything, labels).everything())


_MADE: RecentValues[tuple[str, int, str], tuple[World, dict[str, Entry]]] = RecentValues(32)
"""The entries of worlds, by the world's identity; the world is kept with them, so that no other one gets its id."""


def _made_once(what: str, world: World, labels: Labels, make: Callable[[], dict[str, Entry]]) -> dict[str, Entry]:
    return _MADE.get_or_make((what, id(world), labels.lang), lambda: (world, make()))[1]


class _Explainer:
    """The rows of one world, and the words of one language."""

    def __init__(self, world: World, labels: Labels) -> None:
        self.world, self.words = world, labels

    def everything(self) -> dict[str, Entry]:
        """All entries."""
        world = self.world
        entries: dict[str, Entry] = {}
        entries.update({f"agency:{row.id}": self._agency(row) for row in world.agencies.values()})
        entries.update({f"database:{row.id}": self._database(row) for row in world.databases.values()})
        entries.update({f"link:{row.id}": self._link(row) for row in world.links.values()})
        entries.update({f"rule:{row.id}": self._rule(row) for row in world.rules.values()})
        entries.update({f"service:{row.id}": self._service(row) for row in world.services.values()})
        for kind in world.record_kinds.values():
            entries[f"record:{kind.id}"] = entries[f"recorded:{kind.id}"] = self._kind(kind)
        for service in world.services.values():
            if service.needs:
                entries[f"needs:{service.id}"] = entries[f"service:{service.id}"]
        return entries

    def _entry(self, kind: str, title: str, row: Any, facts: Iterable[tuple[str, str]], about: str = "") -> Entry:
        """An entry; facts without a text are left out. Facts are named by a word of the table `about`."""
        lines = [[self.words(f"about.{fact}"), text] for fact, text in facts if text]
        status = getattr(row, "status", "")
        if status:
            lines.append([self.words("about.known"), status])
        if getattr(row, "number_status", ""):
            lines.append([self.words("about.numbers"), row.number_status])
        quotes = list(getattr(row, "evidence", ()))
        return {
            "kind": self.words(f"kinds.{kind}"),
            "title": title,
            "about": about,
            "facts": lines,
            "status": status,
            "quotes": quotes,
        }

    def _names(self, table: Mapping[str, Any], ids: Iterable[str]) -> str:
        return ", ".join(name(table, id) for id in ids)

    def _agency(self, row: Any) -> Entry:
        databases = [database.id for database in self.world.databases.values() if database.agency == row.id]
        return self._entry("agency", row.name, row, [("keeps_databases", self._names(self.world.databases, databases))])

    def _database(self, row: Any) -> Entry:
        facts = [
            ("kind", row.kind),
            ("keeper", name(self.world.agencies, row.agency)),
            ("keeps", self._names(self.world.identifiers, row.identifiers)),
        ]
        return self._entry("database", row.name, row, facts)

    def _kind(self, row: Any) -> Entry:
        a_year = ""
        if row.per_100k is not None:
            a_year = self.words(
                "about.per_100k_says", number=f"{row.per_100k:,g}", status=row.number_status or row.status
            )
        facts = [
            ("home", name(self.world.databases, row.home)),
            ("per_100k", a_year),
            ("lasts_home", self._days(row.lasts_days) if row.lasts_days is not None else self.words("about.for_life")),
        ]
        return self._entry("record", _capital(row.name), row, facts)

    def _link(self, row: Link) -> Entry:
        world, words = self.world, self.words
        title = f"{name(world.databases, row.source)} → {name(world.databases, row.target)}"
        carries = words("about.everything") if "*" in row.carries else self._names(world.record_kinds, row.carries)
        if row.needs == "confirmed":
            carries = f"{carries} ({words('about.only_confirmed')})"
        facts = [
            ("joins", self.chain(row)),
            ("carries", carries),
            ("passes", self._days(row.add_days or 0)),
            ("removes", words("about.never") if row.remove_days is None else self._days(row.remove_days)),
            ("share", "" if row.share is None else f"{row.share:.0%}"),
            ("notice", NOTICES[row.notice]),
        ]
        return self._entry("link", title, row, facts, row.about)

    def chain(self, row: Link) -> str:
        """The identifiers that a link joins on, with the registers that translate."""
        identifiers, databases = self.world.identifiers, self.world.databases
        text = name(identifiers, row.key)
        for hop in row.via:
            text += f" → {name(identifiers, hop.identifier)} ({name(databases, hop.register)})"
        return text

    def _rule(self, row: Rule) -> Entry:
        world, words = self.world, self.words
        does = EFFECTS[row.effect]
        if row.service:
            does = f"{name(world.services, row.service)}: {does}"
        if row.amount is not None:
            does += f" ({row.amount:g} {row.unit})".replace(" )", ")")
        if row.lists:
            does += f" ({name(world.record_kinds, row.lists)})"
        facts = [
            ("looks_for", self._looks_for(row)),
            ("does", does),
            ("falls_on", FALLS_ON[row.falls_on]),
            ("passes", "" if row.after_days is None else self._days(row.after_days)),
            ("lasts", words("about.lasts_known") if row.term_days is None else self._number(row.term_days)),
            ("notice", NOTICES[row.notice]),
        ]
        return self._entry("rule", name(world.databases, row.database), row, facts, row.about)

    def _looks_for(self, row: Rule) -> str:
        if row.threshold:
            return self.words("about.score", threshold=str(row.threshold).removeprefix("score"))
        kinds = self._names(self.world.record_kinds, row.kinds)
        return self.words("about.at_least", count=row.at_least, kinds=kinds) if row.at_least > 1 else kinds

    def _service(self, row: Any) -> Entry:
        world, words = self.world, self.words
        provider = name({**world.databases, **world.agencies}, row.provider) if row.provider else ""
        instead = row.instead
        if instead and row.hours:
            instead = words("about.hours", service=instead, hours=f"{row.hours:g}")
        facts = [
            ("provider", provider),
            ("everyday", words("about.yes") if row.everyday else words("about.no")),
            ("closes_with", name(world.services, row.needs) if row.needs else ""),
            ("instead", instead),
        ]
        return self._entry("service", row.name, row, facts)

    def _days(self, days: int) -> str:
        if days == 0:
            return self.words("about.at_once")
        return self.words("about.after_day" if days == 1 else "about.days", days=days)

    def _number(self, days: int) -> str:
        return self.words("about.lasts_days", days=days)


def quote_entries(world: World, labels: Labels) -> dict[str, Entry]:
    """Every quote of a world, with its source and how it was checked."""
    everything = world.everything
    return _made_once(
        "quotes",
        everything,
        labels,
        lambda: {quote.id: _quote(everything, quote, labels) for quote in everything.quotes.values()},
    )


def _quote(world: World, quote: Any, labels: Labels) -> Entry:
    source = world.sources.get(quote.source)
    via = world.sources.get(source.via) if source and source.via else None
    unseen = quote.checked == "told" or not quote.quote
    note = ""
    if unseen:
        note = labels("panel.not_seen", via=via.title) if via else labels("panel.not_seen_plain")
    return {
        "text": within_quotes(quote.quote),
        "says": quote.says,
        "caution": quote.caution,
        "source": " · ".join(part for part in (source.title, source.publisher, source.date) if part) if source else "",
        "checked": labels(f"checked.{quote.checked}"),
        "told": unseen,
        "note": note,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
