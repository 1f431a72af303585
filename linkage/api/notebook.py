"""Answers as a notebook holds them: values that show themselves, as text and as HTML.

Each is an answer of `linkage.answers` with nothing added but its looks. All text in HTML passes through one function.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property

import pandas as pd

from linkage.answers import sentences as narrate
from linkage.answers.cuts import cut_report
from linkage.answers.cuts.find_cuts import FoundCuts
from linkage.answers.exports.export import Exported, picture
from linkage.answers.exports.provenance import answer_provenance
from linkage.answers.spread_question import Answer, under_what_if
from linkage.answers.trace import trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.api.data_frames import frame
from linkage.drawing.markup import element, escape
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Spread, Step
from linkage.spread.why_not import WhyNot as Found
from linkage.world.model import World
from linkage.world.what_if.parser import parse


class Trace(Answer):
    """One spread: its `steps` and `effects` as tables, its `counts`, and the spread itself in `spread`."""

    @classmethod
    def of(cls, answer: Answer) -> Trace:
        """The same answer, able to show itself."""
        return cls(**{each.name: getattr(answer, each.name) for each in fields(Answer)})

    def under(self, what_if: str) -> Trace:
        """The same record of the same subject under another what-if, which replaces the whole of this one's."""
        return Trace.of(under_what_if(self, what_if))

    @property
    def steps(self) -> pd.DataFrame:
        """Every step, in the order of days."""
        return frame(
            ([*(getattr(step, column) for column in _STEP), self.sentence(step)] for step in self.spread.steps),
            [*_STEP, "sentence"],
            about=self.heading,
        )

    @property
    def effects(self) -> pd.DataFrame:
        """Every restriction and reward: one row a subject, service, effect and rule."""
        return effects_frame(self.spread, self.heading)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many databases, agencies and subjects it reached; doors refused, open, and everyday steps left."""
        return dict(trace_report.counts_json(self))

    @property
    def closed(self) -> dict[str, int]:
        """The services closed to the subject, each with the first day."""
        return self.spread.closed(self.subject)

    @property
    def heading(self) -> str:
        """Whose spread this is, and under which reading."""
        return trace_report.trace_heading(self)

    def sentence(self, step: Step) -> str:
        """What a step says."""
        return narrate.sentence(self.world, step, narrate.names(self.subject, self.name))

    def __repr__(self) -> str:
        return trace_report.trace_text(self).rstrip("\n")

    def _repr_html_(self) -> str:
        said = (f"{self.sentence(step)} [{trace_report.status_badge(self.world, step)}]" for step in self.spread.steps)
        return _html(self.heading, picture(self), _list(said), answer_provenance(self))


_STEP = ("id", "day", "until", "kind", "database", "account", "subject", "by", "status", "wrong")


def effects_frame(spread: Spread, about: str, day: int | None = None) -> pd.DataFrame:
    """The rows of `effects`, typed; `day` keeps what is in force on it."""
    found = spread.effects if day is None else trace_report.filter_to_day(spread, day)[1]
    rows = ([*effect[:-1], " ".join(trace_report.starting_records(spread, effect))] for effect in found)
    return frame(rows, trace_report.EFFECT_COLUMNS, about=about)


@dataclass(frozen=True, repr=False)
class Why:
    """Why an effect holds: its proofs, shortest first, and their number ("1,000+" past a thousand)."""

    answer: Answer
    found: Proofs

    @property
    def count(self) -> int | str:
        """How many proofs there are."""
        return self.found.count

    @property
    def proofs(self) -> tuple[tuple[Step, ...], ...]:
        """The proofs, each a list of steps, causes first."""
        return self.found.proofs

    def __repr__(self) -> str:
        return proof_text(self.answer, self.found).rstrip("\n")

    def _repr_html_(self) -> str:
        return _html("", element("pre", escape(repr(self)), style="white-space:pre-wrap"), "", ())


@dataclass(frozen=True, repr=False)
class WhyNot:
    """Why a door stays open: the first condition that failed on the nearest way, and where."""

    found: Found
    condition: str
    database: str
    by: str
    sentence: str

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return element("p", escape(self.sentence))


@dataclass(frozen=True, repr=False)
class WhatIf:
    """A what-if and the world under it: `text`, its sentences, `world`."""

    text: str
    world: World = field(repr=False)

    @property
    def sentences(self) -> list[str]:
        """One sentence an intervention."""
        return [each.sentence(self.world) for each in parse(self.text, self.world)]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "\n".join([self.text or "nothing is changed", *(f"  {each}" for each in self.sentences)])

    def _repr_html_(self) -> str:
        return element("code", escape(self.text or "nothing is changed")) + _list(self.sentences)


@dataclass(frozen=True, repr=False)
class Cut:
    """The least that protects a service: every equally small cut, and the proofs that each has to hit."""

    found: FoundCuts

    @property
    def cuts(self) -> list[list[str]]:
        """The cuts, each a list of what-if texts."""
        return [[removal.text for removal in cut] for cut in self.found.cuts.cuts]

    @property
    def size(self) -> int | None:
        """How many removals each has; None where nothing helps."""
        return self.found.cuts.size

    @property
    def exact(self) -> bool:
        """Whether no smaller one exists; else these are the best found."""
        return self.found.cuts.exact

    @property
    def certificate(self) -> tuple[tuple[Step, ...], ...]:
        """The proofs that every cut has to hit, each a list of steps."""
        return self.found.cuts.certificate

    @property
    def why_not(self) -> str:
        """Why nothing has to be removed, or why nothing helps; blank where there is a cut."""
        return self.found.why_not

    def __repr__(self) -> str:
        return cut_report.cut_text(self.found).rstrip("\n")

    def _repr_html_(self) -> str:
        return element("pre", escape(repr(self)), style="white-space:pre-wrap")


class Picture(Exported):
    """A map that a notebook draws; `text` is the SVG, `save` writes it."""

    def __repr__(self) -> str:
        return f"a picture, {len(self.text.encode()):,} bytes of SVG; .save('map.svg') writes it"

    def _repr_html_(self) -> str:
        return self.text


def _list(said: Iterable[str]) -> str:
    return element("ol", "".join(element("li", escape(each)) for each in said) or " ")


def _html(title: str, picture_: str, said: str, stamp: Iterable[str]) -> str:
    head = element("h4", escape(title)) if title else ""
    foot = "".join(element("small", escape(line)) + "<br/>" for line in stamp)
    return element("div", head + picture_ + said + foot)
