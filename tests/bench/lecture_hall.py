"""A hall full of people: 300 open the app at once, 240 click every few seconds, and each answer is the library's.

The load is made by this process over plain HTTP at 127.0.0.1, so that it competes with the server for the same cores:
figures are upper bounds. Without --all the clicking lasts 40 seconds instead of twenty minutes.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkage.answers.spread_question import Question, ask
from linkage.world.storage.folders import load
from tests.bench.measure import Figure

WORLD = "beijing"
STUDENTS, CONNECTIONS = 300, 6
CLICKERS = 240
PAUSE = (2.0, 5.0)
"""Seconds between two clicks of one student."""

CALLBACKS = "/_dash-update-component"


class Line:
    """One connection of one browser: requests one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._read: asyncio.StreamReader | None = None
        self._write: asyncio.StreamWriter | None = None

    async def ask(self, path: str, body: object = None) -> bytes:
        """What the server answers: the body, unpacked. Anything but 200 is an error."""
        if self._write is None:
            self._read, self._write = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._read is not None
        sent = b"" if body is None else json.dumps(body).encode()
        head = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Accept-Encoding: gzip",
            *([] if body is None else ["Content-Type: application/json", f"Content-Length: {len(sent)}"]),
        ]
        self._write.write("\r\n".join([*head, "", ""]).encode() + sent)
        await self._write.drain()
        top = (await self._read.readuntil(b"\r\n\r\n")).decode("latin-1")
        if not top.startswith(("HTTP/1.1 200", "HTTP/1.1 204")):
            raise AssertionError(f"{path}: {top.splitlines()[0]}")
        length = re.search(r"content-length: (\d+)", top, re.IGNORECASE)
        content = await self._read.readexactly(int(length[1])) if length else b""
        return gzip.decompress(content) if "content-encoding: gzip" in top.lower() else content

    def close(self) -> None:
        """Hang up."""
        if self._write is not None:
            self._write.close()


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[list[Line]]:
    """The connections of one browser."""
    made = [Line(port) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            each.close()


@dataclass
class App:
    """What a browser learns on its way in."""

    files: list[str] = field(default_factory=list)
    asks: dict[str, Any] = field(default_factory=dict)

    async def open(self, port: int) -> None:
        """Find out the page's files, and what its first question looks like."""
        async with lines(port, 1) as (line,):
            page = (await line.ask("/")).decode()
            self.files = [each.replace("&amp;", "&") for each in re.findall(r'(?:src|href)="(/[^"]+)"', page)]
            declared = json.loads(await line.ask("/_dash-dependencies"))
        (asked,) = (each for each in declared if each["output"] == "show.data")
        self.asks = {
            "output": asked["output"],
            "outputs": {"id": "show", "property": "data"},
            "inputs": asked["inputs"],
            "changedPropIds": [f"{asked['inputs'][0]['id']}.{asked['inputs'][0]['property']}"],
            "state": [],
        }

    def question(self, search: str) -> dict[str, Any]:
        """The callback of an address."""
        return {**self.asks, "inputs": [{**self.asks["inputs"][0], "value": search}]}


async def cold(port: int, app: App) -> float:
    """One student's first visit with six connections: seconds until the story is there."""
    begun = time.perf_counter()
    async with lines(port, CONNECTIONS) as mine:
        await mine[0].ask("/")
        waiting = list(app.files)

        async def fetch(line: Line) -> None:
            while waiting:
                await line.ask(waiting.pop())

        await asyncio.gather(*(fetch(line) for line in mine))
        await asyncio.gather(mine[0].ask("/_dash-layout"), mine[1].ask("/_dash-dependencies"))
        told = json.loads(await mine[0].ask(CALLBACKS, app.question("")))
        assert told["response"]["show"]["data"]["steps"]
    return time.perf_counter() - begun


def expected(addresses: list[str]) -> dict[str, int]:
    """How many steps the library finds for each address."""
    world, found = load(WORLD), {}
    for each in addresses:
        story, _, what_if = each.removeprefix("?story=").partition("&what-if=")
        found[each] = len(ask(world, Question(story=story, what_if=what_if)).spread.steps)
    return found


def addresses() -> list[str]:
    """What students click on: every story, as it is and under what-ifs."""
    world = load(WORLD)
    what_ifs = ["", "reading:everything", "drop:phone", "confirmed", *(f"cut:{link}" for link in list(world.links)[:8])]
    return [f"?story={s}{'&what-if=' * bool(w)}{w}" for s in world.everything.stories for w in what_ifs]


async def clicking(port: int, app: App, seconds: float, right: dict[str, int]) -> list[float]:
    """Everybody clicks for some time: seconds of every answer."""
    end, took = time.perf_counter() + seconds, []

    async def student(number: int) -> None:
        rng = random.Random(number)
        async with lines(port, 1) as (line,):
            await asyncio.sleep(rng.uniform(0, PAUSE[1]))
            while time.perf_counter() < end:
                search = rng.choice(list(right))
                begun = time.perf_counter()
                told = await line.ask(CALLBACKS, app.question(search))
                took.append(time.perf_counter() - begun)
                if number % 10 == 0:  # to read every answer would take the server's core
                    assert len(json.loads(told)["response"]["show"]["data"]["steps"]) == right[search], search
                await asyncio.sleep(rng.uniform(*PAUSE))

    await asyncio.gather(*(student(number) for number in range(CLICKERS)))
    return took


def memory(pid: int) -> float:
    """A process' memory in megabytes; 0 where the system doesn't say."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


async def race(port: int, pid: int, seconds: float) -> list[Figure]:
    """Open, click, and see what is left."""
    app = App()
    await app.open(port)
    arrived = await asyncio.gather(*(cold(port, app) for _ in range(STUDENTS)))
    right = expected(addresses())
    await clicking(port, app, min(20.0, seconds / 2), right)  # everything asked once: from here on memory stands
    before = memory(pid)
    took = await clicking(port, app, seconds, right)
    grown = (memory(pid) / before - 1) * 100 if before else 0.0
    ninety_five = statistics.quantiles(took, n=20)[-1] * 1000
    return [
        Figure(
            f"{STUDENTS} cold loads at once, {CONNECTIONS} connections each",
            f"last {max(arrived):.1f} s, median {statistics.median(arrived):.1f} s, no error",
            "last ≤ 5 s, no error",
        ),
        Figure(
            f"{CLICKERS} clients clicking every 2-5 s for {seconds:.0f} s ({len(took):,} answers, none wrong)",
            f"p95 {ninety_five:.0f} ms, worst {max(took) * 1000:.0f} ms, memory {grown:+.1f} %",
            "p95 ≤ 150 ms, no error; < 5 %",
        ),
    ]


def figures() -> list[Figure]:
    """The lines for the table."""
    seconds = 1200.0 if os.environ.get("LINKAGE_BENCH_ALL") else 40.0
    command = [sys.executable, "-m", "linkage", "serve", WORLD, "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            port = int(server.stderr.readline().split("http://127.0.0.1:")[1].split("/")[0])
            time.sleep(3)  # it warms up
            return asyncio.run(race(port, server.pid, seconds))
        finally:
            server.terminate()
