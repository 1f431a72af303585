"""A copy of the tree, for tests that add a row to a table of the code: the copy is changed and run, never the tree."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("linkage", "dashboard", "sample_data")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")


def copied_tree(folder: Path) -> Path:
    """A copy of what runs, in a folder of its own."""
    tree = folder / "tree"
    for part in PARTS:
        shutil.copytree(ROOT / part, tree / part, ignore=LEFT_OUT)
    return tree


def run(tree: Path, *arguments: str, code: int = 0) -> str:
    """What a Python of the copy prints: `run(tree, "-m", "linkage", "check", "tiny")`.

    Args:
        code: the exit code that is expected.
    """
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == code, f"{shlex.join(arguments)}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def insert(path: Path, text: str, *, before: str = "", after: str = "") -> None:
    """Put lines into a file of the copy: before or after the first line that holds a text."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next((number for number, line in enumerate(lines) if (before or after) in line), None)
    assert place is not None, f"{path} has no line with {before or after!r}"
    lines.insert(place + bool(after), text if text.endswith("\n") else f"{text}\n")
    path.write_text("".join(lines), encoding="utf-8")
