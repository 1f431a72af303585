"""The verb `preflight`: whether all will work here, before a lecture; one line a check, each failure with its fix.

The pages are asked as a browser asks them: the real server is started on a free port of this machine, asked, and ended.
Nothing outside of this machine is asked. Knows the screen only by its addresses.
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
from linkage.errors import BadWorldError, LinkageError
from linkage.lessons import catalogue, lint
from linkage.lessons.lesson_file import read_lesson
from linkage.world.atomic_write import write_file
from linkage.world.storage import folders

Json = dict[str, Any]
ROOM_ON_DISK = 50_000_000
"""Bytes that should be free: exports are some kilobytes, the city's tables some megabytes."""

PATIENCE = 60.0
"""Seconds that the server may take to start, and each page to answer."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox", "msedge", "safari")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_FILES = re.compile(r'(?:src|href)="(/[^"]*)"')
_FOREIGN = re.compile(r'(?:src|href)="(?:https?:)?//')


class Check(NamedTuple):
    """One check: its name, whether all is well, what was found, and what to do if it isn't."""

    name: str
    well: bool
    found: str
    fix: str = ""

    @property
    def line(self) -> str:
        """The check in one line."""
        return f"{'ok  ' if self.well else 'FAIL'}  {self.name:<8} {self.found}" + (
            f" - {self.fix}" if self.fix else ""
        )


def preflight(a: Namespace) -> int:
    """Every check; 1 if one failed."""
    checks = [
        world(a.world),
        stories(a.world),
        lessons(a.world),
        port(a.port),
        browser(),
        disk(Path.cwd()),
        pages(a.world),
    ]
    if a.format == "json":
        json.dump([each._asdict() for each in checks], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        for each in checks:
            print(each.line)
        failed = sum(not each.well for each in checks)
        print(f"{failed} of {len(checks)} checks failed" if failed else "All is well.")
    return 0 if all(each.well for each in checks) else 1


def world(name: str) -> Check:
    """Whether the world loads, with no fault."""
    try:
        found = folders.load(name)
    except LinkageError as error:
        return Check("world", False, _first(error), f"'linkage check {name}' lists every fault")
    return Check("world", True, f"{found.title}: {len(found.links)} links, {len(found.rules)} rules")


def stories(name: str) -> Check:
    """Whether every story of the world can be told to its end."""
    try:
        found = folders.load(name)
        faults = unanswerable_stories(found)
        steps = 0 if faults else sum(len(ask(found, Question(story=each)).spread.steps) for each in found.stories)
    except LinkageError as error:
        return Check("stories", False, _first(error), f"'linkage check {name}' lists every fault")
    if faults:
        return Check("stories", False, str(faults[0]), "give that story more residents in stories.csv")
    return Check("stories", True, f"{len(found.stories)} stories play, {steps} steps")


def lessons(name: str) -> Check:
    """Whether the lessons of that world hold against it."""
    try:
        mine = [path for path in catalogue.paths().values() if read_lesson(path).world == Path(name).name]
    except BadWorldError as error:
        return Check("lessons", False, _first(error), "'linkage lesson check' lists every fault")
    faults = [fault for path in mine for fault in lint.check(path, lambda _: folders.load(name)).faults]
    if faults:
        return Check("lessons", False, str(faults[0]), "'linkage lesson check' lists every fault")
    return Check("lessons", True, f"{len(mine)} lessons hold" if mine else "no lesson is about this world")


def port(number: int) -> Check:
    """Whether the port is free on this machine."""
    with socket.socket(socket.AF_INET) as place:
        if os.name == "posix":
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind(("127.0.0.1", number))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return Check("port", False, f"{number}: {why}", "start with --port 0 for any free one")
    return Check("port", True, f"{number} is free")


def browser() -> Check:
    """Whether a browser can be found to open the page."""
    try:
        webbrowser.get()
        return Check("browser", True, "the system names one")
    except webbrowser.Error:
        pass
    known = [os.environ.get("CHROMIUM", ""), *_BROWSERS]
    found = next((path for each in known if each and (path := shutil.which(each))), "")
    if found:
        return Check("browser", True, f"{found} (open the address in it by hand)")
    return Check("browser", False, "none found", "install Chromium or Firefox, or open the address on another machine")


def disk(folder: Path) -> Check:
    """Whether exports can be written here, and there is room for them."""
    try:
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryDirectory(prefix=".linkage-", dir=folder) as place:
            write_file(Path(place) / "try.txt", "x" * 100_000)
    except (OSError, LinkageError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return Check("disk", False, f"{folder} can't be written: {why}", "start in a folder of your own")
    if free < ROOM_ON_DISK:
        return Check("disk", False, f"{free // 1_000_000} MB free in {folder}", "make room, or start on another disk")
    return Check("disk", True, f"{folder} can be written, {free // 1_000_000:,} MB free")


def pages(name: str) -> Check:
    """Whether a server of that world starts, every page and file of it comes, and none names another machine."""
    try:
        with served(name) as address:
            return _asked(lambda path, body=None: _get(address + path, body))
    except (OSError, ValueError, LinkageError) as error:
        return Check(
            "pages", False, str(error), "run 'linkage serve' and read what it says; set up again with 'make run'"
        )


def _asked(get: Callable[..., str]) -> Check:
    """Ask for the first page, its files, the presenter's window, and an answer of every page."""
    texts = {path: get(path) for path in ("/", "/presenter")}
    named = sorted({path.replace("&amp;", "&") for text in texts.values() for path in _FILES.findall(text)})
    for path in ("/_alive", "/_dash-layout", *named):
        get(path)
    foreign = [path for path, text in texts.items() if _FOREIGN.search(text)]
    if foreign:
        return Check("pages", False, f"{foreign[0]} names another machine", "it would not work without a network")
    bodies = [body for each in json.loads(get("/_dash-dependencies")) if (body := _callback(each))]
    for body in bodies:
        get("/_dash-update-component", body)
    return Check("pages", True, f"{len(bodies)} pages answer, {len(named)} files, nothing from outside")


def _callback(declared: Json) -> bytes | None:
    """What a browser sends to have one page answered; None for what is no page's answer."""
    inputs = declared["inputs"]
    if declared.get("clientside_function") or len(inputs) != 1 or not inputs[0]["id"].endswith("-asks"):
        return None
    outputs = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in _names(declared["output"])]
    asked = {
        "output": declared["output"],
        "outputs": outputs if declared["output"].startswith("..") else outputs[0],
        "inputs": [{**inputs[0], "value": "?residents=1000"}],
        "state": [{**each, "value": None} for each in declared.get("state", [])],
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return json.dumps(asked).encode()


def _names(output: str) -> list[str]:
    return output.strip(".").split("...")


def _get(address: str, body: bytes | None = None) -> str:
    """One answer; proxies are left out, since nothing leaves this machine."""
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - our own server's address
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
        return str(answer.read().decode("utf-8", "replace"))


@contextmanager
def served(name: str) -> Iterator[str]:
    """A server of that world in a process of its own, at any free port; its address without a slash at the end.

    Raises:
        LinkageError: it did not start; what it said.
    """
    command = [sys.executable, "-m", "linkage", "serve", name, "--port", "0", "--no-open"]
    here = str(Path(__file__).parents[2])  # this very copy, installed or not, wherever the command is given
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))}
    pipes: Json = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True, "env": env}
    started = subprocess.Popen(command, **pipes)  # noqa: S603
    with started as process:
        slow = threading.Timer(PATIENCE, process.kill)
        slow.start()
        try:
            yield _address(process)
        finally:
            slow.cancel()
            process.terminate()


def _address(process: Any) -> str:
    """The address that a server says when it is up."""
    said = ""
    for line in process.stderr or ():
        said += line
        if found := _ADDRESS.search(line):
            return found.group()
    raise LinkageError(f"The server did not start: {said.strip()[:300] or 'it said nothing'}")


def _first(error: LinkageError) -> str:
    return error.lines()[0] if isinstance(error, BadWorldError) else str(error)
