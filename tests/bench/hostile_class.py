"""A class of which some wish the presenter ill: all at once that a pupil with a script may think of, while one clicks.

The class asks from 127.0.0.2, the presenter from 127.0.0.1, so that the server can tell them apart; where a system has
no such address, both ask from one, and the presenter's figure is that of one of the class.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode

from tests.bench.lecture_hall import addresses, new_addresses, spread_of
from tests.bench.measure import Figure
from tests.bench.page_requests import CALLBACKS, App, Server, lines, memory, running_server

CLASS_ADDRESS = ("127.0.0.2", 0)
SLOW = 300
"""Connections of those who send or read a byte now and then."""

ANSWERS: Counter[str] = Counter()
"""How the server has answered the class: how often with which status."""


async def open_line(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of the class."""
    with suppress(OSError):
        return await asyncio.open_connection("127.0.0.1", port, local_addr=CLASS_ADDRESS, limit=2**24)
    return await asyncio.open_connection("127.0.0.1", port, limit=2**24)


async def send(port: int, *parts: bytes) -> None:
    """Send a request of the class, read the answer to its end, and count its status."""
    read, write = await open_line(port)
    try:
        for part in parts:
            write.write(part)
            await write.drain()
        answer = await asyncio.wait_for(read.read(), 30)
        ANSWERS[answer[9:12].decode("latin-1") or "closed"] += 1
    except (TimeoutError, OSError) as error:
        ANSWERS[type(error).__name__] += 1
    finally:
        write.close()


def get(path: str) -> bytes:
    """A GET whose connection ends with its answer."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


def post(path: str, body: bytes, *more: str) -> bytes:
    """A POST whose connection ends with its answer."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Content-Type: application/json", *more]
    if not any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in more):
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode() + body


def junk(rng: random.Random) -> bytes:
    """A question that means nothing, made anew each time."""
    letters = f"{rng.getrandbits(64):x}" * rng.choice((1, 50, 400))
    return get("/_what-if?" + urlencode({"search": f"?story={letters}&what-if=cut:{letters}", "known": letters}))


def made_up_version(rng: random.Random) -> bytes:
    """A file under a version that nobody has named."""
    path = rng.choice(("/linkage.js", "/linkage.css", "/map.css"))
    return get(f"{path}?m={rng.getrandbits(64):x}" + "0" * rng.choice((0, 20_000)))


def huge_query(rng: random.Random) -> bytes:
    """An address that is longer than any."""
    return get(f"/?{rng.choice('abc') * rng.choice((30_000, 100_000, 300_000))}")


def vote(rng: random.Random) -> bytes:
    """A prediction of a browser that was made up."""
    body = b'{"lesson":"one-record","part":2,"choices":[%d]}' % rng.randrange(4)
    return post("/_class/predict", body, f"Cookie: linkage-visitor={rng.getrandbits(96):024x}.{'0' * 64}")


def other_city(rng: random.Random) -> bytes:
    """A count of a city that nobody else has asked for."""
    return get("/_city?" + urlencode({"search": f"?seed={rng.randrange(2, 10**6)}&residents=22000000"}))


def long_work(rng: random.Random) -> bytes:
    """A tab of the City page that takes seconds or minutes, of a city that nobody else has asked for."""
    tab = rng.choice(("best", "match", "trade", "range", "tornado", "seeds", "sweep", "link", "someone"))
    search = f"?seed={rng.randrange(2, 10**6)}&residents=1000000"
    return get(f"/_city/{tab}?" + urlencode({"search": search, "door": "flight/refuse"}))


def wrong_code(rng: random.Random) -> bytes:
    """A class code that isn't one."""
    return get(f"/_class?code={rng.getrandbits(32):X}")


def large_body(rng: random.Random) -> bytes:
    """A body over the limit, in pieces or whole; or one that is packed."""
    kind = rng.randrange(3)
    if kind == 0:
        return post(CALLBACKS, gzip.compress(b"x" * 2_000_000), "Content-Encoding: gzip")
    if kind == 1:
        pieces = (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 52
        return post(CALLBACKS, pieces + b"0\r\n\r\n", "Transfer-Encoding: chunked")
    return post(CALLBACKS, b" " * 3_200_000)


ATTACKS: dict[Callable[[random.Random], bytes], float] = {
    junk: 0.05,
    made_up_version: 0.05,
    huge_query: 0.2,
    vote: 0.02,
    other_city: 0.5,
    wrong_code: 0.02,
    large_body: 0.5,
}
"""Each attack, and how many seconds lie between two of one attacker's requests."""

LONG_WORK = {long_work: 0.05}
"""The same for what keeps the server at work."""


async def attack(port: int, make: Callable[[random.Random], bytes], pause: float, end: float) -> None:
    """One attacker sends one request after the other."""
    rng = random.Random(pause)
    while time.perf_counter() < end:
        await send(port, make(rng))
        await asyncio.sleep(pause)


async def send_slowly(port: int, end: float) -> None:
    """A request that comes a byte at a time and never ends."""
    with suppress(OSError):
        _, write = await open_line(port)
        write.write(post(CALLBACKS, b"", "Content-Length: 3000000"))
        while time.perf_counter() < end:
            write.write(b" " * 2_000)
            await write.drain()
            await asyncio.sleep(random.uniform(0.5, 2))
        write.close()


async def read_slowly(port: int, end: float) -> None:
    """Many requests sent at once by somebody who hardly reads the answers."""
    with suppress(OSError, asyncio.IncompleteReadError):
        read, write = await open_line(port)
        write.transport.pause_reading()
        write.write(b"GET /linkage.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100)
        while time.perf_counter() < end:
            await asyncio.sleep(1)
        write.close()
        del read


async def ask_new(port: int, app: App, fresh: Iterator[str], end: float) -> None:
    """A pupil who asks what nobody has asked before, as fast as it is answered."""
    while time.perf_counter() < end:
        await send(port, post(CALLBACKS, json.dumps(app.question(next(fresh))).encode()))


async def present(port: int, app: App, end: float) -> list[float]:
    """The presenter clicks every half second: how long each answer took."""
    durations, rng = [], random.Random(7)
    known = addresses()
    async with lines(port, 1) as (line,):
        while time.perf_counter() < end:
            start = time.perf_counter()
            await line.ask(CALLBACKS, app.question(rng.choice(known)))
            durations.append(time.perf_counter() - start)
            await asyncio.sleep(0.5)
    return durations


async def misbehave(port: int, seconds: float, attacks: dict[Callable[[random.Random], bytes], float]) -> None:
    """The whole class at once."""
    app, fresh, end = App(), new_addresses(), time.perf_counter() + seconds
    await app.open(port)
    slow = [(send_slowly if number % 2 else read_slowly)(port, end) for number in range(SLOW)]
    attackers = [attack(port, make, pause, end) for make, pause in attacks.items() for _ in range(2)]
    pupils = [ask_new(port, app, fresh, end) for _ in range(4)]
    await asyncio.gather(*slow, *attackers, *pupils)


async def measure(server: Server, seconds: float, also: str = "") -> Figure:
    """The presenter clicks while the class, in a process of its own, does what it likes, `also` in words."""
    app = App()
    await app.open(server.port)
    async with lines(server.port, 1) as (line,):
        for search in addresses():  # what a lecture has shown already
            await line.ask(CALLBACKS, app.question(search))
    before = highest = memory(server.process)

    async def watch() -> None:
        nonlocal highest
        while True:
            highest = max(highest, memory(server.process))
            await asyncio.sleep(0.5)

    command = [sys.executable, "-m", "tests.bench.hostile_class", str(server.port), str(seconds), also]
    the_class = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    watching = asyncio.create_task(watch())
    clicks = await present(server.port, app, time.perf_counter() + seconds)
    got = (await the_class.communicate())[0].decode().strip()
    watching.cancel()
    times = highest / before if before else 0.0
    return Figure(
        f"a hostile class{also} for {seconds:.0f} s while the presenter clicks ({len(clicks)} clicks; {got})",
        f"presenter {spread_of(clicks)}; memory {before:.0f} MB, {times:.2f}x at most; load {os.getloadavg()[0]:.1f}",
        "p95 ≤ 150 ms; ≤ 1.5x",
    )


def figures() -> list[Figure]:
    """The lines for the table."""
    seconds, rows = 120.0 if os.environ.get("LINKAGE_BENCH_ALL") else 40.0, []
    for also in ("", " that also asks for long work"):
        with running_server() as server:
            rows.append(asyncio.run(measure(server, seconds, also)))
    return rows


if __name__ == "__main__":
    asyncio.run(misbehave(int(sys.argv[1]), float(sys.argv[2]), {**ATTACKS, **(LONG_WORK if sys.argv[3] else {})}))
    print("the class got " + ", ".join(f"{count} {status}" for status, count in sorted(ANSWERS.items())))
