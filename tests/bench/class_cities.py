"""Thirty students ask for seven whole cities at once, while the presenter tries what-ifs on the city that is shown.

The class asks from 127.0.0.2, the presenter from 127.0.0.1, as in `hostile_class`.
"""

from __future__ import annotations

import asyncio
import json
import time
from urllib.parse import urlencode

from linkage.world.storage.folders import load
from tests.bench.hostile_class import get, open_line
from tests.bench.lecture_hall import spread_of
from tests.bench.measure import Figure
from tests.bench.page_requests import WORLD, Line, Server, lines, running_server

STUDENTS = 30
CITIES = 7
POLL = 0.5
"""Seconds after which a page asks again for what isn't counted yet."""


def path_of(search: str) -> str:
    """Where the counts of an address are asked for."""
    return "/_city?" + urlencode({"search": search})


async def ask(port: int, path: str) -> str:
    """The status of an answer to the class."""
    read, write = await open_line(port)
    write.write(get(path))
    answer = await read.read()
    write.close()
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["status"])


async def wait_for(port: int, path: str) -> float:
    """A student asks until a city is counted: after how many seconds it is."""
    begun = time.perf_counter()
    while await ask(port, path) != "counted":
        await asyncio.sleep(POLL)
    return time.perf_counter() - begun


async def present(line: Line, done: asyncio.Event) -> list[float]:
    """The presenter tries one what-if after the other: how many seconds each takes to its numbers."""
    durations = []
    for link in list(load(WORLD).links):
        if done.is_set():
            break
        start = time.perf_counter()
        while json.loads(await line.ask(path_of(f"?what-if=cut:{link}")))["status"] != "counted":
            await asyncio.sleep(0.02)
        durations.append(time.perf_counter() - start)
        await asyncio.sleep(0.3)
    return durations


async def measure(server: Server) -> Figure:
    """The presenter's city is there; then all ask."""
    async with lines(server.port, 1) as (line,):
        while json.loads(await line.ask(path_of("")))["status"] != "counted":
            await asyncio.sleep(0.2)
        done = asyncio.Event()
        presenting = asyncio.create_task(present(line, done))
        cities = [path_of(f"?seed={2 + number % CITIES}") for number in range(STUDENTS)]
        waits = await asyncio.gather(*(wait_for(server.port, path) for path in cities))
        done.set()
        durations = await presenting
    return Figure(
        f"{STUDENTS} students asking for {CITIES} whole cities of 22,000,000 at once",
        f"first {min(waits):.1f} s, last {max(waits):.1f} s; the presenter's {len(durations)} what-ifs meanwhile "
        + spread_of(durations),
        "the presenter never waits; last ≤ 15 s",
    )


def figures() -> list[Figure]:
    """The line for the table."""
    with running_server() as server:
        return [asyncio.run(measure(server))]
