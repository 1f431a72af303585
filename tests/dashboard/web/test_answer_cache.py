"""What is kept of the answers: what every visitor needs, within bounds that no made-up request moves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from dashboard.app import LinkageApp, create_app
from dashboard.web import compression
from dashboard.web.answer_cache import AnswerCache
from dashboard.web.request_checks import CALLBACKS

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def app() -> LinkageApp:
    """An app that has answered nothing yet."""
    return create_app("tiny")


def addresses(app: LinkageApp) -> list[str]:
    """The scripts and styles of the first page."""
    return re.findall(r'(?:src|href)="(/[^"]+)"', app.server.test_client().get("/").text)


def question(app: LinkageApp, search: str) -> dict[str, Any]:
    """The body of the stage's callback for an address."""
    declared = app.server.test_client().get("/_dash-dependencies").get_json()
    (page_input,) = next(callback["inputs"] for callback in declared if callback["output"] == "show.data")
    return {
        "output": "show.data",
        "outputs": {"id": "show", "property": "data"},
        "inputs": [{**page_input, "value": search}],
        "changedPropIds": [f"{page_input['id']}.{page_input['property']}"],
        "state": [],
    }


MADE_UP = [
    "/map.css?m={}",
    "/linkage.js?m={}",
    "/linkage.css?m=9&{}",
    "/?{}",
    "/_dash-layout?{}",
    "/_dash-component-suites/dash/deps/react@18.v{}m1.3.1.min.js",
    "/_dash-component-suites/dash/deps/react@18.v1m1.3.1.min.js?{}",
    "/_favicon.ico?v={}",
]


@pytest.mark.parametrize("address", MADE_UP)
def test_made_up_addresses_are_kept_once_at_most(app: LinkageApp, address: str) -> None:
    client = app.server.test_client()
    assert client.get(address.format("first"), headers=GZIP).status_code == 200
    size = app.answer_cache.size
    for number in range(50):
        client.get(address.format(f"{number}{'x' * 5_000}"), headers=GZIP)
    assert app.answer_cache.size == size


def test_no_flood_of_questions_pushes_out_the_files_or_passes_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.web.answer_cache._MAX_CALLBACK_BYTES", 200_000)
    app = create_app("tiny")
    client, files = app.server.test_client(), ("/", "/_dash-layout")
    kept = [client.get(path, headers=GZIP).data for path in files]
    of_files = app.answer_cache.size
    body = question(app, "")
    for number in range(60):
        body["inputs"][0]["value"] = f"?story=skipped-fare&junk={number}{'x' * 5_000}"
        assert client.post(CALLBACKS, json=body, headers=GZIP).status_code == 200
    full = app.answer_cache.size
    assert of_files + 150_000 < full <= of_files + 200_000
    assert [client.get(path, headers=GZIP).data for path in files] == kept
    assert app.answer_cache.size == full


def test_the_question_counts_as_well_as_its_answer(app: LinkageApp) -> None:
    client, sizes = app.server.test_client(), []
    for search in ("?story=skipped-fare", f"?story=skipped-fare&junk={'x' * 6_000}"):
        before = app.answer_cache.size
        client.post(CALLBACKS, json=question(app, search), headers=GZIP)
        sizes.append(app.answer_cache.size - before)
    assert sizes[1] > sizes[0] + 6_000


def test_a_question_longer_than_any_address_is_answered_and_not_kept(app: LinkageApp) -> None:
    client = app.server.test_client()
    answer = client.post(CALLBACKS, json=question(app, "?story=" + "x" * 20_000), headers=GZIP)
    assert answer.status_code == 200
    assert app.answer_cache.size == 0


def test_a_file_is_kept_for_a_year_under_its_own_version_and_under_no_other(app: LinkageApp) -> None:
    client = app.server.test_client()
    (script,) = (address for address in addresses(app) if address.startswith("/linkage.js"))
    for _ in range(2):
        assert client.get(script, headers=GZIP).headers["Cache-Control"] == "max-age=31536000"
        for other in ("/linkage.js", "/linkage.js?m=000000000000", script + "&x"):
            assert client.get(other, headers=GZIP).headers["Cache-Control"] == "max-age=0"


@pytest.mark.parametrize("accepted", ["gzip", "br", ""])
def test_a_browser_that_has_an_unversioned_file_gets_no_second_copy(app: LinkageApp, accepted: str) -> None:
    client, path = app.server.test_client(), "/_dash-component-suites/dash/deps/react@18.3.1.min.js"
    for _ in range(2):
        first = client.get(path, headers={"Accept-Encoding": accepted})
        again = client.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_one_encoding_is_never_sent_for_another(app: LinkageApp) -> None:
    client = app.server.test_client()
    sent = [client.get("/", headers={"Accept-Encoding": name}) for name in ("br", "gzip", "br", "gzip")]
    assert [answer.headers["Content-Encoding"] for answer in sent] == ["br", "gzip", "br", "gzip"]
    assert sent[0].data == sent[2].data != sent[1].data == sent[3].data


def test_another_world_empties_it(app: LinkageApp) -> None:
    app.server.test_client().get("/", headers=GZIP)
    assert app.answer_cache.size > 0
    app.answer_cache.forget()
    assert app.answer_cache.size == 0


def test_an_answer_that_another_world_overtook_is_not_kept() -> None:
    server, cache = Flask("test"), AnswerCache(compression.ENCODINGS, [], [])
    opens = [True]

    @server.get("/")
    def page() -> str:
        if opens and opens.pop():  # another world is opened while this one answers
            cache.forget()
        return "x" * 1000

    compression.install(server, cache)
    server.before_request(cache.find)
    sizes = []
    for _ in range(2):
        server.test_client().get("/", headers=GZIP)
        sizes.append(cache.size)
    assert sizes[0] == 0 < sizes[1]
