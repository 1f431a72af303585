"""The wheel, installed alone in a folder of its own, has all that the commands need; somebody makes a world with it."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
BUILT = shutil.ignore_patterns("__pycache__", "*.pyc", "node_modules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of this project, so that nothing is left behind here."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheels")
    kept = ["pyproject.toml", "README.md", "LICENSE", "linkage", "dashboard", "sample_data"]
    for each in kept:
        path = ROOT / each
        shutil.copytree(path, copy / each, ignore=BUILT) if path.is_dir() else shutil.copy(path, copy)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(out), str(copy))
    (made,) = out.glob("linkage-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--target", str(out / "site"), str(made))
    return made


def run(*command: str, folder: Path | None = None, site: Path | None = None) -> str:
    """What a program prints; it must succeed."""
    more = {"PYTHONPATH": str(site)} if site else {}
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def linkage(wheel: Path, folder: Path, *arguments: str) -> str:
    """A command of the installed wheel, in some other folder."""
    return run(sys.executable, "-m", "linkage", *arguments, folder=folder, site=wheel.parent / "site")


@pytest.mark.thorough
def test_the_wheel_holds_worlds_words_and_scripts_but_no_tests(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    built = "dashboard/front/built/linkage.js"
    plotly, pocket = "linkage/plots/plotly-cartesian.min.js", "linkage/book/built/book.js"
    widget = ("linkage/widget/built/live_map.js", "linkage/widget/built/live_map.css")
    tours = ("sample_data/tours/five-minutes.toml", "linkage/tours/tour_page.css")
    studies = ("sample_data/studies/one-removal-each.toml",)
    for wanted in (
        "sample_data/worlds/beijing/links.csv",
        "dashboard/words/en.toml",
        built,
        plotly,
        pocket,
        *widget,
        *tours,
        *studies,
    ):
        assert wanted in names
    assert not [each for each in names if each.startswith(("tests/", "handbook/", "docs/")) or each.endswith(".pyc")]
    assert not [
        each for each in names if each.startswith("dashboard/") and each.endswith(".js") and "/built/" not in each
    ]


def test_what_is_run_is_the_wheel_and_not_this_folder(wheel: Path, tmp_path: Path) -> None:
    where = run(
        sys.executable, "-c", "import linkage; print(linkage.__file__)", folder=tmp_path, site=wheel.parent / "site"
    )
    assert Path(where.strip()).is_relative_to(wheel.parent)


def table(rows: Sequence[Sequence[str]], dialect: str) -> bytes:
    """A table as a spreadsheet saves it."""
    text = io.StringIO()
    separator = {"semicolons": ";", "tabs": "\t"}.get(dialect, ",")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return (b"\xef\xbb\xbf" if dialect != "tabs" else b"") + text.getvalue().encode()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "dialect", ["semicolons", *(pytest.param(each, marks=pytest.mark.prove) for each in ("commas", "tabs"))]
)
def test_a_copied_world_is_changed_in_a_spreadsheet_checked_and_asked(
    wheel: Path, tmp_path: Path, dialect: str
) -> None:
    linkage(wheel, tmp_path, "new", "mine", "--from", "tiny")
    links = tmp_path / "mine" / "links.csv"
    head, *rows = csv.reader(io.StringIO(links.read_text(encoding="utf-8")))
    days = head.index("add_days")
    for row in rows:
        if row[0] == "defaulter-list-to-rail-tickets":
            row[days] = "17"
    links.write_bytes(table([head, *rows], dialect))
    assert "0 faults" in linkage(wheel, tmp_path, "check", "mine")
    told = linkage(wheel, tmp_path, "trace", "mine", "--story", "court-fine")
    before = linkage(wheel, tmp_path, "trace", "tiny", "--story", "court-fine")
    assert "day   17" in told
    assert "day   17" not in before


def test_a_number_with_a_comma_is_refused_with_its_place(wheel: Path, tmp_path: Path) -> None:
    linkage(wheel, tmp_path, "new", "mine", "--from", "tiny")
    links = tmp_path / "mine" / "links.csv"
    head, *rows = csv.reader(io.StringIO(links.read_text(encoding="utf-8")))
    rows[0][head.index("share")] = "0,5"
    links.write_bytes(table([head, *rows], "semicolons"))
    done = subprocess.run(
        [sys.executable, "-m", "linkage", "check", "mine"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel.parent / "site")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "links.csv, row 2, column share: found 0,5" in done.stdout + done.stderr


@pytest.mark.thorough
def test_the_installed_demo_serves_its_first_story(wheel: Path, tmp_path: Path) -> None:
    linkage(wheel, tmp_path, "new", "mine", "--from", "tiny")
    command = [sys.executable, "-m", "linkage", "demo", "mine", "--port", "0", "--no-open"]
    environment = {**os.environ, "PYTHONPATH": str(wheel.parent / "site")}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr is not None
            address = running.stderr.readline().split("Linkage is at ")[1].split()[0]
            for path in ("", "linkage.js", "linkage.css", "map.css"):
                with urlopen(address + path, timeout=20) as answer:
                    assert len(answer.read()) > 1_000
        finally:
            running.terminate()
