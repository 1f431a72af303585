"""A full lecture hall after its start: 240 click every few seconds, some on what nobody has asked before.

Each answer is compared whole with the one worked out here, and the steps of that one with the library's.
Without --all the clicking lasts 40 seconds instead of minutes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from itertools import chain, combinations, zip_longest
from typing import NamedTuple

from dashboard.app import create_app
from dashboard.pages.stage.page import stage_answer
from dashboard.server import warm_up
from dashboard.services.app_context import AppContext
from linkage.answers.spread_question import Question, ask
from linkage.world.storage.folders import load
from tests.bench.measure import Figure
from tests.bench.page_requests import CALLBACKS, WORLD, App, Server, lines, memory, running_server

CLICKERS = 240
PAUSE = (2.0, 5.0)
"""Seconds between two clicks of one student."""

NEW_A_MINUTE = 96
"""Questions that nobody has asked before, of all clicks of a minute."""

NEW_WHAT_IFS = 160
QUARTERS = 4
"""How often the memory is read while they click: kept answers fill it up to their bound, and it should stand then."""


def addresses() -> list[str]:
    """What students click on: every story, as it is and under what-ifs."""
    world = load(WORLD)
    what_ifs = ["", "reading:everything", "drop:phone", "confirmed", *(f"cut:{link}" for link in list(world.links)[:8])]
    return [f"?story={s}{'&what-if=' * bool(w)}{w}" for s in world.everything.stories for w in what_ifs]


def new_addresses() -> Iterator[str]:
    """Addresses that are on no list: two links cut at once, story by story in turn."""
    world = load(WORLD).everything
    pairs = list(combinations(list(world.links), 2))
    random.Random(1).shuffle(pairs)
    of_stories = [[f"?story={s}&what-if=cut:{a},cut:{b}" for a, b in pairs] for s in world.stories]
    return (address for address in chain.from_iterable(zip_longest(*of_stories)) if address)


class Click(NamedTuple):
    """One click: what was asked, for how many seconds, and the hash of the answer."""

    search: str
    seconds: float
    digest: str


def digest(answer: bytes) -> str:
    """The hash of a whole answer."""
    return hashlib.sha256(answer).hexdigest()


async def click(port: int, app: App, seconds: float, known: list[str], fresh: Iterator[str]) -> list[Click]:
    """Everybody clicks for some time: what each click brought."""
    begun, clicks = time.perf_counter(), list[Click]()
    next_fresh = begun

    def question(rng: random.Random) -> str:
        """One of the known ones, but for those few a minute that nobody has asked before."""
        nonlocal next_fresh
        if time.perf_counter() < next_fresh:
            return rng.choice(known)
        next_fresh += 60 / NEW_A_MINUTE
        return next(fresh)

    async def student(number: int) -> None:
        rng = random.Random(number)
        async with lines(port, 1) as (line,):
            await asyncio.sleep(rng.uniform(0, PAUSE[1]))
            while time.perf_counter() < begun + seconds:
                search = question(rng)
                start = time.perf_counter()
                answer = await line.ask(CALLBACKS, app.question(search))
                clicks.append(Click(search, time.perf_counter() - start, digest(answer)))
                await asyncio.sleep(rng.uniform(*PAUSE))

    await asyncio.gather(*(student(number) for number in range(CLICKERS)))
    return clicks


def compare(app: App, clicks: list[Click]) -> None:
    """Compare each answer, whole, with the one worked out here, and that one's steps with the library's own."""
    world, client = load(WORLD), create_app(WORLD).server.test_client()
    expected: dict[str, str] = {}
    for search in dict.fromkeys(click.search for click in clicks):
        answer = client.post(CALLBACKS, json=app.question(search), headers={"Host": "127.0.0.1"}).data
        expected[search] = digest(answer)
        story, _, what_if = search.removeprefix("?story=").partition("&what-if=")
        steps = ask(world, Question(story=story, what_if=what_if)).spread.steps
        shown = json.loads(answer)["response"]["show"]["data"]["steps"]
        assert {step["id"] for step in shown} == {step.id for step in steps}, search
    wrong = {click.search for click in clicks if click.digest != expected[click.search]}
    assert not wrong, f"another answer than the library's: {sorted(wrong)[:3]}"


async def measure(server: Server, seconds: float) -> Figure:
    """Click, compare the answers, and the memory before and after."""
    app = App()
    await app.open(server.port)
    known, fresh = addresses(), new_addresses()
    await click(server.port, app, min(20.0, seconds / 2), known, fresh)  # everything known is asked once
    before, later = memory(server.process), list[float]()

    async def watch() -> None:
        for _ in range(QUARTERS):
            await asyncio.sleep(seconds / QUARTERS)
            later.append(memory(server.process))

    watching = asyncio.create_task(watch())
    clicks = await click(server.port, app, seconds, known, fresh)
    await watching
    growth = (later[-1] / before - 1) * 100 if before else 0.0
    compare(app, clicks)
    known_set = set(known)
    new = [click.seconds for click in clicks if click.search not in known_set]
    return Figure(
        f"{CLICKERS} clients clicking every 2-5 s for {seconds:.0f} s, {NEW_A_MINUTE} new questions a minute "
        f"({len(clicks):,} answers, {len(new)} new, each the library's)",
        f"{spread_of([click.seconds for click in clicks])}; new ones {spread_of(new)}; "
        f"memory {before:.0f} MB {growth:+.1f} %, by quarters {', '.join(f'{each:.0f}' for each in later)} MB; "
        f"load {os.getloadavg()[0]:.1f}",
        "p95 ≤ 300 ms, no error; < 5 %",
    )


def spread_of(durations: list[float]) -> str:
    """Median, 95 of 100, and worst, in milliseconds."""
    ninety_five = statistics.quantiles(durations, n=20)[-1]
    return f"p50 {statistics.median(durations) * 1000:.0f}, p95 {ninety_five * 1000:.0f}, " + (
        f"worst {max(durations) * 1000:.0f} ms"
    )


def processor_milliseconds(context: AppContext, search: str) -> float:
    """How long a processor works on the stage's answer to an address."""
    start = time.process_time()
    stage_answer(context, search)
    return (time.process_time() - start) * 1000


def first_and_new_questions() -> list[Figure]:
    """The first question of each story, and what-ifs that nobody asked before, worked out in process."""
    warm_up(create_app(WORLD))  # what a server does before anybody asks
    stories = list(load(WORLD).everything.stories)
    context = AppContext.serving(WORLD)
    firsts = [processor_milliseconds(context, f"?story={story}") for story in stories]
    news = [
        processor_milliseconds(context, search) for _, search in zip(range(NEW_WHAT_IFS), new_addresses(), strict=False)
    ]
    return [
        Figure(
            f"the first question of a story, server's processor time ({len(firsts)} stories)",
            f"{statistics.median(firsts):.0f} ms median, {max(firsts):.0f} ms worst",
            "≤ 60 ms",
        ),
        Figure(
            f"a new what-if on the stage, server's processor time ({len(news)} what-ifs, {len(stories)} stories)",
            f"{statistics.median(news):.1f} ms median, {max(news):.0f} ms worst",
            "≤ 12 ms",
        ),
    ]


def figures() -> list[Figure]:
    """The lines for the table; with --all five minutes, and twenty."""
    rows = first_and_new_questions()
    for seconds in (300.0, 1200.0) if os.environ.get("LINKAGE_BENCH_ALL") else (40.0,):
        with running_server() as server:
            rows.append(asyncio.run(measure(server, seconds)))
    return rows
