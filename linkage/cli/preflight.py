"""The verb `preflight`: checks before a lecture that all will work on this machine, and names the fix of each failure.

The pages are requested as a browser requests them: the real server is started on a free port, and ended afterwards.
No request leaves this machine. This file knows the screen only by its addresses.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
import webbrowser
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from linkage.answers.spread_question import Question, ask, unanswerable_stories
from linkage.errors import BadWorldError, LinkageError, UnknownNameError
from linkage.lessons import catalogue, lint
from linkage.lessons.lesson_file import read_lesson
from linkage.vocabulary import count_of
from linkage.world.atomic_write import write_file
from linkage.world.storage import folders

Json = dict[str, Any]
BYTES_FREE = 50_000_000
"""Bytes that should be free: exports are some kilobytes, the city's tables some megabytes."""

TIMEOUT = 60.0
"""Seconds that the server may take to start, and each page to answer."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge", "safari")
_SERVER_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_LINKED_FILE = re.compile(r'(?:src|href)="(/[^"]*)"')
_FOREIGN_FILE = re.compile(r'(?:src|href)="(?:https?:)?//')


class Check(NamedTuple):
    """The result of one check: its name, whether all is well, what was found, and what to do if it isn't."""

    name: str
    well: bool
    found: str
    fix: str = ""

    @property
    def line(self) -> str:
        """The result in one line."""
        return f"{'ok  ' if self.well else 'FAIL'}  {self.name:<8} {self.found}" + (
            f" - {self.fix}" if self.fix else ""
        )


def preflight(arguments: Namespace) -> int:
    """Run and print every check; the exit code is 1 where one failed."""
    machine = [port(arguments.port), browser(), disk(Path.cwd())]
    first, name = world(arguments.world), arguments.world
    checks = [first, stories(name), lessons(name), *machine, pages(name)] if first.well else [first, *machine]
    if arguments.format == "json":
        json.dump([check._asdict() for check in checks], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        for check in checks:
            print(check.line)
        failures = sum(not check.well for check in checks)
        print(f"{failures} of {len(checks)} checks failed" if failures else "All is well.")
    return 0 if all(check.well for check in checks) else 1


def world(name: str) -> Check:
    """Whether the world loads, with no fault."""
    try:
        loaded = folders.load(name)
    except UnknownNameError as error:
        return Check("world", False, _first_line(error), "'linkage worlds' lists those that are bundled")
    except LinkageError as error:
        return Check("world", False, _first_line(error), f"'linkage check {name}' lists every fault")
    size = f"{count_of(len(loaded.links), 'link')}, {count_of(len(loaded.rules), 'rule')}"
    return Check("world", True, f"{loaded.title}: {size}")


def stories(name: str) -> Check:
    """Whether every story of the world plays to its end."""
    try:
        loaded = folders.load(name)
        faults = unanswerable_stories(loaded)
        steps = 0 if faults else sum(len(ask(loaded, Question(story=story)).spread.steps) for story in loaded.stories)
    except LinkageError as error:
        return Check("stories", False, _first_line(error), f"'linkage check {name}' lists every fault")
    if faults:
        return Check("stories", False, str(faults[0]), "give that story more residents in stories.csv")
    played = count_of(len(loaded.stories), "story plays", "stories play")
    return Check("stories", True, f"{played}, {count_of(steps, 'step')}")


def lessons(name: str) -> Check:
    """Whether the lessons about that world have no fault."""
    try:
        paths = [path for path in catalogue.paths().values() if read_lesson(path).world == Path(name).name]
    except BadWorldError as error:
        return Check("lessons", False, _first_line(error), "'linkage lesson check' lists every fault")
    faults = [fault for path in paths for fault in lint.check(path, lambda _: folders.load(name)).faults]
    if faults:
        return Check("lessons", False, str(faults[0]), "'linkage lesson check' lists every fault")
    held = count_of(len(paths), "lesson holds", "lessons hold")
    return Check("lessons", True, held if paths else "no lesson is about this world")


def port(number: int) -> Check:
    """Whether the port is free on this machine."""
    with socket.socket(socket.AF_INET) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", number))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return Check("port", False, f"{number}: {reason}", "start with --port 0 for any free one")
    return Check("port", True, f"{number} is free")


def browser() -> Check:
    """Whether a browser can be found to open the page."""
    try:
        webbrowser.get()
        return Check("browser", True, "the system names one")
    except webbrowser.Error:
        pass
    programs = [os.environ.get("CHROMIUM", ""), *_BROWSERS]
    program = next((path for name in programs if name and (path := shutil.which(name))), "")
    if program:
        return Check("browser", True, f"{program} (open the address in it by hand)")
    return Check("browser", False, "none found", "install Chromium or Firefox, or open the address on another machine")


def disk(folder: Path) -> Check:
    """Whether exports can be written here, and there is room for them."""
    try:
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryDirectory(prefix=".linkage-", dir=folder) as temporary:
            write_file(Path(temporary) / "try.txt", "x" * 100_000)
    except (OSError, LinkageError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Check("disk", False, f"{folder} can't be written: {reason}", "start in a folder of your own")
    if free < BYTES_FREE:
        return Check("disk", False, f"{free // 1_000_000} MB free in {folder}", "make room, or start on another disk")
    return Check("disk", True, f"{folder} can be written, {free // 1_000_000:,} MB free")


def pages(name: str) -> Check:
    """Whether a server of that world starts and gives every page and file, and none of them names another machine."""
    try:
        with running_server(name) as address:
            return _check_pages(lambda path, body=None: _get(address + path, body))
    except (OSError, ValueError, LinkageError) as error:
        return Check(
            "pages", False, str(error), "run 'linkage serve' and read what it says; set up again with 'make run'"
        )


def _check_pages(get: Callable[..., str]) -> Check:
    """Get the first page, its files, the presenter's window, and an answer of every page.

    Args:
        get: gives the text at a path of the server; with a body it posts that.
    """
    texts = {path: get(path) for path in ("/", "/presenter")}
    linked = sorted({path.replace("&amp;", "&") for text in texts.values() for path in _LINKED_FILE.findall(text)})
    for path in ("/_alive", "/_dash-layout", *linked):
        get(path)
    foreign = [path for path, text in texts.items() if _FOREIGN_FILE.search(text)]
    if foreign:
        return Check("pages", False, f"{foreign[0]} names another machine", "it would not work without a network")
    bodies = [body for callback in json.loads(get("/_dash-dependencies")) if (body := _request_body(callback))]
    for body in bodies:
        get("/_dash-update-component", body)
    answered = count_of(len(bodies), "page answers", "pages answer")
    return Check("pages", True, f"{answered}, {count_of(len(linked), 'file')}, nothing from outside")


def _request_body(callback: Json) -> bytes | None:
    """What a browser posts to get one page's answer; None for a callback that answers for no page.

    Args:
        callback: one of the callbacks that Dash lists at `/_dash-dependencies`.
    """
    inputs = callback["inputs"]
    if callback.get("clientside_function") or len(inputs) != 1 or not inputs[0]["id"].endswith("-asks"):
        return None
    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in _output_names(callback["output"])
    ]
    request = {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": [{**inputs[0], "value": "?residents=1000"}],
        "state": [{**state, "value": None} for state in callback.get("state", [])],
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return json.dumps(request).encode()


def _output_names(output: str) -> list[str]:
    """The outputs of a callback, each `id.property`: Dash writes several as `..one...other..`."""
    return output.strip(".").split("...")


def _get(address: str, body: bytes | None = None) -> str:
    """The text at an address; proxies are left out, since nothing leaves this machine."""
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - our own server's address
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=TIMEOUT) as answer:
        return str(answer.read().decode("utf-8", "replace"))


@contextmanager
def running_server(name: str) -> Iterator[str]:
    """A server of that world in a process of its own, at any free port; yields its address, without a slash at the end.

    Raises:
        LinkageError: it did not start; the message holds what it printed.
    """
    command = [sys.executable, "-m", "linkage", "serve", name, "--port", "0", "--no-open"]
    tree = str(Path(__file__).parents[2])  # this very copy, installed or not, wherever the command is given
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [tree, os.environ.get("PYTHONPATH", "")]))}
    pipes: Json = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True, "env": env}
    server = subprocess.Popen(command, **pipes)  # noqa: S603
    with server as process:
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        try:
            yield _printed_address(process)
        finally:
            timer.cancel()
            process.terminate()


def _printed_address(process: Any) -> str:
    """The address that a server prints once it is up."""
    printed = ""
    for line in process.stderr or ():
        printed += line
        if match := _SERVER_ADDRESS.search(line):
            return match.group()
    raise LinkageError(f"The server did not start: {printed.strip()[:300] or 'it said nothing'}")


def _first_line(error: LinkageError) -> str:
    return error.lines()[0] if isinstance(error, BadWorldError) else str(error)
