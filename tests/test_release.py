"""A release: the source and the wheel that is built from it, tried alone in an empty environment of each Python here.

`make release` runs this and keeps the two files in `dist`. It asks a package index, for the tools that release.lock
names and for what the wheel needs. Which Pythons were tried is printed; one that isn't here is skipped by name.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from linkage.version import tool_version
from tests.test_docs import blocks
from tests.test_packaging import BUILT

pytestmark = pytest.mark.prove

ROOT = Path(__file__).parent.parent
RELEASED = ("pyproject.toml", "README.md", "LICENSE", "linkage", "dashboard", "sample_data")
PYTHONS = ("3.11", "3.12", "3.13")
PROGRAMS = "Scripts" if os.name == "nt" else "bin"
QUIET = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


def run(*command: object, folder: Path | None = None) -> str:
    """What a program prints, in an environment that knows nothing of this folder; it must succeed."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*map(str, command)], cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def environment_of(python: str, folder: Path) -> Path:
    """A new environment's Python."""
    run(python, "-m", "venv", folder)
    return folder / PROGRAMS / ("python.exe" if os.name == "nt" else "python")


def python_named(version: str) -> str | None:
    """A Python of a version: on PATH, or one that pyenv keeps."""
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"), reverse=True)
    for python in filter(None, [sys.executable, shutil.which(f"python{version}"), *map(str, kept)]):
        asked = [python, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(asked, capture_output=True, encoding="utf-8", check=False)
        if answer.returncode == 0 and answer.stdout.strip() == version:
            return python
    return None


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with what builds and checks a release."""
    python = environment_of(sys.executable, tmp_path_factory.mktemp("tools"))
    run(python, *QUIET, "install", "--require-hashes", "-r", ROOT / "release.lock")
    return python


@pytest.fixture(scope="module")
def dist(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the source and of the wheel that was built from nothing but that source."""
    copy = tmp_path_factory.mktemp("copy")
    for each in RELEASED:
        path = ROOT / each
        shutil.copytree(path, copy / each, ignore=BUILT) if path.is_dir() else shutil.copy(path, copy)
    out = Path(os.environ.get("LINKAGE_DIST") or tmp_path_factory.mktemp("dist"))
    out.mkdir(exist_ok=True)
    for old in out.glob("linkage-*"):
        old.unlink()
    run(tools, "-m", "build", "--no-isolation", "--outdir", out, copy)
    return out


def files(dist: Path) -> tuple[Path, Path]:
    """The source and the wheel."""
    (source,), (wheel,) = dist.glob("linkage-*.tar.gz"), dist.glob("linkage-*.whl")
    return source, wheel


def test_the_index_would_take_both_files(tools: Path, dist: Path) -> None:
    told = run(tools, "-m", "twine", "check", "--strict", *files(dist))
    assert told.count("PASSED") == 2


def test_both_files_bear_the_version_that_the_changelog_begins_with(dist: Path) -> None:
    version = tool_version()
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "]
    assert headings[0].startswith(f"## {version} - ")
    assert [file.name for file in files(dist)] == [f"linkage-{version}.tar.gz", f"linkage-{version}-py3-none-any.whl"]


@pytest.fixture(scope="module", params=PYTHONS)
def installed(request: pytest.FixtureRequest, dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python of an empty environment into which the wheel alone was installed, with the versions of the lock."""
    python = python_named(request.param)
    if python is None:
        pytest.skip(f"there is no Python {request.param} here")
    folder = tmp_path_factory.mktemp("environment")
    constraints = folder / "constraints.txt"
    pins = [
        line.split(" \\")[0] for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if "==" in line
    ]
    constraints.write_text("\n".join(pins), encoding="utf-8")
    empty = environment_of(python, folder / "venv")
    run(empty, *QUIET, "install", "-c", constraints, files(dist)[1])
    yield empty
    shutil.rmtree(folder)


def test_the_wheel_alone_tells_its_version_shows_the_demo_makes_the_book_and_answers_python(
    installed: Path, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    command = installed.parent / ("linkage.exe" if os.name == "nt" else "linkage")
    assert run(command, "--version", folder=tmp_path).strip() == tool_version()
    run(command, "export", "beijing", "--to", "book", "-o", "beijing.html", folder=tmp_path)
    assert 1_000_000 < (tmp_path / "beijing.html").stat().st_size < 3_000_000
    for number, block in enumerate(blocks(ROOT / "docs" / "python.md", "python")):
        (tmp_path / f"{number}.py").write_text(block, encoding="utf-8")
        run(installed, tmp_path / f"{number}.py", folder=tmp_path)
    with subprocess.Popen(
        [command, "demo", "--port", "0", "--no-open"], cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8"
    ) as demo:
        try:
            assert demo.stderr is not None
            address = demo.stderr.readline().split("Linkage is at ")[1].split()[0]
            with urlopen(address, timeout=30) as answer:
                assert b"<title>" in answer.read()
        finally:
            demo.send_signal(signal.SIGTERM)
    record_count("Pythons that ran the wheel alone", **{run(installed, "--version").split()[1]: 1})
