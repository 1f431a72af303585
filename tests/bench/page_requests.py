"""What a benchmark asks a running server over plain HTTP: connections that count their bytes, and what a page loads.

The load is made by this process at 127.0.0.1, so that it competes with the server for the same cores: figures are
upper bounds. It reads what a browser in a hall reads: over plain HTTP gzip, and nothing newer.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

WORLD = "beijing"
CALLBACKS = "/_dash-update-component"


class Line:
    """One connection of one browser: requests one after the other; `received` counts the bytes of their answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received = 0
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
            "Accept-Encoding: gzip, deflate",
            *([] if body is None else ["Content-Type: application/json", f"Content-Length: {len(sent)}"]),
        ]
        self._write.write("\r\n".join([*head, "", ""]).encode() + sent)
        await self._write.drain()
        top = (await self._read.readuntil(b"\r\n\r\n")).decode("latin-1")
        if not top.startswith(("HTTP/1.1 200", "HTTP/1.1 204")):
            raise AssertionError(f"{path}: {top.splitlines()[0]}")
        length = re.search(r"content-length: (\d+)", top, re.IGNORECASE)
        content = await self._read.readexactly(int(length[1])) if length else b""
        self.received += len(top) + len(content)
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


def memory(pid: int) -> float:
    """A process' memory in megabytes; 0 where the system doesn't say."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


def processor_seconds(pid: int) -> float:
    """How long a process has used a processor, in seconds; 0 where the system doesn't say."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A running server: its port and its process."""

    port: int
    process: int


@contextmanager
def running_server() -> Iterator[Server]:
    """A warm server of the world in a process of its own."""
    command = [sys.executable, "-m", "linkage", "serve", WORLD, "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            port = int(server.stderr.readline().split("http://127.0.0.1:")[1].split("/")[0])
            time.sleep(3)  # it warms up
            yield Server(port, server.pid)
        finally:
            server.terminate()
