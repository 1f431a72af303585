"""Serving: one process on this machine, an address on stderr, a browser if one is wanted, a clean end.

Waitress, because it is pure Python and one process has one memory; its limit of 100 connections would starve a class.
Knows no pages: `create_app` makes what is served.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from waitress.server import create_server

from dashboard.app import LinkageApp, create_app
from dashboard.classroom.access import BOARD, AccessGate, new_code
from dashboard.hot_reload import HotReload
from dashboard.pages.stage.stage_view import stage_view
from dashboard.state.view_state import State
from dashboard.web import compression, request_checks
from linkage.errors import LinkageError, UsageError
from linkage.world.model import World
from linkage.world.storage import folders

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never bound to unless asked for


def serve(
    world: World | str | Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    open_browser: bool = True,
    code: str = "",
    frame_ancestors: str = "'self'",
    reload: bool = False,
) -> int:
    """Serve a world until Ctrl-C (130) or the end of the process is asked for (0).

    Args:
        host: another than this machine's own opens it to the network, for those who have the class code.
        code: the class code (blank: a new one).
        frame_ancestors: which sites may show the app in a frame, such as a course page.
        reload: watch the world's folder and show what becomes of it; for its author, at this machine only.

    Raises:
        LinkageError: a world that can't be loaded, a port that is taken, a host that isn't this machine.
    """
    if reload and is_public(host):
        raise UsageError("--reload is for a world's author at this machine: leave --host away, or --reload.")
    make = partial(create_app, hosts=names(host), frame_ancestors=frame_ancestors)
    if reload and isinstance(world, World):
        raise TypeError("a world at hand has no folder that could be watched")
    editions = HotReload(folders.find(world), make, _say) if reload and not isinstance(world, World) else None
    app = editions.app if editions else make(world)
    server = listen(editions or app.server, host, port)
    port = int(server.effective_port)
    address = f"http://{_shown(host)}:{port}/"
    gate = AccessGate(code or new_code(), reached_at(host, port)) if is_public(host) else None
    if gate:
        gate.install(app.server)
    for line in greeting(address, gate):
        _say(line)
    if editions:
        threading.Thread(target=editions.watch, daemon=True).start()
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    with ended_by_signals() as how:
        server.run()
    server.close()
    return how()


def warm(app: LinkageApp) -> None:
    """Make the first page ready while the browser starts."""
    stage_view(app.context, State())
    compression.warm(app.server)


def listen(application: Any, host: str, port: int) -> Any:
    """A waitress server at a port (0: any free one), not yet running."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full hall isn't worth a line a request
    return create_server(
        application,
        sockets=[bound(host, port)],
        threads=8,
        connection_limit=2000,
        asyncore_use_poll=True,
        backlog=1024,
        channel_timeout=60,
        max_request_body_size=request_checks.LARGEST_BODY + 1024,
        ident=None,
    )


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address of this machine.

    Raises:
        LinkageError: a port that is taken or forbidden, a host that isn't this machine.
    """
    if not 0 <= port <= 65_535:
        raise UsageError(f"There is no port {port}: ports are 0 (any free one) to 65535.")
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((host, port))
    except OSError as problem:
        place.close()
        raise LinkageError(_why_not(problem, host, port)) from None
    return place


def _why_not(problem: OSError, host: str, port: int) -> str:
    if isinstance(problem, PermissionError):
        return f"Port {port} may not be used without special rights. Try --port 8050, or --port 0 for any free one."
    if problem.errno in _TAKEN:
        return (
            f"Port {port} is taken, perhaps by an earlier start. Try --port {port + 1}, or --port 0 for any free one."
        )
    return f"'{host}' is no address of this machine. Leave --host away, or say --host 0.0.0.0 for the whole network."


_TAKEN = frozenset({48, 98, 10013, 10048})
"""'Address in use' on macOS, Linux and Windows."""


def names(host: str) -> tuple[str, ...]:
    """The names by which a server at that host may be asked for."""
    if host.lower() in request_checks.LOOPBACK:
        return request_checks.LOOPBACK
    mine = {socket.gethostname().lower(), *local_addresses()}
    return tuple(
        dict.fromkeys([*request_checks.LOOPBACK, *sorted(mine), *(() if host in EVERYWHERE else (host.lower(),))])
    )


def local_addresses() -> list[str]:
    """This machine's own addresses in its network; no packet is sent to find them."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        found = set()
    return sorted(each for each in found if not each.startswith("127."))


def is_public(host: str) -> bool:
    """Whether others than this machine can reach a server there."""
    return host.lower() not in request_checks.LOOPBACK


def reached_at(host: str, port: int) -> list[str]:
    """Where others in the network reach a server at that host."""
    mine = local_addresses() if host in EVERYWHERE else [host]
    return [f"http://{f'[{each}]' if ':' in each else each}:{port}/" for each in mine or [socket.gethostname()]]


def greeting(address: str, gate: AccessGate | None) -> list[str]:
    """What is said at the start."""
    lines = [f"Linkage is at {address}  (Ctrl-C ends it)"]
    if gate:
        lines.append(f"Warning: everybody in this network can reach it: {', '.join(gate.addresses)}")
        lines.append(f"They need the class code {gate.code}. To show it, with a QR code: {address.rstrip('/')}{BOARD}")
    return lines


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _shown(host: str) -> str:
    if host in EVERYWHERE:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


@contextmanager
def ended_by_signals() -> Iterator[Callable[[], int]]:
    """Turn Ctrl-C and SIGTERM into a clean end; the value says the exit code."""
    received: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return
    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: 130 if signal.SIGINT in received else 0
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
