"""Compression of every text answer, and caches for compressed files and for whole answers.

Three hundred students open one link at once and the hall's network is the limit, so each script is compressed at its
first request and kept. gzip, because the standard library has it and every browser reads it.
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
_COMPONENT_FILES = "/_dash-component-suites/"
_CONSTANT_PATHS = ("/", "/_dash-layout", "/_dash-dependencies")
_MAX_QUESTION_BYTES = 20_000
"""Answers to longer questions aren't kept."""

_FIXED_PATHS = (_COMPONENT_FILES, "/linkage.", "/map.css")
_FAVICON = "/_favicon"
_MIN_BYTES = 600
_MAX_CACHE_BYTES = 64 * 1024 * 1024
_YEAR_SECONDS = 31_536_000


class CompressedFiles:
    """A cache of compressed files, by their path and the hash of their content."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, int], bytes] = {}
        self._size = 0
        self._lock = threading.Lock()

    def of(self, path: str, content: bytes) -> bytes:
        """The compressed content of a file."""
        key = (path, hash(content))
        with self._lock:
            if key not in self._files:
                compressed = gzip.compress(content, 9, mtime=0)
                if self._size + len(compressed) > _MAX_CACHE_BYTES:
                    return compressed
                self._files[key] = compressed
                self._size += len(compressed)
            return self._files[key]


class AnswerCache:
    """A cache of whole compressed answers that depend on the request alone: fixed files and most callbacks.

    Three hundred students who open the same address at once are answered from this cache.

    Args:
        outputs: the callbacks, by their outputs. Their world never changes, or `forget` is called when it does.
    """

    def __init__(self, outputs: frozenset[str]) -> None:
        self._outputs = outputs
        self._answers: OrderedDict[bytes, tuple[list[tuple[str, str]], bytes]] = OrderedDict()
        self._size = 0
        self._edition = 0
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Empty the cache, as another world may answer now; answers that are being computed aren't stored."""
        with self._lock:
            self._answers.clear()
            self._size = 0
            self._edition += 1

    def find(self) -> Response | None:
        """The answer to the present request, if it is in the cache."""
        key = self._key()
        g.edition = self._edition
        with self._lock:
            answer = self._answers.get(key) if key else None
            if answer is None:
                return None
            self._answers.move_to_end(key)
        g.answered_again = True
        return Response(answer[1], headers=Headers(answer[0]))

    def store(self, response: Response) -> Response:
        """Store an answer, if it may be stored; the oldest ones make room."""
        is_compressed = response.status_code == 200 and response.headers.get("Content-Encoding") == "gzip"
        key = self._key() if is_compressed and not g.get("answered_again") else b""
        if key:
            content = response.get_data()
            with self._lock:
                if key not in self._answers and g.get("edition") == self._edition:
                    self._answers[key] = (list(response.headers), content)
                    self._size += len(content)
                while self._size > _MAX_CACHE_BYTES:
                    self._size -= len(self._answers.popitem(last=False)[1][1])
        return response

    def _key(self) -> bytes:
        """The cache key of the present request; blank if its answer may not be stored."""
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return b""
        if request.method == "GET" and request.path.startswith(_FIXED_PATHS) and request.query_string:
            return request.full_path.encode()
        if request.method == "GET" and (request.path in _CONSTANT_PATHS or request.path.startswith(_COMPONENT_FILES)):
            return request.path.encode()
        if request.method != "POST" or request.path != CALLBACKS or (request.content_length or 0) > _MAX_QUESTION_BYTES:
            return b""
        body = request.get_json(silent=True)
        is_cached_output = isinstance(body, dict) and body.get("output") in self._outputs
        return request.get_data() if is_cached_output else b""


def install(server: Flask, answers: AnswerCache) -> None:
    """Compress every answer that is large enough, for clients that accept gzip, and put the cache to work."""
    compressed_files = CompressedFiles()
    server.after_request(answers.store)  # what is registered first comes last: it sees what was compressed

    def compress(response: Response) -> Response:
        if request.path.startswith(_FAVICON) and response.status_code == 200:
            response.cache_control.no_cache = None
            response.cache_control.max_age = _YEAR_SECONDS if request.args else 0
        if not _is_compressible(response):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        if len(content) < _MIN_BYTES:
            return response
        is_fixed = request.path.startswith(_FIXED_PATHS)
        response.set_data(
            compressed_files.of(request.path, content) if is_fixed else gzip.compress(content, 6, mtime=0)
        )
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
        return response

    server.after_request(compress)


def _is_compressible(response: Response) -> bool:
    return (
        response.status_code == 200
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and "Content-Encoding" not in response.headers
        and _TEXT.match(response.mimetype or "") is not None
    )


def warm(server: Flask) -> None:
    """Compress the first page's files now, so that no visitor waits for it."""
    client = server.test_client()
    headers = {"Accept-Encoding": "gzip", "Host": "127.0.0.1"}
    page = gzip.decompress(client.get("/", headers=headers).data).decode()
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        client.get(path, headers=headers).close()
