"""Answers as a notebook shows them: values that print themselves as text and as HTML.

Each holds an answer of `linkage.answers` and adds nothing but how it looks. All text in HTML passes through `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property

import pandas as pd

from linkage.answers import sentences
from linkage.answers.cuts import cut_report
from linkage.answers.cuts.find_cuts import FoundCuts
from linkage.answers.exports.export import Exported, picture
from linkage.answers.exports.provenance_stamp import answer_provenance
from linkage.answers.spread_question import Answer, under_what_if
from linkage.answers.trace import trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.api.data_frames import frame
from linkage.drawing.markup import element, escape
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Spread, Step
from linkage.spread.why_not import WhyNot as FailedCondition
from linkage.widget.live_map import LiveMap
from linkage.world.model import World
from linkage.world.what_if.parser import checked_text, parse


class Trace(Answer):
    """The spread of one record, as `linkage.trace` returns it: steps and effects as tables, counts, closed services.

    Attributes:
        question: the question that it answers.
        world: the world under the what-if.
        tables: the people that it ran on.
        story: the story, or None where a record kind was asked for.
        subject: the id of the resident or company that the record is about.
        what_if: the whole what-if as text: the story's own, then the question's.
        records: the starting records.
    """

    @classmethod
    def of(cls, answer: Answer) -> Trace:
        """An answer as a trace, which shows itself.

        Args:
            answer: the answer to a question about a spread.

        Returns:
            The same answer.
        """
        return cls(**{column.name: getattr(answer, column.name) for column in fields(Answer)})

    def under(self, what_if: str | WhatIf) -> Trace:
        """The same record of the same subject under another what-if.

        Args:
            what_if: interventions with commas, or what `what_if` returned; they replace this trace's whole what-if.

        Returns:
            Another trace; this one stays as it is.

        Raises:
            WhatIfError: the what-if can't be read or applied.
        """
        return under_what_if(self, what_if_text(what_if))

    @property
    def steps(self) -> pd.DataFrame:
        """Every step, in the order of days.

        Columns: `id`; `day` and `until` (days after the record; a blank `until` is for ever); `kind` (recorded,
        linked, listed, scored, effect); `database`, `account`, `subject` (where it arrives, and whose row that is);
        `by` (the link or rule that made it, blank for a starting record); `status` (the weakest of what it rests on);
        `wrong` (whether it is there by wrong matches only); `sentence`. Its `attrs` hold `label`, `units` and `about`
        (whose trace, under which what-if).
        """
        return frame(
            ([*(getattr(step, column) for column in _STEP), self.sentence(step)] for step in self.spread.steps),
            [*_STEP, "sentence"],
            label=self.world.label_line,
            about=self.heading,
        )

    @property
    def effects(self) -> pd.DataFrame:
        """Every restriction and reward, with the columns and `attrs` of `linkage.effects`."""
        return effects_frame(self.spread, self.heading)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How far the spread went: numbers by name.

        `databases`, `agencies` and `subjects` that it reached; of the starting subject's services `services_refused`
        (closed) and `services_open`; `steps_left`: everyday services that are still open.
        """
        return dict(trace_report.counts_json(self))

    @property
    def closed(self) -> dict[str, int]:
        """The services closed to the subject, each with its first closed day (days after the record)."""
        return self.spread.closed(self.subject)

    def live_map(self, what_if: str | WhatIf = "") -> LiveMap[Trace]:
        """The map of this trace, to step through in a notebook, with a box for a what-if.

        Args:
            what_if: interventions with commas, or what `what_if` returned, on top of this trace's own; blank: none yet.

        Returns:
            The live map: a notebook shows it; `.position` and `.what_if` are read and set from Python as well, and
            `.after` is the trace under the what-if. Without the extra `notebook` it shows itself as a picture.

        Raises:
            WhatIfError: the what-if can't be read or applied.
        """
        return LiveMap(self, what_if_text(what_if))

    @property
    def heading(self) -> str:
        """One line: whose spread this is, in which world and population, under which what-if."""
        return trace_report.trace_heading(self)

    def sentence(self, step: Step) -> str:
        """A step in one sentence.

        Args:
            step: a step of this spread.

        Returns:
            The sentence, in which the subject has the story's name.
        """
        return sentences.sentence(self.world, step, sentences.names(self.subject, self.name))

    def __repr__(self) -> str:
        return trace_report.trace_text(self).rstrip("\n")

    def _repr_html_(self) -> str:
        lines = (f"{self.sentence(step)} [{trace_report.status_badge(self.world, step)}]" for step in self.spread.steps)
        return _html(self.heading, picture(self), _list(lines), answer_provenance(self))


_STEP = ("id", "day", "until", "kind", "database", "account", "subject", "by", "status", "wrong")


def effects_frame(spread: Spread, about: str, day: int | None = None) -> pd.DataFrame:
    """The effects of a spread as a table.

    Args:
        spread: the spread.
        about: what `attrs["about"]` says of it.
        day: keep what is in force on this day only, in days after the record (None: all).

    Returns:
        One row a subject, service, effect and rule, with the columns and `attrs` of `linkage.effects`.
    """
    effects = spread.effects if day is None else trace_report.filter_to_day(spread, day)[1]
    rows = (
        [*trace_report.effect_values(effect), *trace_report.proof_cells(spread, effect), effect.false]
        for effect in effects
    )
    return frame(rows, trace_report.EFFECT_COLUMNS, label=spread.world.label_line, about=about)


@dataclass(frozen=True, repr=False)
class Why:
    """Why an effect holds, as `linkage.why` returns it.

    Attributes:
        answer: the trace that was asked.
        result: the proofs that were listed.
    """

    answer: Answer
    result: Proofs

    @property
    def count(self) -> int | str:
        """How many proofs there are: a number, or "1,000+" past a thousand."""
        return self.result.count

    @property
    def proofs(self) -> tuple[tuple[Step, ...], ...]:
        """The proofs that were listed, shortest first; each a tuple of steps, causes first."""
        return self.result.proofs

    def __repr__(self) -> str:
        return proof_text(self.answer, self.result).rstrip("\n")

    def _repr_html_(self) -> str:
        return _html("", element("pre", escape(repr(self)), style="white-space:pre-wrap"), "", ())


@dataclass(frozen=True, repr=False)
class WhyNot:
    """Why a service stays open, as `linkage.why_not` returns it: the condition that failed on the nearest route.

    Attributes:
        result: the answer itself.
        condition: what failed, as a word for programs: `no-rule`, `no-way`, `needs-confirmed`, `held-back` …
        database: the id of the database where it failed, or blank.
        by: the id of the link or rule at which it failed, or blank.
        sentence: the same in words.
    """

    result: FailedCondition
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
    """A what-if and the world under it, as `linkage.what_if` returns them.

    Attributes:
        text: the interventions, with commas.
        world: the world under them.
    """

    text: str
    world: World = field(repr=False)

    @property
    def sentences(self) -> list[str]:
        """What each intervention does, in one sentence each."""
        return [intervention.sentence(self.world) for intervention in parse(self.text, self.world)]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return "\n".join([self.text or "nothing is changed", *(f"  {sentence}" for sentence in self.sentences)])

    def _repr_html_(self) -> str:
        return element("code", escape(self.text or "nothing is changed")) + _list(self.sentences)


def what_if_text(given: str | WhatIf, name: str = "what_if") -> str:
    """The text of a what-if.

    Args:
        given: text, or what `what_if` returned.
        name: the argument that it was given for.

    Returns:
        The text.

    Raises:
        WhatIfError: it is something else, such as a list; the message says how several interventions are written.

    >>> what_if_text("drop:phone")
    'drop:phone'
    """
    return given.text if isinstance(given, WhatIf) else checked_text(given, name)


@dataclass(frozen=True, repr=False)
class Cut:
    """The smallest cuts that protect a service, as `linkage.cut` returns them.

    Attributes:
        result: the answer itself, with the cuts' costs and side effects.
    """

    result: FoundCuts

    @property
    def cuts(self) -> list[list[str]]:
        """All equally small cuts (up to 100), each a list of what-if texts such as `cut:LINK`."""
        return [[removal.text for removal in cut] for cut in self.result.cuts.cuts]

    @property
    def size(self) -> int | None:
        """How many removals each cut has; None where nothing helps."""
        return self.result.cuts.size

    @property
    def exact(self) -> bool:
        """Whether no smaller cut exists; if not, these are the best that were found."""
        return self.result.cuts.exact

    @property
    def certificate(self) -> tuple[tuple[Step, ...], ...]:
        """The proofs that show why nothing less is enough: every cut hits each of them; each is a tuple of steps."""
        return self.result.cuts.certificate

    @property
    def why_not(self) -> str:
        """Why nothing has to be removed, or why nothing helps; blank where there is a cut."""
        return self.result.why_not

    def __repr__(self) -> str:
        return cut_report.cut_text(self.result).rstrip("\n")

    def _repr_html_(self) -> str:
        return element("pre", escape(repr(self)), style="white-space:pre-wrap")


class Picture(Exported):
    """The map of a spread, as `linkage.draw` returns it; a notebook shows it.

    Attributes:
        form: the name of its export format, `svg`.
        text: the SVG file.
    """

    def __repr__(self) -> str:
        return f"a picture, {len(self.text.encode()):,} bytes of SVG; .save('map.svg') writes it"

    def _repr_html_(self) -> str:
        return self.text


def _list(lines: Iterable[str]) -> str:
    """Lines of text as a numbered list."""
    return element("ol", "".join(element("li", escape(line)) for line in lines) or " ")


def _html(title: str, drawing: str, body: str, stamp: Iterable[str]) -> str:
    """A title, a drawing and a text, with the lines of the stamp below; all but the lines and the title is markup."""
    head = element("h4", escape(title)) if title else ""
    foot = "".join(element("small", escape(line)) + "<br/>" for line in stamp)
    return element("div", head + drawing + body + foot)
