"""What comes over the wire: bodies in pieces and packed ones, limits, slow senders, many requests at once, turns."""

from __future__ import annotations

import gzip
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.server import listen
from dashboard.web import wire
from dashboard.web.asker import ASKED_HERE
from dashboard.web.request_checks import CALLBACKS, LARGEST_BODY
from tests.bench import hostile_class

BODY = b'{"output":"nothing"}'
POST = f"POST {CALLBACKS} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n".encode()
OTHER_ADDRESS = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has 127.0.0.2 from the start")
ALIVE = b"GET /_alive HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@contextmanager
def running(application: Any) -> Iterator[int]:
    """A server of an application in a thread; its port."""
    server = listen(application, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(
            lambda: [channel.handle_close() for channel in list(server.active_channels.values())]
        )
        server.trigger.pull_trigger(server.close)
        thread.join(3)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the tiny world's app."""
    with running(create_app("tiny").server) as number:
        yield number


@contextmanager
def connection(port: int) -> Iterator[socket.socket]:
    """A plain connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as open_socket:
        yield open_socket


def answer(port: int, *parts: bytes) -> bytes:
    """What the server says to these bytes, until it has said a whole answer or closed."""
    with connection(port) as sender:
        try:
            for part in parts:
                sender.sendall(part)
        except OSError:
            pass  # it has refused already
        return read_answer(sender)


def read_answer(sender: socket.socket) -> bytes:
    """One answer as it comes."""
    said = b""
    try:
        while b"\r\n\r\n" not in said and (more := sender.recv(65_536)):
            said += more
        head, _, body = said.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length and (more := sender.recv(65_536)):
            body += more
        return head + b"\r\n\r\n" + body
    except OSError:
        return said


def in_pieces(body: bytes, size: int) -> bytes:
    """A body in pieces, as Transfer-Encoding: chunked has them."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_body_in_pieces_is_the_body(port: int, size: int) -> None:
    said = answer(port, POST + b"Transfer-Encoding: chunked\r\n\r\n", in_pieces(BODY, size))
    assert b" 400 " in said
    assert b"it names no known output" in said


def test_a_packed_body_is_refused_and_told_why(port: int) -> None:
    packed = gzip.compress(BODY)
    said = answer(port, POST + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed), packed)
    assert b" 415 " in said
    assert b"send it as it is" in said


@pytest.mark.parametrize("length", [LARGEST_BODY + 1, LARGEST_BODY + 2000, 10**12])
def test_a_body_that_says_that_it_is_too_large_is_too_large(port: int, length: int) -> None:
    sent = b" " * min(length, LARGEST_BODY + 2000)
    assert b" 413 " in answer(port, POST + b"Content-Length: %d\r\n\r\n" % length, sent)


@pytest.mark.parametrize("over", [1, 2000])
def test_a_body_in_pieces_that_grows_too_large_is_too_large(port: int, over: int) -> None:
    pieces = in_pieces(b" " * (LARGEST_BODY + over), 100_000)
    assert b" 413 " in answer(port, POST + b"Transfer-Encoding: chunked\r\n\r\n", pieces)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: five\r\n\r\n",
        b"Content-Length: 5, 6\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
)
def test_a_length_that_is_none_is_a_bad_request(port: int, head: bytes) -> None:
    assert b" 400 " in answer(port, POST + head)


def test_an_address_of_a_hundred_thousand_letters_is_too_long(port: int) -> None:
    said = answer(port, b"GET /?" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert b" 431 " in said


def test_of_many_requests_sent_at_once_only_the_first_is_answered(port: int) -> None:
    with connection(port) as sender:
        sender.sendall(ALIVE * 100)
        said = b""
        while more := sender.recv(65_536):
            said += more
    assert said.count(b"HTTP/1.1 200") <= 2  # the second may have begun before the others were seen
    assert said.count(b"HTTP/1.1") <= 3
    assert b"One request at a time" in said


def test_a_request_that_takes_too_long_to_come_in_ends_the_connection(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "EXCHANGE_SECONDS", 0.3)
    with connection(port) as slow, connection(port) as honest:
        closed = False
        for letter in POST:
            try:
                slow.sendall(bytes([letter]))
                time.sleep(0.05)
            except OSError:
                closed = True
                break
        assert closed
        for _ in range(2):  # a connection may rest between two requests for as long as it likes
            honest.sendall(ALIVE)
            assert b" 200 " in read_answer(honest)
            time.sleep(0.4)


@pytest.mark.parametrize("make", [*hostile_class.ATTACKS, *hostile_class.LONG_WORK], ids=lambda make: make.__name__)
def test_what_a_hostile_class_sends_is_answered_or_refused_and_the_server_goes_on(port: int, make: Any) -> None:
    rng = random.Random(1)
    for _ in range(4):
        said = answer(port, make(rng))
        assert said == b"" or said[9:12] in (b"200", b"400", b"401", b"404", b"413", b"415", b"431")
        assert b"Traceback" not in said
    assert b" 200 " in answer(port, ALIVE)


@OTHER_ADDRESS
def test_this_machine_is_answered_while_a_class_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["REMOTE_ADDR"] != "127.0.0.1":
            go_on.wait(20)
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with running(application) as port:
        class_of = [socket.socket() for _ in range(3 * wire.THREADS)]
        for student in class_of:
            student.bind(("127.0.0.2", 0))
            student.connect(("127.0.0.1", port))
            student.sendall(ALIVE)
        time.sleep(0.3)
        try:
            assert b" 200 " in answer(port, ALIVE)
        finally:
            go_on.set()
        for student in class_of:
            assert b" 200 " in read_answer(student)
            student.close()


@OTHER_ADDRESS
def test_each_request_says_whether_this_machine_asks() -> None:
    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        said = b"here" if ASKED_HERE.get() else b"else"
        start("200 OK", [("Content-Length", "4")])
        return [said]

    with running(application) as port:
        for _ in range(2 * wire.THREADS):  # the threads answer both in turn
            assert answer(port, ALIVE).endswith(b"here")
            with socket.socket() as student:
                student.bind(("127.0.0.2", 0))
                student.connect(("127.0.0.1", port))
                student.sendall(ALIVE)
                assert read_answer(student).endswith(b"else")


def test_tasks_of_this_machine_come_first_and_a_few_of_the_others_at_a_time() -> None:
    turns = wire.TwoQueues()
    others = [SimpleNamespace(is_own_machine=False) for _ in range(wire.FOR_CLASS + 1)]
    own = SimpleNamespace(is_own_machine=True)
    for task in (*others, own):
        turns.append(task)
    assert turns.popleft() is own
    begun = [turns.popleft() for _ in range(wire.FOR_CLASS)]
    assert begun == others[:-1]
    assert not turns
    turns.done(begun[0])
    assert turns.popleft() is others[-1]


@OTHER_ADDRESS
def test_a_few_connections_stay_free_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONNECTIONS", 12)
    monkeypatch.setattr(wire, "most_connections", lambda: 12)
    monkeypatch.setattr(wire, "RESERVED", 6)

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with running(application) as port:
        class_of = [socket.socket() for _ in range(20)]
        for student in class_of:
            student.bind(("127.0.0.2", 0))
            student.connect(("127.0.0.1", port))
        time.sleep(0.3)
        assert b" 200 " in answer(port, ALIVE)
        for student in class_of:
            student.close()
