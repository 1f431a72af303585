"""Somebody drops two tables on the World page, takes a suggestion, and stands before a world of tokens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import served, watched


@pytest.mark.thorough
def test_two_tables_become_a_world(window: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.csv").write_text("email,tel\na@x,1-1\nb@x,1-2\nc@x,1-3\n")
    (tmp_path / "clinic.csv").write_text("E-Mail;mobile\nb@x;1-2\nc@x;1-3\n")
    with served("tiny") as base, watched(window, base) as watch:
        page = watch.open("world?table=folder")
        page.locator("#tables-files").set_input_files([tmp_path / "shop.csv", tmp_path / "clinic.csv"])
        found = page.locator("#tables-outcome")
        expect(found).to_contain_text("--identifier tel=shop.tel,clinic.mobile")
        page.locator("#tables-name").fill("Our town")
        page.locator("#tables-identifiers").fill("tel=shop.tel,clinic.mobile")
        page.locator("#tables-make").click()
        expect(page).to_have_url(re.compile(r"world=our-town.*table=folder"))
        expect(page.locator(".folder-outcome")).to_contain_text("This world was opened from")
        assert (tmp_path / "our-town" / "tables" / "shop.csv").exists()
