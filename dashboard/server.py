"""The web server: one process on this machine, its address on stderr, a browser if one is wanted, a clean end.

It is waitress, because that is pure Python and one process has one memory; its usual limit of 100 connections, too few
for a class, is raised. This file knows no pages: `create_app` makes what is served.
"""

from __future__ import annotations

import gc
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
from dashboard.web import compression, request_checks, wire
from linkage.citywide.freed_memory import share_freed_memory
from linkage.errors import LinkageError, UsageError
from linkage.tours.tour_catalogue import bundled_tour
from linkage.world.model import World
from linkage.world.storage import folders

TURN_SECONDS = 0.001
"""How long one thread works before another gets its turn: a fifth of what Python takes, as a short answer to the
presenter would otherwise wait several times for the long ones beside it."""

ALL_ADDRESSES = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never bound to unless asked for
"""The hosts that stand for every address of this machine."""


def serve(
    world: World | str | Path,
    host: str = "127.0.0.1",
    port: int = 8050,
    open_browser: bool = True,
    code: str = "",
    frame_ancestors: str = "'self'",
    reload: bool = False,
    tour: str = "",
    tables: str | Path | None = None,
) -> int:
    """Serve a world until the process is ended.

    Args:
        world: a world, its folder, or a bundled world's name.
        host: the address to listen at; another than this machine's own opens the app to the network, for those who
            have the class code.
        port: the port, from 0 (any free one) to 65535.
        open_browser: whether to open a browser on the first page.
        code: the class code (blank: a new one).
        frame_ancestors: which sites may show the app in a frame, such as a course page.
        reload: watch the world's folder and show its changes; for its author, at this machine only.
        tour: the bundled guided talk on whose first stop the browser is opened (blank: on the first story).
        tables: somebody's own tables, whose people are asked about instead of invented ones.

    Returns:
        The exit code: 130 after Ctrl-C, 0 after SIGTERM.

    Raises:
        LinkageError: a world that can't be loaded, a port that is taken, a host that isn't this machine.
        UsageError: `reload` at a host that others can reach.
        TypeError: `reload` of a world that has no folder.
    """
    share_freed_memory()
    first_page = f"?tour={bundled_tour(tour).stem}" if tour else ""
    if reload and is_public(host):
        raise UsageError("--reload is for a world's author at this machine: leave --host away, or --reload.")
    make_app = partial(create_app, hosts=host_names(host), frame_ancestors=frame_ancestors, tables=tables)
    if reload and isinstance(world, World):
        raise TypeError("a world at hand has no folder that could be watched")
    hot_reload = (
        HotReload(folders.find(world), make_app, _print_line) if reload and not isinstance(world, World) else None
    )
    app = hot_reload.app if hot_reload else make_app(world)
    server = listen(hot_reload or app.server, host, port)
    port = int(server.effective_port)
    address = f"http://{_browser_host(host)}:{port}/"
    gate = AccessGate(code or new_code(), network_addresses(host, port)) if is_public(host) else None
    if gate:
        gate.install(app.server)
    for line in [*greeting(address, gate, first_page), *remarks_of(app)]:
        _print_line(line)
    if hot_reload:
        threading.Thread(target=hot_reload.watch, daemon=True).start()
    threading.Thread(target=warm_up, args=(app,), daemon=True).start()
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address + first_page,), daemon=True).start()
    sys.setswitchinterval(TURN_SECONDS)
    with end_on_signals() as exit_code:
        server.run()
    server.close()
    return exit_code()


def warm_up(app: LinkageApp) -> None:
    """Compute and compress the first page while the browser starts.

    The modules and worlds, which stay, leave the rounds of the garbage collector first: each round among them all
    would hold every answer up.
    """
    gc.collect()
    gc.freeze()
    stage_view(app.context, State())
    compression.warm(app.server)


def listen(application: Any, host: str, port: int) -> Any:
    """A waitress server of a WSGI application that listens at a port, and isn't running yet.

    Args:
        application: the WSGI application.
        host: an address of this machine.
        port: from 0 (any free one) to 65535.

    Raises:
        LinkageError: a port that is taken or forbidden, a host that isn't this machine.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full hall isn't worth a line a request
    threads = wire.PresenterFirst()
    server: Any = create_server(
        application,
        sockets=[bind_socket(host, port)],
        _dispatcher=threads,
        connection_limit=wire.most_connections(),
        asyncore_use_poll=True,
        backlog=1024,
        channel_timeout=60,
        max_request_header_size=64 * 1024,
        max_request_body_size=request_checks.LARGEST_BODY + 1024,
        inbuf_overflow=64 * 1024,  # what is larger waits on the disk, so that no slow sender or reader fills the memory
        outbuf_overflow=128 * 1024,
        outbuf_high_watermark=256 * 1024 * 1024,  # above it a thread would wait for a slow reader
        ident=None,
    )
    server.channel_class = wire.OneAtATime
    threads.set_thread_count(wire.THREADS)
    return server


def bind_socket(host: str, port: int) -> socket.socket:
    """A socket at an address of this machine.

    Raises:
        LinkageError: a port that is taken or forbidden, a host that isn't this machine.
        UsageError: a number that is no port's.
    """
    if not 0 <= port <= 65_535:
        raise UsageError(f"There is no port {port}: ports are 0 (any free one) to 65535.")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise LinkageError(_bind_fault(error, host, port)) from None
    return listener


def _bind_fault(error: OSError, host: str, port: int) -> str:
    """Why a socket could not be bound, and what to do."""
    if isinstance(error, PermissionError):
        return f"Port {port} may not be used without special rights. Try --port 8050, or --port 0 for any free one."
    if error.errno in _ADDRESS_IN_USE:
        return (
            f"Port {port} is taken, perhaps by an earlier start. Try --port {port + 1}, or --port 0 for any free one."
        )
    return f"'{host}' is no address of this machine. Leave --host away, or say --host 0.0.0.0 for the whole network."


_ADDRESS_IN_USE = frozenset({48, 98, 10013, 10048})
"""The error numbers of 'address in use' on macOS, Linux and Windows."""


def remarks_of(app: LinkageApp) -> list[str]:
    """What is said of somebody's own tables: what was left out, and what lacks."""
    own = app.context.worlds.own_tables
    return [f"remark: {remark}" for remark in own.remarks] if own is not None else []


def host_names(host: str) -> tuple[str, ...]:
    """The host names that requests to a server at that host may carry."""
    if host.lower() in request_checks.LOOPBACK:
        return request_checks.LOOPBACK
    machine = {socket.gethostname().lower(), *local_addresses()}
    return tuple(
        dict.fromkeys([*request_checks.LOOPBACK, *sorted(machine), *(() if host in ALL_ADDRESSES else (host.lower(),))])
    )


def local_addresses() -> list[str]:
    """This machine's own addresses in its network; no packet is sent to find them."""
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        addresses = set()
    return sorted(address for address in addresses if not address.startswith("127."))


def is_public(host: str) -> bool:
    """Whether others than this machine can reach a server there."""
    return host.lower() not in request_checks.LOOPBACK


def network_addresses(host: str, port: int) -> list[str]:
    """The addresses (URLs) at which others in the network reach a server at that host."""
    hosts = local_addresses() if host in ALL_ADDRESSES else [host]
    return [f"http://{f'[{name}]' if ':' in name else name}:{port}/" for name in hosts or [socket.gethostname()]]


def greeting(address: str, gate: AccessGate | None, first_page: str = "") -> list[str]:
    """The lines that are printed at the start; the first has the address of the first page, whoever opens it."""
    lines = [f"Linkage is at {address}{first_page}  (Ctrl-C ends it)"]
    if gate:
        lines.append(f"Warning: everybody in this network can reach it: {', '.join(gate.addresses)}")
        lines.append(f"They need the class code {gate.code}. To show it, with a QR code: {address.rstrip('/')}{BOARD}")
    return lines


def _print_line(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _browser_host(host: str) -> str:
    """How an address in this machine's browser names that host."""
    if host in ALL_ADDRESSES:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


@contextmanager
def end_on_signals() -> Iterator[Callable[[], int]]:
    """Turn Ctrl-C and SIGTERM into a clean end; yields a function that returns the exit code afterwards."""
    received: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return
    handlers = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: 130 if signal.SIGINT in received else 0
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
