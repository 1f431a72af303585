"""The version of this program, as it is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def tool_version() -> str:
    """The installed version of this tool."""
    try:
        return version("linkage")
    except PackageNotFoundError:
        return "of no release"
