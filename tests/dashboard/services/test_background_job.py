"""Long answers in steps: how far they are is said, they are worked out once, and what nobody asks for is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest

from dashboard.services import background_job
from dashboard.services.background_job import BackgroundJob, Json, Steps
from dashboard.web.asker import ASKED_HERE
from linkage.errors import LinkageError
from linkage.world.storage.folders import load

TINY = load("tiny").everything


def until_answered(job: BackgroundJob, make: Steps, key: str = "key") -> Json:
    for _ in range(400):
        answer = job.ask_steps(TINY, key, lambda: make, 0.05)
        if isinstance(answer, dict):
            return answer
    raise AssertionError("never answered")


def test_how_far_it_is_is_said_and_it_is_worked_out_once() -> None:
    job, go, begun = BackgroundJob(), threading.Event(), []

    def steps() -> Generator[tuple[int, int], None, Json]:
        begun.append(1)
        yield 1, 3
        assert go.wait(20)
        yield 2, 3
        return {"is": "there"}

    for _ in range(400):
        progress = job.ask_steps(TINY, "a", steps, 0.01)
        if progress == (1, 3):
            break
    assert progress == (1, 3)
    go.set()
    answer = job.ask_steps(TINY, "a", steps, 20)
    assert answer == job.ask_steps(TINY, "a", steps, 0) == {"is": "there"}
    assert begun == [1]


def test_what_nobody_asks_for_any_more_is_given_up_and_its_steps_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_job, "WALK_AWAY_SECONDS", 0.05)
    job, closed = BackgroundJob(), threading.Event()

    def steps() -> Generator[tuple[int, int], None, Json]:
        try:
            for number in range(10_000):
                time.sleep(0.01)
                yield number, 10_000
        finally:
            closed.set()
        return {}

    assert job.ask_steps(TINY, "a", steps, 0) == (0, 0)
    assert closed.wait(20)


def test_an_answer_that_cannot_be_is_said() -> None:
    def steps() -> Generator[tuple[int, int], None, Json]:
        yield 0, 1
        raise LinkageError("There is no such thing.")

    with pytest.raises(LinkageError, match="no such thing"):
        until_answered(BackgroundJob(), steps())


class Work:
    """Jobs that run until they are let go: which have begun, and how many at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun: list[str] = []
        self.at_once: list[int] = []
        self._running = 0

    def named(self, name: str) -> Callable[[], Json]:
        def make() -> Json:
            self.begun.append(name)
            self._running += 1
            self.at_once.append(self._running)
            assert self.go.wait(20)
            self._running -= 1
            return {"is": name}

        return make


@contextmanager
def asked_by_the_class() -> Iterator[None]:
    token = ASKED_HERE.set(False)
    yield
    ASKED_HERE.reset(token)


def test_whatever_the_class_asks_one_answer_in_one_go_is_in_the_making_and_few_threads_are_there() -> None:
    kinds, work, before = [BackgroundJob(), BackgroundJob()], Work(), threading.active_count()
    with asked_by_the_class():
        for number in range(200):
            kinds[number % 2].ask(TINY, number, work.named(f"{number}"), 0)
    deadline = time.monotonic() + 20
    while not work.begun and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before + 1
    work.go.set()
    with asked_by_the_class():
        assert kinds[0].ask(TINY, 198, work.named("198"), 20) == {"is": "198"}
    assert set(work.at_once) == {1}


def test_what_the_class_asks_holds_nobody_up_at_this_machine_even_of_the_same_question() -> None:
    job, of_class, own = BackgroundJob(), Work(), Work()
    own.go.set()
    with asked_by_the_class():
        assert job.ask(TINY, "first", of_class.named("first"), 0) is None
        assert job.ask(TINY, "second", own.named("second"), 0) is None
    assert job.ask(TINY, "mine", own.named("mine"), 20) == {"is": "mine"}
    assert job.ask(TINY, "second", own.named("second"), 20) == {"is": "second"}
    assert own.begun == ["mine", "second"]
    of_class.go.set()
    with asked_by_the_class():
        assert job.ask(TINY, "first", of_class.named("first"), 20) == {"is": "first"}
    assert (of_class.begun, own.begun) == (["first"], ["mine", "second"])


def test_what_nobody_waits_for_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_job, "GIVE_UP_SECONDS", 0.05)
    job, work = BackgroundJob(), Work()
    job.ask(TINY, "long", work.named("long"), 0.2)
    job.ask(TINY, "left", work.named("left"), 0.2)
    time.sleep(0.1)
    job.ask(TINY, "after", work.named("after"), 0)
    work.go.set()
    job.ask(TINY, "after", work.named("after"), 20)
    assert "left" not in work.begun


def test_an_error_of_the_program_is_said_and_the_next_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    job = BackgroundJob()

    def is_broken() -> Json:
        raise ZeroDivisionError

    with pytest.raises(LinkageError, match="error of the program"):
        job.ask(TINY, "broken", is_broken, 20)
    assert "ZeroDivisionError" in caplog.text
    assert job.ask(TINY, "whole", lambda: {"is": "whole"}, 20) == {"is": "whole"}
