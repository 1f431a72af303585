"""The data model of a lesson: frozen values, as its file has them. It holds no answers, since a file holds none.

A lesson is a list of stops. Each has a view (which page of the app, and where in it), a sentence for everybody, a note
for the teacher, and at most one task: a question, a puzzle, or cards to discuss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from linkage.answers.cuts.removals import USUAL
from linkage.answers.spread_question import Question

PAGES = ("stage", "why", "join", "what-if", "city", "world")
"""The pages of the app that a view can name; the stage is the first."""

PARTS = (
    "story", "record", "resident", "what-if", "beside", "drawing", "wave", "step", "on-day", "why", "proof", "join",
    "door", "tab", "table", "row",
)  # fmt: skip
"""The parts of an address that a view can name, in the order in which they are written. The world is the lesson's."""

_UNQUOTED = ":,=@./*!"


@dataclass(frozen=True, slots=True)
class View:
    """A view of the app: a page, and the parts of its address."""

    page: str = "stage"
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """The address within the app.

        >>> View("why", (("world", "tiny"), ("why", "loan"))).address
        '/why?world=tiny&why=loan'
        """
        path = "/" if self.page == "stage" else f"/{self.page}"
        query = "&".join(f"{name}={quote(value, safe=_UNQUOTED)}" for name, value in self.parts)
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class RecordSelection:
    """The record that a task is about, and its what-if: a story's, or one of a kind, perhaps on a named resident."""

    story: str = ""
    record: str = ""
    resident: str = ""
    what_if: str = ""

    def question(self, change: str = "") -> Question:
        """The same as a question of `linkage.answers`, perhaps with one more change."""
        return Question(
            story=self.story,
            record_kind="" if self.story else self.record,
            resident=self.resident,
            what_if=append_change(self.what_if, change),
        )


def append_change(what_if: str, change: str) -> str:
    """A what-if with one more change appended; a reading in the change replaces the one before.

    >>> append_change("reading:plan,drop:phone", "reading:press"), append_change("drop:phone", "confirmed")
    ('reading:press,drop:phone', 'drop:phone,confirmed')
    """
    before = [part for part in what_if.split(",") if part]
    after = [part for part in change.split(",") if part]
    if after and after[0].startswith("reading:"):
        before = before[1:] if before and before[0].startswith("reading:") else before
        return ",".join([after[0], *before, *after[1:]])
    return ",".join([*before, *after])


@dataclass(frozen=True, slots=True)
class LessonQuestion:
    """A question that pupils predict the answer of; `kind` says how the engine finds it (`QUESTION_KINDS`).

    `service`, `services`, `removals`, `readings`, `change` and `day` (days from the record) are what it asks about.
    """

    ask: str
    kind: str
    selection: RecordSelection
    service: str = ""
    services: tuple[str, ...] = ()
    removals: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    change: str = ""
    day: int | None = None


QUESTION_KINDS: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "how-many-closed": ((), "how many services are closed to the subject, on any day"),
        "how-many-on-day": (("day",), "how many services are closed to the subject on a day"),
        "which-closed": (("services",), "which of some services are closed to the subject"),
        "which-open": (("services", "change"), "which of some closed services a change opens"),
        "what-changes": (("change",), "whether fewer, as many or more services close after a change"),
        "which-alone": (("service", "removals"), "which of some removals, each alone, opens a service"),
        "which-reading": (("service", "readings"), "in which of some readings a service is closed"),
        "whom": (("service",), "whom a service is closed to: the subject, somebody else by a wrong match, or a child"),
        "until": (("service",), "the day on which a service opens to the subject again"),
        "rests-on": (("service",), "the weakest status in the proof of a refusal"),
        "fewest": (("service",), "the fewest links and columns whose removal protects a service"),
    }
)
"""Each kind of question: what it needs, and what its answer is."""


@dataclass(frozen=True, slots=True)
class LessonPuzzle:
    """A puzzle task: protect a service with at most `most` removals, and keep the rewards at some services."""

    ask: str
    selection: RecordSelection
    protect: str
    most: int
    keep: tuple[str, ...] = ()
    among: tuple[str, ...] = USUAL


@dataclass(frozen=True, slots=True)
class Discussion:
    """A discussion from both sides: of cards of the world, readings of it, or both."""

    ask: str
    cards: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonStop:
    """One stop of a lesson (`[[steps]]` in its file)."""

    say: str
    note: str
    view: View
    question: LessonQuestion | None = None
    puzzle: LessonPuzzle | None = None
    discuss: Discussion | None = None
    row: int | None = None  # its line in the file

    @property
    def view_before(self) -> View:
        """The view before the answer: of a question the story's first picture, unless a proof is to be read for it."""
        if self.question is None or self.question.kind == "rests-on":
            return self.view
        kept = {name: value for name, value in self.view.parts if name == "world"}
        selection = self.question.selection
        task = {"story": selection.story, "record": selection.record, "resident": selection.resident}
        kept |= {name: value for name, value in (*task.items(), ("what-if", selection.what_if)) if value}
        return View("stage", (*((name, kept[name]) for name in ("world", *PARTS) if name in kept), ("wave", "0")))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A whole lesson; `minutes` is how long it takes in class."""

    id: str
    title: str
    about: str
    world: str
    minutes: int
    stops: tuple[LessonStop, ...]

    @property
    def counted_services(self) -> frozenset[str]:
        """The services of which a question asks how few removals protect them."""
        questions = (stop.question for stop in self.stops)
        return frozenset(question.service for question in questions if question and question.kind == "fewest")
