"""Preflight: each check sees what it is for, and every failure says what to do."""

from __future__ import annotations

import json
import socket
import webbrowser
from pathlib import Path

import pytest

from linkage.cli import preflight
from linkage.cli.command_line import main
from linkage.cli.preflight import Check


@pytest.mark.thorough
def test_all_is_well_with_a_bundled_world(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda: object())
    assert main(["preflight", "tiny", "--port", "0", "--format", "json"]) == 0
    checks = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert list(checks) == ["world", "stories", "lessons", "port", "browser", "disk", "pages"]
    assert all(each["well"] for each in checks.values())
    assert "7 pages answer" in checks["pages"]["found"]


def test_a_world_that_is_not_there_fails_with_its_fix() -> None:
    check = preflight.world("tinny")
    assert not check.well
    assert "did you mean 'tiny'" in check.found
    assert check.fix == "'linkage worlds' lists those that are bundled"


def test_what_needs_the_world_is_not_tried_where_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preflight", "tinny", "--port", "0"]) == 1
    said = capsys.readouterr().out
    assert said.count("tinny") == 1
    assert "stories" not in said


@pytest.mark.thorough
def test_a_server_that_does_not_start_says_why() -> None:
    check = preflight.pages("tinny")
    assert not check.well
    assert "did you mean 'tiny'" in check.found


def test_a_taken_port_is_seen_and_another_is_offered() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        check = preflight.port(taken.getsockname()[1])
    assert not check.well
    assert "--port 0" in check.fix
    assert not preflight.port(70_000).well
    assert preflight.port(0).well


def test_a_folder_that_can_not_be_written_is_seen(tmp_path: Path) -> None:
    assert preflight.disk(tmp_path).well
    assert list(tmp_path.iterdir()) == []
    check = preflight.disk(tmp_path / "not-there")
    assert not check.well
    assert check.fix


def test_a_full_disk_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "BYTES_FREE", 10**18)
    check = preflight.disk(tmp_path)
    assert not check.well
    assert "MB free" in check.found


def test_a_machine_without_a_browser_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def none() -> object:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    check = preflight.browser()
    assert not check.well
    assert "install" in check.fix


def test_a_page_that_names_another_machine_is_seen() -> None:
    check = preflight._check_pages(lambda path, body=None: '<script src="https://cdn.example/x.js"></script>')
    assert not check.well
    assert "names another machine" in check.found


def test_a_check_is_one_line() -> None:
    assert Check("port", True, "8050 is free").line == "ok    port     8050 is free"
    assert Check("port", False, "taken", "do this").line == "FAIL  port     taken - do this"
