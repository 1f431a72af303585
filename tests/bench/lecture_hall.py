"""A full lecture hall after its start: 240 click every few seconds, and each answer is the library's.

Without --all the clicking lasts 40 seconds instead of twenty minutes.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import time

from linkage.answers.spread_question import Question, ask
from linkage.world.storage.folders import load
from tests.bench.measure import Figure
from tests.bench.page_requests import CALLBACKS, WORLD, App, Server, lines, memory, running_server

CLICKERS = 240
PAUSE = (2.0, 5.0)
"""Seconds between two clicks of one student."""


def expected_steps(addresses: list[str]) -> dict[str, int]:
    """How many steps the library finds for each address."""
    world, steps = load(WORLD), {}
    for search in addresses:
        story, _, what_if = search.removeprefix("?story=").partition("&what-if=")
        steps[search] = len(ask(world, Question(story=story, what_if=what_if)).spread.steps)
    return steps


def addresses() -> list[str]:
    """What students click on: every story, as it is and under what-ifs."""
    world = load(WORLD)
    what_ifs = ["", "reading:everything", "drop:phone", "confirmed", *(f"cut:{link}" for link in list(world.links)[:8])]
    return [f"?story={s}{'&what-if=' * bool(w)}{w}" for s in world.everything.stories for w in what_ifs]


async def click(port: int, app: App, seconds: float, steps: dict[str, int]) -> list[float]:
    """Everybody clicks for some time: the seconds of every answer."""
    end, durations = time.perf_counter() + seconds, []

    async def student(number: int) -> None:
        rng = random.Random(number)
        async with lines(port, 1) as (line,):
            await asyncio.sleep(rng.uniform(0, PAUSE[1]))
            while time.perf_counter() < end:
                search = rng.choice(list(steps))
                start = time.perf_counter()
                answer = await line.ask(CALLBACKS, app.question(search))
                durations.append(time.perf_counter() - start)
                if number % 10 == 0:  # to read every answer would take the server's core
                    assert len(json.loads(answer)["response"]["show"]["data"]["steps"]) == steps[search], search
                await asyncio.sleep(rng.uniform(*PAUSE))

    await asyncio.gather(*(student(number) for number in range(CLICKERS)))
    return durations


async def measure(server: Server, seconds: float) -> list[Figure]:
    """Click, and compare the memory before and after."""
    app = App()
    await app.open(server.port)
    steps = expected_steps(addresses())
    await click(server.port, app, min(20.0, seconds / 2), steps)  # everything asked once: from here on memory stands
    before = memory(server.process)
    durations = await click(server.port, app, seconds, steps)
    growth = (memory(server.process) / before - 1) * 100 if before else 0.0
    ninety_five = statistics.quantiles(durations, n=20)[-1] * 1000
    return [
        Figure(
            f"{CLICKERS} clients clicking every 2-5 s for {seconds:.0f} s ({len(durations):,} answers, none wrong)",
            f"p95 {ninety_five:.0f} ms, worst {max(durations) * 1000:.0f} ms, memory {growth:+.1f} %",
            "p95 ≤ 150 ms, no error; < 5 %",
        ),
    ]


def figures() -> list[Figure]:
    """The line for the table."""
    with running_server() as server:
        return asyncio.run(measure(server, 1200.0 if os.environ.get("LINKAGE_BENCH_ALL") else 40.0))
