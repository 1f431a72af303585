"""Long answers in steps: how far they are is said, they are worked out once, and what nobody asks for is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from dashboard.services import background_job
from dashboard.services.background_job import BackgroundJob, Json, Steps
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
