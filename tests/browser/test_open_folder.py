"""Opening a folder as an author does: a broken one lists its faults with their lines, mended it opens; check again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.world.storage.folders import bundled_folder
from tests.browser.conftest import served, watched
from tests.browser.test_stage import press, texts
from tests.linkage.world.validation.test_check import change

TOLD = ".folder-told"


@pytest.mark.thorough
def test_an_author_mends_a_folder_opens_it_and_checks_it_again(window: Any, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundled_folder() / "tiny", tmp_path / "my-<b>town"))
    change(folder / "links.csv", ",rail-tickets,", ",rail-<i>tickts,")
    with served("tiny") as base, watched(window, base) as watch:
        page = watch.open("world")
        page.get_by_role("button", name="Open a folder").click()
        page.locator("#folder-path").fill(str(folder))
        press(page, "Enter")
        expect(page.locator(TOLD)).to_have_text("One fault: the folder isn't opened")
        expect(page.locator(TOLD)).to_be_focused()
        assert texts(page, ".faults-list dd") == ["rail-<i>tickts", "a database", "rail-tickets"]
        marked = page.locator(".raw td.raw-faulty")
        expect(marked).to_have_text("▶ faulty: rail-<i>tickts")
        assert page.locator(".raw i").count() == 0
        change(folder / "links.csv", "rail-<i>tickts", "rail-tickets")
        page.get_by_role("button", name="Check again").click()
        expect(page).to_have_url(re.compile(r"world=my-%3Cb%3Etown.*table=folder"))
        expect(page.locator(".folder-outcome")).to_contain_text("This world was opened from")
        change(folder / "agencies.csv", "Courts", "Tribunals")
        page.get_by_role("button", name="Check again").click()
        expect(page.locator("#world-list button", has_text="Agencies")).to_be_visible()
        page.get_by_role("button", name=re.compile("^Agencies")).click()
        expect(page.locator("#world-view")).to_contain_text("Tribunals")
        change(folder / "links.csv", ",rail-tickets,", ",rail-tickts,")
        page.get_by_role("button", name="Open a folder").click()
        page.get_by_role("button", name="Check again").click()
        expect(page.locator(".folder-outcome")).to_contain_text("The world as it was before is still shown.")
        page.locator(".faults-list .see").click()
        expect(page).to_have_url(re.compile("table=links&row=defaulter-list-to-rail-tickets"))


def test_a_path_is_mended_in_its_middle(window: Any) -> None:
    with served("tiny") as base, watched(window, base) as watch:
        page = watch.open("world?table=folder")
        field = page.locator("#folder-path")
        field.fill("/no/such/flder")
        for _ in range(4):
            press(page, "ArrowLeft")
        page.keyboard.type("-o")
        expect(field).to_have_value("/no/such/f-older")
        press(page, "Enter")
        expect(page.locator(TOLD)).to_be_focused()
        expect(field).to_have_value("/no/such/f-older")
