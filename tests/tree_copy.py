"""A copy of the tree that a test may change: its code, its worlds, and commands that run on them alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("linkage", "dashboard", "sample_data")


def copied_tree(tmp_path: Path) -> Path:
    """A copy of the tree's three packages, in a folder of its own."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What Python answers to these arguments in a copied tree, such as `run(tree, "-m", "linkage", "worlds")`."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
