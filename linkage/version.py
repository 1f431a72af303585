"""The version of this program: the package is built from this line, and every kept answer names it."""

from __future__ import annotations

VERSION = "1.0.0rc1"


def tool_version() -> str:
    """The version of this tool."""
    return VERSION
