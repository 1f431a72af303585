"""Three hundred open the app at once, nothing cached: seconds to the story, bytes sent, and the server's memory.

Then somebody asks for files under made-up versions: what the server keeps of that.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from typing import NamedTuple

from tests.bench.measure import Figure
from tests.bench.page_requests import CALLBACKS, App, Line, Server, lines, memory, processor_seconds, running_server

STUDENTS, CONNECTIONS = 300, 6
MADE_UP, MADE_UP_BYTES = 2000, 60_000


class Visit(NamedTuple):
    """One first visit: how long it took, and how many bytes came."""

    seconds: float
    received: int


async def first_visit(port: int, app: App) -> Visit:
    """One student's first visit with six connections, until the story is there."""
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
        received = sum(line.received for line in connections)
    return Visit(time.perf_counter() - start, received)


async def ask_made_up(port: int) -> None:
    """One client asks for the same file, each time by another long version that nobody has named."""
    async with lines(port, 1) as (line,):
        for number in range(MADE_UP):
            await line.ask(f"/map.css?m={number:0{MADE_UP_BYTES}}")


async def measure(server: Server) -> list[Figure]:
    """All visits at once."""
    app = App()
    await app.open(server.port)
    before, begun = memory(server.process), processor_seconds(server.process)
    visits = await asyncio.gather(*(first_visit(server.port, app) for _ in range(STUDENTS)))
    after, used = memory(server.process), processor_seconds(server.process) - begun
    await ask_made_up(server.port)
    seconds = [visit.seconds for visit in visits]
    kilobytes = sum(visit.received for visit in visits) / len(visits) / 1000
    return [
        Figure(
            f"{STUDENTS} cold loads at once, {CONNECTIONS} connections each",
            f"last {max(seconds):.1f} s, median {statistics.median(seconds):.1f} s, no error; {kilobytes:.0f} KB each; "
            f"{used:.1f} s of a processor in the server, "
            f"{before:.0f} MB before, {after:.0f} MB after",
            "last ≤ 5 s, no error",
        ),
        Figure(
            f"{MADE_UP:,} requests for made-up versions of a style sheet",
            f"server {after:.0f} MB before, {memory(server.process):.0f} MB after",
            "no growth",
        ),
    ]


def figures() -> list[Figure]:
    """The lines for the table."""
    with running_server() as server:
        return asyncio.run(measure(server))
