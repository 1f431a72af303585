"""Hot reload: an author changes a world's folder while the page is open, and the page shows it by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard.app import create_app
from dashboard.hot_reload import HotReload
from linkage.world.storage import folders
from tests.browser.conftest import running, watched
from tests.browser.test_stage import SENTENCE

QUERY = "?story=court-fine&wave=1&theme=light"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of a world."""
    folders.new(tmp_path / "mine", "tiny")
    return tmp_path / "mine"


@pytest.fixture
def editions(folder: Path) -> HotReload:
    """The hot reload of that folder, which looks when the test says so."""
    return HotReload(folder, create_app, lambda line: None)


@pytest.fixture
def page(editions: HotReload, window: Any) -> Iterator[Any]:
    """The stage of that folder."""
    with running(editions) as address, watched(window, address) as watch:
        yield watch.open(QUERY)


def change_file(editions: HotReload, path: Path, old: str, new: str) -> None:
    """Change a file, and look twice, since a change counts once the folder stands still."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert any([editions.look(), editions.look()])


@pytest.mark.thorough
def test_an_open_page_shows_the_changed_world_by_itself_at_the_same_step(
    page: Any, editions: HotReload, folder: Path
) -> None:
    page.evaluate("window.before = true")
    change_file(editions, folder / "databases.csv", "Rail tickets", "Seats on trains")
    expect(page.locator("#picture-map svg").first).to_contain_text("Seats", timeout=10_000)
    assert page.evaluate("window.before") is None
    expect(page).to_have_url(re.compile("wave=1&theme=light$"))


@pytest.mark.thorough
def test_a_fault_is_said_in_a_banner_until_it_is_mended_and_the_world_before_stays(
    page: Any, editions: HotReload, folder: Path
) -> None:
    sentence = page.locator(SENTENCE).inner_text()
    page.evaluate("window.before = true")
    change_file(editions, folder / "links.csv", "defaulter-list,rail", "defaulter-lst,rail")
    expect(page.locator("#faulty")).to_contain_text("did you mean 'defaulter-list'?")
    expect(page.locator("#faulty")).to_contain_text("The folder has a fault")
    assert page.locator(SENTENCE).inner_text() == sentence
    change_file(editions, folder / "links.csv", "defaulter-lst,rail", "defaulter-list,rail")
    expect(page.locator("#faulty")).to_be_hidden()
    assert page.evaluate("window.before")
