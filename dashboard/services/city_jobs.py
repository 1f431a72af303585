"""The cities that the screen counts in the background: at most two are kept beside that of the served world.

Everything that pages want of the engine for 22 million goes through here. A city belongs to one thread, which makes
its people and answers one what-if after the other; a request waits for that a moment at most and is told how far it
is, so nobody's page freezes. The served world's city waits for no other; of the others one counts at a time, each a
question or a piece of a longer one in turn, since several at once would all be later. What is counted is what
`linkage city` counts, nothing else.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from dashboard.services.recent_values import RecentValues
from linkage.answers.whole_city import city_report
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import MAX_KEPT_BLOCKS
from linkage.errors import LinkageError
from linkage.population.households import BLOCK
from linkage.world.model import World

Json = dict[str, Any]
MOST_CITIES = 2
"""Cities that are kept, beside the reserved one."""
MOST_RESIDENTS = MAX_KEPT_BLOCKS * BLOCK
"""Residents above which a city can't be kept, and a what-if would take minutes."""
IN_USE_SECONDS = 2.0
"""Seconds for which a city is not given up for another one."""
GIVE_UP_SECONDS = 5.0
"""Seconds after which nobody waits for a question any more that nobody asked again."""
_REMEMBERED = 24
_BYTES, _BYTES_EACH = 300e6, 45.0
"""Memory that a city takes: of itself, and for each resident, in bytes."""


class BeforeAndAfter(NamedTuple):
    """What a what-if comes to: the JSON of `linkage city` as the world is first shown, and under the what-if."""

    before: Json
    after: Json


class Progress(NamedTuple):
    """Not yet: so much of so much is done (0 of 0: not begun), and whether the people are there already.

    `waits`: nothing is made for it yet, since other cities are in use.
    """

    done: int
    of: int
    made: bool
    waits: bool = False


class Counter(Protocol):
    """Who counts a city: `linkage.answers.whole_city.city_report.CityCounter`."""

    def answer(
        self,
        what_if: str = "",
        on_day: int | None = None,
        by_link: bool = False,
        *,
        progress: Callable[[int, int], None] | None = None,
        measures: Sequence[str] = (),
    ) -> Json:
        """The JSON of `linkage city`."""

    def counts(
        self,
        worlds: list[World],
        asked: CountQuery | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Totals]:
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
    answer: BeforeAndAfter | Json | None = None
    error: LinkageError | None = None
    ready: threading.Event = field(default_factory=threading.Event)

    def end(self) -> None:
        """It has its answer, or a reason why it has none; a bug is loud in the thread, and told to the page."""
        if self.answer is None and self.error is None:
            self.error = LinkageError("The count ended with an error of the program.")
        self.ready.set()


class _Turns:
    """A lock that is given in the order in which it is asked for (a ticket lock), so that no long work keeps it."""

    def __init__(self) -> None:
        self._called = threading.Condition()
        self._tickets, self._now = 0, 0

    def __enter__(self) -> None:
        with self._called:
            mine = self._tickets
            self._tickets += 1
            self._called.wait_for(lambda: self._now == mine)

    def __exit__(self, *_: object) -> None:
        with self._called:
            self._now += 1
            self._called.notify_all()


class _City:
    """One city, its thread, and what it was asked."""

    def __init__(
        self, world: World, seed: int, residents: int, make: Maker, turn: AbstractContextManager[object]
    ) -> None:
        self.world, self.seed, self.residents = world, seed, residents
        self._turn_to_count = turn
        self.waits = False
        self.asked = time.monotonic()
        self.made = False
        self._make = make
        self._before: Json | None = None
        self._questions: RecentValues[tuple[str, ...], _Question] = RecentValues(_REMEMBERED)
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
            self._questions.put(key, question)
            question.asked = self.asked
            return question

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for it, and nobody asked lately."""
        with self._turn:
            busy = any(not question.ready.is_set() for question in self._questions.values())
            return not busy and time.monotonic() - self.asked > IN_USE_SECONDS

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
                self.waits = True
                with self._turn_to_count:
                    self.waits = False
                    city = city or self._make(self.world, self.seed, self.residents)
                    finished = self._answered(city, question)
                self.made = True
            except LinkageError as error:
                question.error = error
            except (MemoryError, ChildProcessError, OSError):
                question.error = LinkageError(too_large_text(self.residents, None))
                _close(city)
                city, self._before, self.made = None, None, False
            finally:
                if finished:
                    question.end()
        _close(city)

    def _next(self) -> _Question | None:
        """The what-if that waits longest, else the next piece of a work; what nobody asks any more is forgotten."""
        with self._turn:
            while True:
                if self._ended:
                    return None
                while self._waiting or self._works:
                    question = (self._waiting or self._works).pop(0)
                    if time.monotonic() - question.asked < GIVE_UP_SECONDS:
                        return question
                    self._questions.forget_value(question)
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

    def _counted(self, city: Counter, question: _Question) -> BeforeAndAfter:
        def progress(done: int, of: int) -> None:
            question.done, question.of = done, of

        if self._before is None:
            self._before = city.answer("", progress=progress)
        if not question.what_if:
            return BeforeAndAfter(self._before, self._before)
        return BeforeAndAfter(self._before, city.answer(question.what_if, progress=progress))


class CityJobs:
    """The cities asked for last, by world, seed and number of residents.

    Args:
        make: how a city comes to be; `linkage.answers.whole_city.city_report.CityCounter` unless said.
        reserved: the city (world, seed, residents) that has a place of its own, whoever asks for others.
    """

    def __init__(self, make: Maker | None = None, reserved: tuple[str, int, int] | None = None) -> None:
        self._make: Maker = make or city_report.CityCounter
        self._reserved = reserved
        self._cities: OrderedDict[tuple[str, int, int], _City] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = _Turns()  # one of the others counts at a time: several at once would all be later

    def ask(
        self, world: World, seed: int, residents: int, what_if: str, patience: float = 0.25
    ) -> BeforeAndAfter | Progress:
        """What a what-if comes to, or how far its count is.

        Args:
            patience: seconds to wait for the answer.

        Raises:
            LinkageError: a city too large for this machine; a what-if that can't be applied.
        """
        city = self._city(world, seed, residents)
        if city is None:
            return Progress(0, 0, False, waits=True)
        answer: BeforeAndAfter | Progress = _answer(city, city.ask(what_if), patience)
        return answer

    def work(
        self, one: tuple[World, int, int], what_if: str, name: tuple[str, ...], work: Work, patience: float = 0.25
    ) -> Json | Progress:
        """Something longer that the city of a world, seed and number of residents is asked, or how far it is.

        Args:
            name: what it is asked, so that the same is asked once.

        Raises:
            LinkageError: a city too large for this machine; a question that can't be answered.
        """
        city = self._city(*one)
        if city is None:
            return Progress(0, 0, False, waits=True)
        answer: Json | Progress = _answer(city, city.ask(what_if, name, work), patience)
        return answer

    def known(self, world: World, seed: int, residents: int, what_if: str) -> BeforeAndAfter | Progress | None:
        """The same if that city is made already; nothing is made for it, and nobody waits."""
        with self._lock:
            city = self._cities.get((world.id, seed, residents))
        if city is None or city.world is not world.everything or not city.made:
            return None
        answer: BeforeAndAfter | Progress = _answer(city, city.ask(what_if), 0)
        return answer

    def _city(self, world: World, seed: int, residents: int) -> _City | None:
        """The city, begun if it is new; nothing while all that may be kept are still in use."""
        key = (world.id, seed, residents)
        with self._lock:
            city = self._cities.get(key)
            if city is not None and city.world is world.everything:
                self._cities.move_to_end(key)
                return city
            if city is not None:  # the same name, but another world was opened under it
                self._cities.pop(key).end()
            others = [name for name in self._cities if name != self._reserved]
            if key != self._reserved and len(others) >= MOST_CITIES:
                idle = next((name for name in others if self._cities[name].is_idle), None)
                if idle is None:
                    return None
                self._cities.pop(idle).end()
            if residents > MOST_RESIDENTS or ((free := free_memory()) is not None and free < bytes_needed(residents)):
                raise LinkageError(too_large_text(residents, free_memory()))
            turn = nullcontext() if key == self._reserved else self._turn
            self._cities[key] = _City(world.everything, seed, residents, self._make, turn)
            return self._cities[key]

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            for city in self._cities.values():
                city.end()
            self._cities.clear()


def _answer(city: _City, question: _Question, patience: float) -> Any:
    question.ready.wait(patience)
    if question.error is not None and question.ready.is_set():
        raise question.error
    return question.answer or Progress(question.done, question.of, city.made, city.waits and not question.of)


def _close(city: Counter | None) -> None:
    if city is not None:
        city.close()


def bytes_needed(residents: int) -> float:
    """How much memory a city takes, roughly, in bytes."""
    return _BYTES + _BYTES_EACH * residents


def free_memory(path: str = "/proc/meminfo") -> float | None:
    """The memory that programs may still take, in bytes (none: not known on this system)."""
    try:
        lines = Path(path).read_text("ascii").splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return float(kilobytes) * 1024 if kilobytes else None


def too_large_text(residents: int, free: float | None) -> str:
    """Why a city isn't made, and what can be asked instead."""
    if residents > MOST_RESIDENTS:
        return (
            f"{residents:,} residents are more than this page keeps ({MOST_RESIDENTS:,}). "
            f"On the command line 'linkage city … --residents {residents}' counts them block by block."
        )
    has = "" if free is None else f", and {free / 1e9:.1f} GB are free"
    return (
        f"{residents:,} residents take about {bytes_needed(residents) / 1e9:.1f} GB of memory{has} on this machine. "
        "Close other programs, or ask for fewer: residents=1000000 in the address counts a city of a million."
    )
