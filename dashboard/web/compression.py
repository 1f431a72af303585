"""What goes over the wire: everything that is text, compressed; the files that never change, only once.

Three hundred students open one link at once and the hall's network is the limit, so each script is compressed by the
first who asks and kept. gzip, because the standard library has it and every browser reads it.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

from dashboard.web.request_checks import CALLBACKS

_TEXT = re.compile(r"text/|application/(json|javascript)|image/svg")
_SUITES = "/_dash-component-suites/"
_ALIKE = ("/", "/_dash-layout", "/_dash-dependencies")
_LONGEST = 20_000
"""Longer questions aren't kept."""

_FIXED = (_SUITES, "/linkage.", "/map.css")
_KEPT = "/_favicon"
_SMALLEST = 600
_MOST_KEPT = 64 * 1024 * 1024
_YEAR = 31_536_000


class Compressed:
    """Files compressed before, by their path and what their content came to."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], bytes] = {}
        self._size = 0
        self._lock = threading.Lock()

    def of(self, path: str, content: bytes) -> bytes:
        """The file as it goes over the wire."""
        name = (path, hash(content))
        with self._lock:
            if name not in self._kept:
                small = gzip.compress(content, 9, mtime=0)
                if self._size + len(small) > _MOST_KEPT:
                    return small
                self._kept[name] = small
                self._size += len(small)
            return self._kept[name]


class AnswerCache:
    """Whole answers, packed, to questions that are always answered alike: fixed files, and callbacks that only their
    inputs decide. Three hundred who open the same address at once are answered out of here.

    Args:
        outputs: the callbacks, by their outputs. Their world never changes, or `forget` is called when it does.
    """

    def __init__(self, outputs: frozenset[str]) -> None:
        self._outputs = outputs
        self._kept: OrderedDict[bytes, tuple[list[tuple[str, str]], bytes]] = OrderedDict()
        self._size = 0
        self._edition = 0
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Another world may answer now: what was learnt is dropped, and what is being answered isn't learnt."""
        with self._lock:
            self._kept.clear()
            self._size = 0
            self._edition += 1

    def known(self) -> Response | None:
        """The answer to a question that was asked before."""
        name = self._name()
        g.edition = self._edition
        with self._lock:
            found = self._kept.get(name) if name else None
            if found is None:
                return None
            self._kept.move_to_end(name)
        g.answered_again = True
        return Response(found[1], headers=Headers(found[0]))

    def learn(self, response: Response) -> Response:
        """Keep an answer, if it is one of those; the oldest make room."""
        packed = response.status_code == 200 and response.headers.get("Content-Encoding") == "gzip"
        name = self._name() if packed and not g.get("answered_again") else b""
        if name:
            content = response.get_data()
            with self._lock:
                if name not in self._kept and g.get("edition") == self._edition:
                    self._kept[name] = (list(response.headers), content)
                    self._size += len(content)
                while self._size > _MOST_KEPT:
                    self._size -= len(self._kept.popitem(last=False)[1][1])
        return response

    def _name(self) -> bytes:
        """What a question is known by; blank if its answer isn't kept."""
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return b""
        if request.method == "GET" and request.path.startswith(_FIXED) and request.query_string:
            return request.full_path.encode()
        if request.method == "GET" and (request.path in _ALIKE or request.path.startswith(_SUITES)):
            return request.path.encode()
        if request.method != "POST" or request.path != CALLBACKS or (request.content_length or 0) > _LONGEST:
            return b""
        body = request.get_json(silent=True)
        asked = isinstance(body, dict) and body.get("output") in self._outputs
        return request.get_data() if asked else b""


def install(server: Flask, answers: AnswerCache) -> None:
    """Compress every answer that is worth it and was asked for so, and keep those that are always alike."""
    kept = Compressed()
    server.after_request(answers.learn)  # what is registered first comes last: it sees what was compressed

    def compress(response: Response) -> Response:
        if request.path.startswith(_KEPT) and response.status_code == 200:
            response.cache_control.no_cache = None
            response.cache_control.max_age = _YEAR if request.args else 0
        if not _worth_it(response):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < _SMALLEST:
            return response
        fixed = request.path.startswith(_FIXED)
        response.set_data(kept.of(request.path, content) if fixed else gzip.compress(content, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
        return response

    server.after_request(compress)


def _worth_it(response: Response) -> bool:
    return (
        response.status_code == 200
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and "Content-Encoding" not in response.headers
        and _TEXT.match(response.mimetype or "") is not None
    )


def warm(server: Flask) -> None:
    """Compress the first page's files now, so that nobody waits for it."""
    client = server.test_client()
    headers = {"Accept-Encoding": "gzip", "Host": "127.0.0.1"}
    page = gzip.decompress(client.get("/", headers=headers).data).decode()
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        client.get(path, headers=headers).close()
