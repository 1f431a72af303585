"""The live map as a saved page shows it: a picture in the page, every step, and nothing that runs or is requested."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest

import linkage
from linkage.drawing.markup import escape
from linkage.widget.static_map import static_map
from linkage.world.storage import folders


def test_it_has_the_map_under_the_what_if_and_every_step() -> None:
    live = linkage.trace("tiny", "court-fine").live_map("cut:defaulter-list-to-rail-tickets")
    html = live._repr_html_()
    assert live.after is not None
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert image
    assert base64.b64decode(image[1]).decode() == linkage.draw(live.after).text
    assert html.count("<li>") == len(live.after.steps)
    assert "High-speed rail and Package tour are open again." in html


def test_it_says_what_was_typed_wrongly() -> None:
    live = linkage.trace("tiny", "court-fine").live_map()
    live.type_what_if("drop:fone")
    assert "Did you mean &#39;phone&#39;?" in live._repr_html_()


@pytest.mark.parametrize("payload", ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", '"><svg>'])
def test_texts_of_a_world_stay_texts(payload: str) -> None:
    tiny = folders.load("tiny")
    databases = {id: replace(row, name=f"{row.name}{payload}") for id, row in tiny.databases.items()}
    live = linkage.trace(replace(tiny, title=payload, databases=databases), "court-fine").live_map("drop:phone")
    live.type_what_if(payload)
    page = static_map(live.shown, live.reply["change"], live.fault)
    assert escape(payload) in page
    assert payload not in page
    assert set(re.findall(r"<(\w+)", page)) == {"div", "h4", "img", "p", "ol", "li", "small", "br"}
