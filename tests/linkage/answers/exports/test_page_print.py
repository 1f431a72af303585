"""A page for paper as a file: a PDF by a browser that is there, else the HTML that prints so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from linkage.answers.exports import page_print
from linkage.errors import LinkageError, UsageError
from linkage.tours.tour_catalogue import load_tour
from linkage.tours.tour_file import parse_tour
from linkage.tours.tour_page import tour_page
from linkage.world.storage import folders
from tests.linkage.tours.test_tour_file import TOUR

load = cache(folders.load)


def page() -> str:
    return tour_page(parse_tour(TOUR, "talk.toml"), load)


def test_without_a_browser_the_page_is_written_beside_and_a_remark_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_print, "find_browser", lambda: "")
    path, remark = page_print.save_page(page, tmp_path / "talk.pdf")
    assert path == tmp_path / "talk.html"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "print this page" in remark


def test_html_is_written_where_html_is_asked_for(tmp_path: Path) -> None:
    path, remark = page_print.save_page(page, tmp_path / "talk.html")
    assert (path.name, remark) == ("talk.html", "")


def test_another_ending_or_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has to end in \.pdf or \.html"):
        page_print.save_page(page, tmp_path / "talk.docx")
    with pytest.raises(LinkageError, match="There is no folder"):
        page_print.save_page(page, tmp_path / "none" / "talk.pdf")


def test_a_browser_that_fails_is_told_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_print, "find_browser", lambda: str(tmp_path / "no-browser"))
    with pytest.raises(LinkageError, match="could not print the page"):
        page_print.save_page(page, tmp_path / "talk.pdf")
    assert not (tmp_path / "talk.pdf").exists()


@pytest.mark.thorough
@pytest.mark.browser
def test_a_pdf_has_a_page_for_each_stop_and_one_for_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chromium: str
) -> None:
    monkeypatch.setattr(page_print, "find_browser", lambda: chromium)
    path, _ = page_print.save_page(lambda: tour_page(load_tour("five-minutes"), load), tmp_path / "talk.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == len(load_tour("five-minutes").stops) + 1


def test_nothing_is_made_where_it_can_not_be_written(tmp_path: Path) -> None:
    made = []
    with pytest.raises(UsageError):
        page_print.save_page(lambda: made.append("page") or "", tmp_path / "train.docx")
    assert made == []
