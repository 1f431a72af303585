"""Labels that would run as code are shown as they are: every field of a world, in every view."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from linkage.world.model import World
from linkage.world.storage import folders
from tests.browser.conftest import served, watched
from tests.browser.test_stage import press

PAYLOADS = [
    "<img src=x onerror=document.title='run'>",
    "</script><script>document.title='run'</script>",
    "\"><svg onload=document.title='run'>",
    "']]><b>bold</b>&lt;i&gt;",
]
SPOILT = {
    "sources": ("title", "publisher"),
    "quotes": ("quote", "says", "caution"),
    "agencies": ("name",),
    "identifiers": ("name",),
    "databases": ("name",),
    "record_kinds": ("name",),
    "links": ("about",),
    "services": ("name", "instead"),
    "rules": ("about", "unit"),
    "readings": ("title",),
    "stories": ("title", "name", "sentence"),
}


def world_with_payload(world: World, payload: str) -> World:
    """The world with a payload in every text that somebody reads."""

    def change(row: Any, columns: tuple[str, ...]) -> Any:
        assert set(columns) <= {field.name for field in fields(row)}
        return replace(row, **{column: f"{getattr(row, column)}{payload}" for column in columns})

    tables = {
        name: {key: change(row, columns) for key, row in getattr(world, name).items()}
        for name, columns in SPOILT.items()
    }
    return replace(world, title=payload, question=payload, about=payload, **tables)


@pytest.mark.thorough
@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_a_world_full_of_markup_is_shown_as_text(window: Any, payload: str) -> None:
    with served(world_with_payload(folders.load("tiny"), payload)) as base, watched(window, base) as watch:
        for query in ("?story=wrong-person", "?story=court-fine", "?record=unpaid-phone-bill&drawing=accounts"):
            page = watch.open(query)
            press(page, "End")
            for part in page.locator("#picture-map .node .body").all():
                if part.is_visible():
                    part.click()
                    assert payload in page.locator("#about h2").inner_text()
            press(page, "Escape")
            assert payload in page.locator("#sentence").inner_text() or payload in page.title()
            assert not page.title().startswith("run")
            assert page.locator("#root img, .page img, .page script, .page b > b, [onload], [onerror]").count() == 0


def test_an_address_full_of_markup_is_answered_as_text(stage: Any) -> None:
    page = stage.open("?story=%3Cimg src=x onerror=alert(1)%3E&%3Cscript%3E=1")
    assert "<img src=x onerror=alert(1)>" in page.locator("#remark").inner_text()
    assert page.locator(".page img").count() == 0
