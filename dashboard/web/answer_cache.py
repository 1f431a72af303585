"""Whole compressed answers that depend on the request alone, kept by cachetools: fixed files and most callbacks.

Files and callbacks are kept apart, so that no flood of made-up questions can push out what every visitor needs. A
file's key is one that the app itself names, never what a client has made up; every entry counts with its question and
its headers.

Flask-Compress has a cache, too, but it spares the compression alone: the answer is made again for each visitor. With
that one, 300 cold loads took 5.7 s of a processor and 7.5 s to the last; with this one 3.1 s and 5.0 s
(`tests/bench/README.md`). What cachetools doesn't have is here: which answers may be kept, and what another world ends.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import NamedTuple

from cachetools import LRUCache
from dash.fingerprint import check_fingerprint
from flask import Response, g, request
from werkzeug.datastructures import Headers

from dashboard.web.request_checks import CALLBACKS

_COMPONENT_FILES = "/_dash-component-suites/"
_FIRST_PAGE = ("/", "/_dash-layout", "/_dash-dependencies")
_MAX_QUESTION_BYTES = 10_000
"""Answers to longer questions aren't kept; an address has at most 8,000 characters."""
_MAX_FILE_BYTES = 32 * 1024 * 1024
_MAX_CALLBACK_BYTES = 16 * 1024 * 1024
_ENTRY_BYTES = 4_000
"""What an entry takes beside its question and its answer: its headers, mostly."""


class KeptAnswer(NamedTuple):
    """An answer as it was sent, and the question that it answers."""

    question: tuple[str, bytes]
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def size(self) -> int:
        """The memory that it takes, in bytes, roughly."""
        return len(self.question[1]) + len(self.content) + _ENTRY_BYTES


class AnswerCache:
    """A cache of whole compressed answers. Three hundred students who open one address are answered from it.

    Args:
        encodings: how answers may be compressed, the best first.
        files: the addresses of files that never change, each with the hash of its content.
        outputs: the callbacks, by their outputs. Their world never changes, or `forget` is called when it does.
    """

    def __init__(self, encodings: tuple[str, ...], files: Collection[str], outputs: Collection[str]) -> None:
        self._encodings, self._addresses, self._outputs = encodings, frozenset(files), frozenset(outputs)
        self._files = _bounded(_MAX_FILE_BYTES)
        self._callbacks = _bounded(_MAX_CALLBACK_BYTES)
        self._edition = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """The memory of all that is kept, in bytes, roughly."""
        return int(self._files.currsize + self._callbacks.currsize)

    def forget(self) -> None:
        """Empty the cache, as another world may answer now; answers that are being computed aren't stored."""
        with self._lock:
            self._files.clear()
            self._callbacks.clear()
            self._edition += 1

    def find(self) -> Response | None:
        """The answer to the present request, if it is in the cache."""
        g.edition = self._edition
        question = self._question()
        encoding = request.accept_encodings.best_match(self._encodings)
        if not question or not encoding:
            return None
        with self._lock:
            answer = self._kept().get((encoding, question))
        if answer is None:
            return None
        g.answered_again = True
        response = Response(answer.content, headers=Headers(answer.headers))
        response.make_conditional(request)
        return response

    def store(self, response: Response) -> Response:
        """Store an answer, if it may be stored; those that were used longest ago make room."""
        encoding = response.headers.get("Content-Encoding", "")
        if response.status_code != 200 or encoding not in self._encodings or g.get("answered_again"):
            return response
        question = self._question()
        if question and not response.is_streamed:
            answer = KeptAnswer((encoding, question), list(response.headers), response.get_data())
            with self._lock:
                kept = self._kept()
                if g.get("edition") == self._edition and answer.size <= kept.maxsize:
                    kept[answer.question] = answer
        return response

    def _kept(self) -> LRUCache[tuple[str, bytes], KeptAnswer]:
        return self._callbacks if request.path == CALLBACKS else self._files

    def _question(self) -> bytes:
        """What the present request asks, as a key; blank if its answer may not be stored."""
        if request.path == CALLBACKS:
            return self._callback() if request.method == "POST" else b""
        if request.method != "GET":
            return b""
        if request.path in _FIRST_PAGE:
            return request.path.encode()
        if request.path.startswith(_COMPONENT_FILES):  # Dash serves a file under any version, and by any query
            path, is_versioned = check_fingerprint(request.path)  # type: ignore[no-untyped-call]
            return f"{path} {is_versioned}".encode()
        return request.full_path.encode() if request.full_path in self._addresses else b""

    def _callback(self) -> bytes:
        if (request.content_length or 0) > _MAX_QUESTION_BYTES:
            return b""
        body = request.get_json(silent=True)
        is_kept_output = isinstance(body, dict) and body.get("output") in self._outputs
        return request.get_data() if is_kept_output else b""


def _bounded(most: int) -> LRUCache[tuple[str, bytes], KeptAnswer]:
    return LRUCache(most, getsizeof=lambda answer: answer.size)
