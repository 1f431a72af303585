"""The version is said alike wherever it is asked for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import linkage
from linkage.cli.command_line import main
from linkage.version import tool_version

ROOT = Path(__file__).parent.parent.parent


def test_the_package_is_built_from_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "linkage.version.VERSION"
    assert f"## {tool_version()} - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_version_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == linkage.__version__ == tool_version()
    assert "__version__" in dir(linkage)
