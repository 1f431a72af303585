"""What is compressed, for whom and how: with Flask's test client, without a browser."""

from __future__ import annotations

import gzip
import json
from typing import Any

import brotli
import pytest
from flask import Flask, Response

from dashboard.app import create_app
from dashboard.web.answer_cache import AnswerCache
from dashboard.web.compression import ENCODINGS, install, warm

UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture(scope="module")
def client() -> Any:
    """The tiny world's app."""
    return create_app("tiny").server.test_client()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("br;q=0.5, gzip", "gzip"), ("zstd, gzip", "gzip")],
)
def test_text_goes_compressed_to_those_who_can_read_it(client: Any, accepted: str, encoding: str) -> None:
    plain = client.get("/_dash-layout")
    for _ in range(2):  # the second answer is one that was kept
        compressed = client.get("/_dash-layout", headers={"Accept-Encoding": accepted})
        assert compressed.headers["Content-Encoding"] == encoding
        assert compressed.headers["Vary"] == "Accept-Encoding"
        assert json.loads(UNPACK[encoding](compressed.data)) == plain.get_json()


@pytest.mark.parametrize("accepted", [None, "", "identity", "deflate", "zstd"])
def test_who_reads_neither_gets_it_plain(client: Any, accepted: str | None) -> None:
    client.get("/", headers={"Accept-Encoding": "gzip"})
    answer = client.get("/", headers={} if accepted is None else {"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("length", "encoding"), [(599, None), (600, "gzip")])
def test_a_short_answer_is_not_worth_it(length: int, encoding: str | None) -> None:
    server = Flask("test")
    server.add_url_rule("/", view_func=lambda: "x" * length)
    install(server, AnswerCache(ENCODINGS, [], []))
    answer = server.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get("Content-Encoding") == encoding


@pytest.mark.parametrize(("kind", "encoding"), [("image/png", None), ("text/csv", "gzip"), ("image/svg+xml", "gzip")])
def test_text_is_compressed_and_a_packed_picture_is_not(kind: str, encoding: str | None) -> None:
    server = Flask("test")
    server.add_url_rule("/", view_func=lambda: Response(b"x" * 9_000, mimetype=kind))
    install(server, AnswerCache(ENCODINGS, [], []))
    answer = server.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get("Content-Encoding") == encoding


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/linkage.js"])
def test_a_head_request_gets_the_head_alone(client: Any, path: str) -> None:
    for _ in range(2):
        answer = client.head(path, headers={"Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.data) == (200, b"")
    assert gzip.decompress(client.get(path, headers={"Accept-Encoding": "gzip"}).data)


def test_the_first_page_is_compressed_before_anybody_asks() -> None:
    app = create_app("tiny")
    assert app.answer_cache.size == 0
    warm(app.server)
    warmed = app.answer_cache.size
    for path in ("/", *(address for address in _first_page(app) if address.startswith("/linkage."))):
        for encoding in ("gzip", "br"):
            app.server.test_client().get(path, headers={"Accept-Encoding": encoding})
    assert app.answer_cache.size == warmed > 200_000


def _first_page(app: Any) -> list[str]:
    page = app.server.test_client().get("/").text
    return [part.split('"')[0] for part in page.replace("href=", "src=").split('src="')[1:]]
