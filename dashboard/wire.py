"""What goes over the wire: everything that is text, compressed; the files that never change, only once.

Three hundred students open one link at once and the hall's network is the limit, so each script is compressed by the
first who asks and kept. gzip, because the standard library has it and every browser reads it.
"""

from __future__ import annotations

import gzip
import re
import threading

from flask import Flask, Response, request

_TEXT = re.compile(r"text/|application/(json|javascript)|image/svg")
_FIXED = ("/_dash-component-suites/", "/assets/", "/linkage.", "/map.css")
_KEPT = ("/assets/", "/_favicon")
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


def install(server: Flask) -> None:
    """Compress every answer that is worth it and was asked for so."""
    kept = Compressed()

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
