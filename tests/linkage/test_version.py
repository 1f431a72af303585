"""The version is said alike wherever it is asked for."""

from __future__ import annotations

import pytest

import linkage
from linkage.cli.command_line import main
from linkage.version import tool_version


def test_the_version_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == linkage.__version__ == tool_version()
    assert "__version__" in dir(linkage)
