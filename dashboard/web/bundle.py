"""The scripts and style sheets as esbuild has bundled them (`dashboard/front`), and how such a file is served.

The bundle is committed, so that nobody needs node to use Linkage; `run.py lint` builds it again and compares.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from flask import Flask, Response, request

_BUNDLE_FOLDER = Path(__file__).parents[1] / "front" / "built"
_MIME_TYPES = {".css": "text/css", ".js": "text/javascript"}
_YEAR_SECONDS = 31_536_000


def read_bundle(name: str) -> bytes:
    """A file of the bundle."""
    return (_BUNDLE_FOLDER / name).read_bytes()


def versioned_path(path: str, content: bytes) -> str:
    """The path of a file with a hash of its content: it may be kept for a year, as other content has another path.

    >>> versioned_path("/linkage.js", b"")
    '/linkage.js?m=e3b0c44298fc'
    """
    return f"{path}?m={hashlib.sha256(content).hexdigest()[:12]}"


def serve(server: Flask, path: str, content: bytes) -> str:
    """Serve a file at a path; browsers keep a file that was requested by its versioned path, which is returned."""
    address = versioned_path(path, content)

    def file() -> Response:
        response = Response(content, mimetype=_MIME_TYPES[PurePosixPath(path).suffix])
        response.cache_control.max_age = _YEAR_SECONDS if request.full_path == address else 0
        return response

    server.add_url_rule(path, path, file)
    return address
