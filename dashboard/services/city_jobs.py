"""The cities that the screen counts: made beside its requests, at most two kept, answers of late remembered.

Everything that pages want of the engine for 22 million goes through here. A city belongs to one thread, which makes
its people and answers one what-if after the other; a request waits for that a moment at most and is told how far it
is, so nobody's page freezes and nobody waits for somebody else's city. What is counted is `linkage city`, nothing else.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from dashboard.services.before_after import keep
from linkage.answers.whole_city import city_report
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import MAX_KEPT_BLOCKS
from linkage.errors import LinkageError
from linkage.population.households import BLOCK
from linkage.world.model import World

Json = dict[str, Any]
MOST = 2
"""Cities that are kept."""
LARGEST = MAX_KEPT_BLOCKS * BLOCK
"""Residents above which a city can't be kept, and a what-if would take minutes."""
IN_USE = 2.0
"""Seconds for which a city is not given up for another one."""
FORGOTTEN = 5.0
"""Seconds after which nobody waits for a question any more that nobody asked again."""
_REMEMBERED = 24
_BASE, _EACH = 300e6, 45.0
"""Bytes that a city takes: of itself, and for each resident."""


class Counted(NamedTuple):
    """What a what-if comes to: the JSON of `linkage city` as the world is first shown, and under the what-if."""

    before: Json
    after: Json


class Counting(NamedTuple):
    """Not yet: so much of so much is done (0 of 0: not begun), and whether the people are there already."""

    done: int
    of: int
    made: bool


class Counter(Protocol):
    """Who counts a city: `linkage.answers.whole_city.city_report.City`."""

    def answer(
        self,
        what_if: str = "",
        on_day: int | None = None,
        by_link: bool = False,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Json:
        """The JSON of `linkage city`."""

    def counts(self, worlds: list[World], asked: CountQuery | None = None) -> list[Totals]:
        """Everybody under several worlds."""

    def close(self) -> None:
        """End what was started."""


Maker = Callable[[World, int, int], Counter]
Work = Callable[[Counter], Generator[tuple[int, int], None, Json]]
"""Something longer that a city is asked: it says after each piece how much of how much is done, and returns an answer.

Between two pieces every what-if that waits goes first, so a long work holds up nobody."""


@dataclass
class _Question:
    """Something that somebody waits for: a what-if's counts, or a work begun or not."""

    what_if: str
    asked: float
    work: Work | None = None
    begun: Generator[tuple[int, int], None, Json] | None = None
    done: int = 0
    of: int = 0
    answer: Counted | Json | None = None
    error: LinkageError | None = None
    ready: threading.Event = field(default_factory=threading.Event)

    def end(self) -> None:
        """It has its answer, or a reason why it has none; a bug is loud in the thread, and told to the page."""
        if self.answer is None and self.error is None:
            self.error = LinkageError("The count ended with an error of the program.")
        self.ready.set()


class _Kept:
    """One city, its thread, and what it was asked."""

    def __init__(self, world: World, seed: int, residents: int, make: Maker) -> None:
        self.world, self.seed, self.residents = world, seed, residents
        self.asked = time.monotonic()
        self.made = False
        self._make = make
        self._before: Json | None = None
        self._questions: OrderedDict[tuple[str, ...], _Question] = OrderedDict()
        self._waiting: list[_Question] = []
        self._works: list[_Question] = []
        self._turn = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"city of {residents}")
        self._thread.start()

    def ask(self, what_if: str, name: tuple[str, ...] = (), work: Work | None = None) -> _Question:
        """The question, put to the city if it is new.

        Args:
            work: something longer, with a name of its own.
        """
        key = (what_if, *name)
        with self._turn:
            self.asked = time.monotonic()
            question = self._questions.get(key)
            if question is None or (question.error is not None and question.ready.is_set()):
                question = _Question(what_if, self.asked, work)
                (self._waiting if work is None else self._works).append(question)
                self._turn.notify()
            keep(self._questions, key, question, _REMEMBERED)
            question.asked = self.asked
            return question

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for it, and nobody asked lately."""
        with self._turn:
            busy = any(not question.ready.is_set() for question in self._questions.values())
            return not busy and time.monotonic() - self.asked > IN_USE

    def end(self) -> None:
        """Have the thread end what was started, once it has answered."""
        with self._turn:
            self._ended = True
            self._turn.notify()

    # -- the thread's own

    def _run(self) -> None:
        city: Counter | None = None
        while (question := self._next()) is not None:
            finished = True
            try:
                city = city or self._make(self.world, self.seed, self.residents)
                finished = self._answered(city, question)
                self.made = True
            except LinkageError as error:
                question.error = error
            except (MemoryError, ChildProcessError, OSError):
                question.error = LinkageError(too_large(self.residents, None))
                city, self._before, self.made = _closed(city), None, False
            finally:
                if finished:
                    if (
                        question.answer is None and question.error is None
                    ):  # a bug: loud in the thread, told to the page
                        question.error = LinkageError("The count ended with an error of the program.")
                    question.ready.set()
        _closed(city)

    def _next(self) -> _Question | None:
        """The what-if that waits longest, else the next piece of a work; what nobody asks any more is forgotten."""
        with self._turn:
            while True:
                if self._ended:
                    return None
                while self._waiting or self._works:
                    question = (self._waiting or self._works).pop(0)
                    if time.monotonic() - question.asked < FORGOTTEN:
                        return question
                    for key in [key for key, each in self._questions.items() if each is question]:
                        del self._questions[key]
                self._turn.wait()

    def _answered(self, city: Counter, question: _Question) -> bool:
        """Answer a question, or do a piece of a work: whether it has its answer now."""
        if question.work is None:
            question.answer = self._counted(city, question)
            return True
        question.begun = question.begun or question.work(city)
        try:
            question.done, question.of = next(question.begun)
        except StopIteration as ended:
            question.answer = ended.value
            return True
        with self._turn:
            self._works.append(question)
        return False

    def _counted(self, city: Counter, question: _Question) -> Counted:
        def progress(done: int, of: int) -> None:
            question.done, question.of = done, of

        if self._before is None:
            self._before = city.answer("", progress=progress)
        if not question.what_if:
            return Counted(self._before, self._before)
        return Counted(self._before, city.answer(question.what_if, progress=progress))


class CityJobs:
    """The cities of late, by world, seed and number of residents.

    Args:
        make: how a city comes to be; `linkage.answers.whole_city.city_report.City` unless said.
    """

    def __init__(self, make: Maker | None = None) -> None:
        self._make: Maker = make or city_report.CityCounter
        self._kept: OrderedDict[tuple[str, int, int], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, world: World, seed: int, residents: int, what_if: str, patience: float = 0.25) -> Counted | Counting:
        """What a what-if comes to, or how far its count is.

        Args:
            patience: seconds to wait for the answer.

        Raises:
            LinkageError: a city too large for this machine; a what-if that can't be applied.
        """
        kept = self._city(world, seed, residents)
        if kept is None:
            return Counting(0, 0, False)
        found: Counted | Counting = _answer(kept, kept.ask(what_if), patience)
        return found

    def work(
        self, one: tuple[World, int, int], what_if: str, name: tuple[str, ...], work: Work, patience: float = 0.25
    ) -> Json | Counting:
        """Something longer that the city of a world, seed and number of residents is asked, or how far it is.

        Args:
            name: what it is asked, so that the same is asked once.

        Raises:
            LinkageError: a city too large for this machine; a question that can't be answered.
        """
        kept = self._city(*one)
        if kept is None:
            return Counting(0, 0, False)
        found: Json | Counting = _answer(kept, kept.ask(what_if, name, work), patience)
        return found

    def known(self, world: World, seed: int, residents: int, what_if: str) -> Counted | Counting | None:
        """The same if that city is made already; nothing is made for it, and nobody waits."""
        with self._lock:
            kept = self._kept.get((world.id, seed, residents))
        if kept is None or kept.world is not world.everything or not kept.made:
            return None
        found: Counted | Counting = _answer(kept, kept.ask(what_if), 0)
        return found

    def _city(self, world: World, seed: int, residents: int) -> _Kept | None:
        """The city, begun if it is new; nothing while all that may be kept are still in use."""
        key = (world.id, seed, residents)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.world is world.everything:
                self._kept.move_to_end(key)
                return kept
            if kept is not None:  # the same name, but another world was opened under it
                self._kept.pop(key).end()
            if len(self._kept) >= MOST:
                idle = next((name for name, each in self._kept.items() if each.is_idle), None)
                if idle is None:
                    return None
                self._kept.pop(idle).end()
            if residents > LARGEST or ((free := free_memory()) is not None and free < needs(residents)):
                raise LinkageError(too_large(residents, free_memory()))
            self._kept[key] = _Kept(world.everything, seed, residents, self._make)
            return self._kept[key]

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            for kept in self._kept.values():
                kept.end()
            self._kept.clear()


def _answer(kept: _Kept, question: _Question, patience: float) -> Any:
    question.ready.wait(patience)
    if question.error is not None and question.ready.is_set():
        raise question.error
    return question.answer or Counting(question.done, question.of, kept.made)


def _closed(city: Counter | None) -> None:
    if city is not None:
        city.close()


def needs(residents: int) -> float:
    """How much memory a city takes, roughly, in bytes."""
    return _BASE + _EACH * residents


def free_memory(path: str = "/proc/meminfo") -> float | None:
    """The memory that programs may still take, in bytes (none: not known on this system)."""
    try:
        lines = Path(path).read_text("ascii").splitlines()
    except OSError:
        return None
    found = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return float(found) * 1024 if found else None


def too_large(residents: int, free: float | None) -> str:
    """Why a city isn't made, and what can be asked instead."""
    if residents > LARGEST:
        return (
            f"{residents:,} residents are more than this page keeps ({LARGEST:,}). "
            f"On the command line 'linkage city … --residents {residents}' counts them block by block."
        )
    has = "" if free is None else f", and {free / 1e9:.1f} GB are free"
    return (
        f"{residents:,} residents take about {needs(residents) / 1e9:.1f} GB of memory{has} on this machine. "
        "Close other programs, or ask for fewer: residents=1000000 in the address counts a city of a million."
    )
