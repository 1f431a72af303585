"""What the widget and Python tell each other, as a notebook's page would: by the widget's fields."""

from __future__ import annotations

import pytest

import linkage
from linkage.api.notebook import Trace
from linkage.widget.live_map import LiveMap


@pytest.fixture
def live() -> LiveMap[Trace]:
    return linkage.trace("tiny", "court-fine").live_map()


def test_python_hears_of_a_step_on_the_page(live: LiveMap[Trace]) -> None:
    live.widget.set_state({"position": 3})
    assert live.position == 3
    live.widget.set_state({"position": 99})
    assert (live.position, live.widget.position) == (7, 7)


def test_the_page_hears_of_a_step_in_python(live: LiveMap[Trace]) -> None:
    view = live.widget
    live.position = 2
    assert view.position == 2


def test_what_is_typed_is_answered_with_what_opens(live: LiveMap[Trace]) -> None:
    view = live.widget
    view.set_state({"typed": "cut:defaulter-list-to-rail-tickets"})
    assert view.reply["text"] == "cut:defaulter-list-to-rail-tickets"
    assert [name for _, name in view.reply["change"]["opened"]] == ["High-speed rail", "Package tour"]
    assert (view.side, view.position) == ("after", len(live.shown.steps))
    view.set_state({"side": "before", "position": 7})
    assert (live.side, live.position) == ("before", 7)


def test_what_is_typed_with_a_slip_is_answered_with_the_nearest_name(live: LiveMap[Trace]) -> None:
    view = live.widget
    view.set_state({"typed": "drop:fone, "})
    assert (view.typed, view.reply["text"]) == ("drop:fone", "drop:fone")
    assert view.reply["fault"] == "There is no identifier 'fone'. Did you mean 'phone'?"
    view.set_state({"typed": ""})
    assert view.reply == {"text": "", "fault": "", "change": {}}


def test_the_script_and_its_style_are_the_built_ones(live: LiveMap[Trace]) -> None:
    assert "export" in live.widget._esm
    assert "import " not in live.widget._esm
    assert "opened" in live.widget.style_sheet
    assert "url(" not in live.widget.style_sheet
    assert "@import" not in live.widget.style_sheet
