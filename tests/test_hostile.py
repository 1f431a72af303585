"""Spoilt worlds and spoilt requests by the thousand: a clear error or an answer, soon, and the server goes on.

Every case is drawn from its number alone, so that one that fails is run again by it. `make prove` tries 10,000 of
each sort, `make test` a hundredth.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from dashboard.app import create_app
from dashboard.state.view_state import FIELDS
from dashboard.web import request_checks
from linkage.answers.spread_question import Question, spread_everybody
from linkage.errors import LinkageError
from linkage.world.storage.folders import bundled_folder
from linkage.world.validation.check import check_files

NUMBERS = [100, pytest.param(10_000, marks=pytest.mark.prove)]
GENEROUS = 2.0  # seconds of a processor that any case may take
MEMORY = 200 * 1024  # KB that all of them together may take more
TINY = {path.name: path.read_bytes() for path in sorted((bundled_folder() / "tiny").iterdir())}
CELLS = [
    "", " ", "=1+1", "<img src=x onerror=alert(1)>", "\x00", "\u202e", "NaN", "inf", "-1", "1e999", "9" * 5_000, "0x10",
    "a" * 100_000, "national-id", "defaulter-list", "subscribers.national-id " * 50, "any", "never", "none", "reported",
    "\ud7ff\uffff", "失信", "../../etc/passwd", "%s%n", "{{7*7}}", "'; drop table records; --", "\r\n", '"', ";", "\t",
]  # fmt: skip
KEYS = [*FIELDS, "title", "text", "content", "filename", "answer", "again"]
PARTS = [*FIELDS, "stroy", "v", "__proto__", ""]
VALUES = [
    "tiny", "beijing", "court-fine", "unpaid-court-judgment", "R0000000042", "C0000001", "loan", "loan/refuse",
    "reading:press", "drop:phone", "cut:x,drop:phone", "correct:unpaid-court-judgment=30", "expire:*=-1", "add:a>b:c",
    "2", "-7", "1e9", "yes", "links", "defaulter-list", "one-record-many-doors", "0,1", "light", "best",
    "delay:x=0..9", "a" * 9_000, "%00", "\u202e", "",
]  # fmt: skip


# -- worlds


def spoilt_world(rng: Random) -> dict[str, bytes]:
    """The files of `tiny` with one to four of them spoilt: their bytes, their lines, their cells, or gone."""
    files = dict(TINY)
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(sorted(files))
        files[name] = rng.choice([_bytes, _lines, _cells, _cells, _cells, _encoding])(files[name], rng)
    for _ in range(rng.random() < 0.1):
        del files[rng.choice(sorted(files))]
    return files


def _bytes(content: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(content) + 1)
    noise = rng.randbytes(rng.randint(1, 30))
    return rng.choice([content[:place], content[:place] + noise + content[place:], content[:place] + noise, noise])


def _lines(content: bytes, rng: Random) -> bytes:
    lines = content.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(rng.choice([lines, lines[:one], lines[one:], [*lines, *lines[1:]], lines + [lines[one]] * 500]))


def _cells(content: bytes, rng: Random) -> bytes:
    lines = content.decode("utf-8", "replace").split("\n")
    place = rng.randrange(len(lines))
    cells = lines[place].split(",")
    cells[rng.randrange(len(cells))] = rng.choice([*CELLS, rng.choice(rng.choice(lines).split(","))])
    lines[place] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "replace")


def _encoding(content: bytes, rng: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return rng.choice(
        [
            b"\xef\xbb\xbf" + content,
            text.encode("utf-16"),
            text.encode("gb18030", "replace"),
            content.replace(b"\n", b"\r"),
            content.replace(b",", b";"),
            content.replace(b",", b"\t"),
            b"\x00" * 99 + content,
        ]
    )


def asked(files: dict[str, bytes]) -> str:
    """What becomes of a world: it has faults, or it is one and can be asked."""
    world, faults = check_files("spoilt", files)
    if world is None:
        assert faults
        assert all(str(fault) and fault.place.file for fault in faults)
        return "with_faults"
    with contextlib.suppress(LinkageError):
        spread_everybody(world, Question(residents=30))
    return "still_worlds"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_spoilt_world_has_faults_or_is_one(number: int, record_count: Callable[..., None]) -> None:
    record_count("spoilt worlds", **tried(number, lambda rng: asked(spoilt_world(rng))))


# -- requests


@pytest.fixture(scope="module")
def server() -> Any:
    """An app that tells its errors as it does to a browser."""
    app = create_app("tiny").server
    app.testing = False
    return app


def anything(rng: Random, deep: int = 0) -> Any:
    """Some JSON."""
    some: list[Callable[[], Any]] = [
        lambda: None,
        lambda: rng.random() < 0.5,
        lambda: rng.choice([0, -1, 2**70, 1e308, 0.1, 3]),
        lambda: rng.choice([*CELLS, *VALUES]),
        lambda: search(rng),
        lambda: [anything(rng, deep + 1) for _ in range(rng.randint(0, 3))],
        lambda: {rng.choice(KEYS): anything(rng, deep + 1) for _ in range(3)},
    ]  # fmt: skip
    return rng.choice(some[: 5 if deep > 3 else None])()


def search(rng: Random) -> str:
    """An address that says something, or nothing that means anything; of a city that is small."""
    parts = {rng.choice(PARTS): rng.choice(VALUES) for _ in range(rng.randint(0, 6))}
    return "?" + urlencode(parts | {"residents": "500"})


def body(callback: dict[str, Any], rng: Random) -> bytes:
    """A callback as a page would send it, with values that no page would; at times not even that."""
    parts = {
        part: [{"id": each["id"], "property": each["property"], "value": given(rng)} for each in callback[part]]
        for part in ("inputs", "state")
    }
    named = [each.rsplit(".", 1) for each in callback["output"].strip(".").split("...")]
    outputs = [{"id": id, "property": wanted} for id, wanted in named]
    whole: dict[str, Any] = {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        **parts,
        "changedPropIds": [f"{each['id']}.{each['property']}" for each in callback["inputs"]],
    }
    if rng.random() < 0.15:
        whole[rng.choice(sorted(whole))] = anything(rng)
    text = json.dumps(whole).encode()
    return _bytes(text, rng) if rng.random() < 0.1 else text


def given(rng: Random) -> Any:
    return search(rng) if rng.random() < 0.6 else anything(rng)


@pytest.mark.thorough
@pytest.mark.parametrize("number", NUMBERS)
def test_a_spoilt_request_is_answered_or_refused(server: Any, number: int, record_count: Callable[..., None]) -> None:
    client = server.test_client()
    declared = client.get("/_dash-dependencies").get_json()
    callbacks = [each for each in declared if each["output"] and not each["clientside_function"]]
    paths = sorted(rule.rule for rule in server.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments)
    assert len(callbacks) > 8

    def sent(rng: Random) -> str:
        if rng.random() < 0.2:
            path = rng.choice(paths)
            query = {rng.choice([*PARTS, "search", "picture"]): given(rng) for _ in range(3)}
            answer = client.get(path, query_string={key: str(value)[:4_000] for key, value in query.items()})
        else:
            of = {"data": body(rng.choice(callbacks), rng), "content_type": "application/json"}
            answer = client.post(request_checks.CALLBACKS, **of)
        assert answer.status_code < 500, answer.get_data()[:500]
        assert b"Traceback" not in answer.get_data()
        return f"answered_{answer.status_code}"

    record_count("spoilt requests", **tried(number, sent))
    assert client.get("/").status_code == 200


def tried(number: int, attempt: Callable[[Random], str]) -> Counter[str]:
    """How so many cases ended; none of them slow, all of them in little memory."""
    resource = pytest.importorskip("resource", reason="how much memory is used isn't known on this system")
    found: Counter[str] = Counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for case in range(number):
        begun = time.thread_time()
        try:
            found[attempt(Random(case))] += 1
        except BaseException as problem:
            problem.add_note(f"case {case}")
            raise
        assert time.thread_time() - begun < GENEROUS, f"case {case}"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY
    return found
