"""The server's refusals, headers, compression and cache: with Flask's test client, without a browser."""

from __future__ import annotations

import gc
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
from typing import Any
from urllib.request import urlopen

import pytest

from dashboard.app import create_app
from dashboard.classroom.access import AccessGate
from dashboard.server import greeting, host_names, listen, network_addresses, warm_up
from dashboard.web import request_checks
from linkage.errors import LinkageError, UsageError


@pytest.fixture(scope="module")
def client() -> Any:
    """The tiny world's app."""
    return create_app("tiny").server.test_client()


def first_callback_body(client: Any) -> dict[str, Any]:
    """The body of the callback that the stage sends when it opens."""
    callbacks = client.get("/_dash-dependencies").get_json()
    stage_callback = next(callback for callback in callbacks if callback["output"] == "show.data")
    (page_input,) = stage_callback["inputs"]
    return {
        "output": stage_callback["output"],
        "outputs": {"id": "show", "property": "data"},
        "inputs": [{**page_input, "value": ""}],
        "changedPropIds": [f"{page_input['id']}.{page_input['property']}"],
        "state": [],
    }


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8050", "localhost:1", "LOCALHOST:8050", "[::1]:8050", "[::1]"]
)
def test_it_answers_under_its_own_names(client: Any, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8050",
        "localhost.evil.com",
        "127.0.0.1.nip.io",
        "localhost.",
        "127.0.0.2",
        "[::2]:8050",
        "127.0.0.1@evil.example",
    ],
)
def test_any_other_name_is_misdirected_and_told_which_flag_allows_it(client: Any, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "--host" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://]["},
        {"Origin": "//"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:8050\u00ff"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_another_sites_page_may_not_post(client: Any, headers: dict[str, str]) -> None:
    assert client.post(request_checks.CALLBACKS, json={}, headers=headers).status_code == 403


def test_a_link_on_another_site_may_open_the_page(client: Any) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/?story=court-fine", headers=headers).status_code == 200
    assert client.get("/_dash-layout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", ["/", request_checks.CALLBACKS, "/_dash-layout"])
def test_a_body_over_three_megabytes_is_too_large(client: Any, path: str) -> None:
    answer = client.post(path, data=b"x" * (request_checks.LARGEST_BODY + 1), content_type="application/json")
    assert answer.status_code == 413


def test_a_body_that_is_no_json_is_unsupported(client: Any) -> None:
    assert client.post(request_checks.CALLBACKS, data="{}", content_type="text/plain").status_code == 415


MALFORMED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"17",
    b'"text"',
    b"{}",
    b'{"output": null}',
    b'{"output": {"a": 1}}',
    b'{"output": "nothing.children", "inputs": []}',
    b"\xff\xfe",
    b"[" * 5_000,
    b'{"output": ' + b"9" * 9_999 + b"}",
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_callback_is_a_bad_request_without_a_traceback(client: Any, body: bytes) -> None:
    answer = client.post(request_checks.CALLBACKS, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("inputs", []),
        ("inputs", None),
        ("inputs", [None]),
        ("inputs", [{"id": "url", "property": "href", "value": ""}]),
        ("inputs", [{"id": {"a": 1}, "property": "search"}]),
        ("outputs", None),
        ("outputs", 3),
        ("outputs", []),
        ("outputs", [{"id": "other", "property": "data"}]),
        ("state", [1]),
        ("changedPropIds", [1]),
        ("changedPropIds", "url.search"),
    ],
)
def test_a_callback_with_one_wrong_part_is_a_bad_request(client: Any, part: str, value: object) -> None:
    body = {**first_callback_body(client), part: value}
    assert client.post(request_checks.CALLBACKS, json=body).status_code == 400


def test_a_well_formed_callback_is_answered(client: Any) -> None:
    answer = client.post(request_checks.CALLBACKS, json=first_callback_body(client))
    assert answer.status_code == 200
    assert answer.get_json()["response"]["show"]["data"]["title"] == "An unpaid court judgment"


@pytest.mark.parametrize("search", [None, 17, [], {"a": 1}, "?story=" + "x" * 50_000, "?wave=-1&step=x", "?%00=%ff"])
def test_an_address_of_any_kind_is_answered(client: Any, search: object) -> None:
    body = first_callback_body(client)
    body["inputs"][0]["value"] = search
    answer = client.post(request_checks.CALLBACKS, json=body)
    assert answer.status_code == 200
    assert answer.get_json()["response"]["show"]["data"]["steps"]


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/dash/../../../../etc/passwd",
        "/_dash-component-suites/os/environ",
        "/_dash-component-suites/dash/deps/nothing.js",
        "/_dash-component-suites/dash/dash.py",
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/linkage.js/../../main.js",
        "/_mcp",
        "/mcp",
    ],
)
def test_nothing_is_read_outside_of_what_is_served(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 or b"create_app" not in answer.data
    assert b"root:" not in answer.data
    assert answer.status_code < 500


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_alive", "/map.css", "/linkage.js", "/no-such/file", "/why"])
def test_every_answer_carries_the_headers(client: Any, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "frame-ancestors 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_refusal_carries_the_headers_too(client: Any) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_may_frame_the_page_can_be_set() -> None:
    client = create_app("tiny", frame_ancestors="https://school.example").server.test_client()
    assert "frame-ancestors https://school.example" in client.get("/").headers["Content-Security-Policy"]


def test_only_loopback_names_are_known_unless_a_host_is_given() -> None:
    assert host_names("127.0.0.1") == request_checks.LOOPBACK
    assert "linkage.lan" in host_names("linkage.lan")
    assert "0.0.0.0" not in host_names("0.0.0.0")


def test_a_public_host_is_warned_about() -> None:
    assert len(greeting("http://127.0.0.1:1/", None)) == 1
    assert greeting("http://127.0.0.1:1/", None, "?tour=talk")[0].startswith(
        "Linkage is at http://127.0.0.1:1/?tour=talk "
    )
    _, warning, code = greeting("http://127.0.0.1:1/", AccessGate("KITES", network_addresses("192.0.2.7", 8050)))
    assert warning.startswith("Warning")
    assert "http://192.0.2.7:8050/" in warning
    assert "KITES" in code
    assert "http://127.0.0.1:1/_class" in code


def test_a_taken_port_is_answered_in_one_line() -> None:
    with socket.socket() as occupied_socket:
        occupied_socket.bind(("127.0.0.1", 0))
        occupied_socket.listen()
        port = occupied_socket.getsockname()[1]
        with pytest.raises(LinkageError, match=f"Port {port} is taken.*--port"):
            listen(create_app("tiny").server, "127.0.0.1", port)


def test_a_host_that_is_not_ours_is_answered_in_one_line() -> None:
    with pytest.raises(LinkageError, match="no address of this machine"):
        listen(create_app("tiny").server, "192.0.2.1", 0)


def test_there_is_no_port_70000() -> None:
    with pytest.raises(UsageError, match="There is no port 70000"):
        listen(create_app("tiny").server, "127.0.0.1", 70_000)


def test_port_0_takes_any_free_one() -> None:
    server = listen(create_app("tiny").server, "127.0.0.1", 0)
    assert int(server.effective_port) > 0
    server.close()
    server.task_dispatcher.shutdown()


@pytest.mark.parametrize(
    ("stop_signal", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)], ids=["ctrl-c", "terminated"]
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send to another process")
def test_the_command_says_its_address_serves_and_ends_cleanly(stop_signal: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "linkage", "serve", "tiny", "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            address = line.split("Linkage is at ")[1].split()[0]
            with urlopen(address, timeout=20) as answer:
                assert b"Linkage: Tiny" in answer.read()
            process.send_signal(stop_signal)
            assert process.wait(timeout=5) == code
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


# -- answers kept in memory

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def fresh_client() -> Any:
    """A client of an app that has answered nothing yet."""
    return create_app("tiny").server.test_client()


def test_what_is_asked_again_is_answered_alike_byte_by_byte(fresh_client: Any) -> None:
    body = first_callback_body(fresh_client)
    first, again = (fresh_client.post(request_checks.CALLBACKS, json=body, headers=GZIP) for _ in range(2))
    assert first.data == again.data
    assert dict(first.headers) == dict(again.headers)
    assert json.loads(gzip.decompress(again.data))["response"]["show"]["data"]["title"] == "An unpaid court judgment"


def test_another_question_gets_another_answer(fresh_client: Any) -> None:
    body = first_callback_body(fresh_client)
    titles = []
    for search in ("", "?story=skipped-fare", "", "?story=skipped-fare"):
        body["inputs"][0]["value"] = search
        answer = fresh_client.post(request_checks.CALLBACKS, json=body, headers=GZIP)
        titles.append(json.loads(gzip.decompress(answer.data))["response"]["show"]["data"]["title"])
    assert titles[0] == titles[2] != titles[1] == titles[3]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_who_may_not_ask_is_not_answered_from_memory(fresh_client: Any, headers: dict[str, str]) -> None:
    body = first_callback_body(fresh_client)
    assert fresh_client.post(request_checks.CALLBACKS, json=body, headers=GZIP).status_code == 200
    assert fresh_client.post(request_checks.CALLBACKS, json=body, headers={**GZIP, **headers}).status_code in (403, 421)


def test_nor_is_who_lacks_the_class_code() -> None:
    app = create_app("tiny")
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    client, body = app.server.test_client(), first_callback_body(app.server.test_client())
    assert client.post(request_checks.CALLBACKS, json=body, headers=GZIP).status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.55"}
    refusal = client.post(request_checks.CALLBACKS, json=body, headers=GZIP, environ_overrides=elsewhere)
    assert refusal.status_code == 401


def test_what_a_server_keeps_for_good_leaves_the_collector_s_rounds_once_it_is_warm() -> None:
    app = create_app("tiny")
    try:
        warm_up(app)
        assert gc.get_freeze_count() > len(gc.get_objects())
        assert app.server.test_client().get("/").status_code == 200
    finally:
        gc.unfreeze()
