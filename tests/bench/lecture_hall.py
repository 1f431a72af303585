"""A full lecture hall: 300 open the app at once, 240 click every few seconds, and each answer is the library's.

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
        """Close the connection."""
        if self._write is not None:
            self._write.close()


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[list[Line]]:
    """The connections of one browser."""
    connections = [Line(port) for _ in range(count)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


@dataclass
class App:
    """What a browser reads before its first question: the page's files, and how a callback is asked."""

    files: list[str] = field(default_factory=list)
    asks: dict[str, Any] = field(default_factory=dict)

    async def open(self, port: int) -> None:
        """Read the page's files, and the shape of its first question."""
        async with lines(port, 1) as (line,):
            page = (await line.ask("/")).decode()
            self.files = [address.replace("&amp;", "&") for address in re.findall(r'(?:src|href)="(/[^"]+)"', page)]
            declared = json.loads(await line.ask("/_dash-dependencies"))
        (callback,) = (entry for entry in declared if entry["output"] == "show.data")
        self.asks = {
            "output": callback["output"],
            "outputs": {"id": "show", "property": "data"},
            "inputs": callback["inputs"],
            "changedPropIds": [f"{callback['inputs'][0]['id']}.{callback['inputs'][0]['property']}"],
            "state": [],
        }

    def question(self, search: str) -> dict[str, Any]:
        """The callback of an address."""
        return {**self.asks, "inputs": [{**self.asks["inputs"][0], "value": search}]}


async def first_visit(port: int, app: App) -> float:
    """One student's first visit with six connections: seconds until the story is there."""
    start = time.perf_counter()
    async with lines(port, CONNECTIONS) as connections:
        await connections[0].ask("/")
        waiting = list(app.files)

        async def fetch(line: Line) -> None:
            while waiting:
                await line.ask(waiting.pop())

        await asyncio.gather(*(fetch(line) for line in connections))
        await asyncio.gather(connections[0].ask("/_dash-layout"), connections[1].ask("/_dash-dependencies"))
        answer = json.loads(await connections[0].ask(CALLBACKS, app.question("")))
        assert answer["response"]["show"]["data"]["steps"]
    return time.perf_counter() - start


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


def memory(pid: int) -> float:
    """A process' memory in megabytes; 0 where the system doesn't say."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


async def measure(port: int, pid: int, seconds: float) -> list[Figure]:
    """Open, click, and compare the memory before and after."""
    app = App()
    await app.open(port)
    visits = await asyncio.gather(*(first_visit(port, app) for _ in range(STUDENTS)))
    steps = expected_steps(addresses())
    await click(port, app, min(20.0, seconds / 2), steps)  # everything asked once: from here on memory stands
    before = memory(pid)
    durations = await click(port, app, seconds, steps)
    growth = (memory(pid) / before - 1) * 100 if before else 0.0
    ninety_five = statistics.quantiles(durations, n=20)[-1] * 1000
    return [
        Figure(
            f"{STUDENTS} cold loads at once, {CONNECTIONS} connections each",
            f"last {max(visits):.1f} s, median {statistics.median(visits):.1f} s, no error",
            "last ≤ 5 s, no error",
        ),
        Figure(
            f"{CLICKERS} clients clicking every 2-5 s for {seconds:.0f} s ({len(durations):,} answers, none wrong)",
            f"p95 {ninety_five:.0f} ms, worst {max(durations) * 1000:.0f} ms, memory {growth:+.1f} %",
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
            return asyncio.run(measure(port, server.pid, seconds))
        finally:
            server.terminate()
