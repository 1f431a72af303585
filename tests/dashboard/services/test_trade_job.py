"""Trade-offs in the background: one at a time, given up when nobody asks any more, and no matter of the page's city."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from dashboard.services.trade_job import TradeJob
from linkage.answers.trade_offs.trade_off import TradeOffPlan, plan_trade_off
from linkage.errors import LinkageError
from linkage.world.storage.folders import load

OVER = "share:subscribers-to-defaulter-list=0..1/1"


class SlowPlan(TradeOffPlan):
    """A trade-off whose steps can be counted."""

    __slots__ = ()
    running: ClassVar[list[int]] = []
    most: ClassVar[list[int]] = []
    done: ClassVar[list[int]] = []

    def steps(self, *arguments: Any, **options: Any) -> Iterator[tuple[int, int]]:  # type: ignore[override]
        self.running.append(1)
        try:
            for step in range(1, 1_000):
                self.most.append(len(self.running))
                self.done.append(step)
                time.sleep(0.01)
                yield step, 1_000
        finally:
            self.running.pop()


@pytest.fixture
def plan() -> TradeOffPlan:
    return plan_trade_off(load("tiny"), "refuse:loan", over=OVER)


def test_it_is_counted_once_and_then_known(plan: TradeOffPlan) -> None:
    job, tiny = TradeJob(), load("tiny").everything
    answer = job.ask(tiny, plan, 1, 2_000, 20)
    assert isinstance(answer, dict)
    assert [row["group"] for row in answer["rows"]].count("everybody") == 2
    assert job.ask(tiny, plan, 1, 2_000, 0) is answer
    assert job.ask(tiny, plan, 2, 2_000, 20) != answer


def test_one_is_counted_at_a_time_and_what_nobody_asks_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.services.background_job.WALK_AWAY_SECONDS", 0.1)
    job, tiny = TradeJob(), load("tiny").everything
    plan = SlowPlan(tiny, "refuse:loan", ("loan", "refuse"), ())
    for seed in range(3):
        assert isinstance(job.ask(tiny, plan, seed, 100, 0), tuple)
    deadline = time.monotonic() + 20
    while (not plan.done or plan.running) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(plan.most) == {1}
    assert 0 < len(plan.done) < 1_000


def test_it_is_no_thread_of_the_page_and_too_little_memory_is_said(
    plan: TradeOffPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, tiny = TradeJob(), load("tiny").everything
    began = time.monotonic()
    assert isinstance(job.ask(tiny, plan, 9, 200_000, 0), tuple)
    assert time.monotonic() - began < 1
    assert any(thread.name == "background job" for thread in threading.enumerate())
    monkeypatch.setattr("dashboard.services.trade_job.free_memory", lambda: 1e6)
    with pytest.raises(LinkageError, match="GB of memory"):
        TradeJob().ask(tiny, plan, 1, 2_000, 20)
