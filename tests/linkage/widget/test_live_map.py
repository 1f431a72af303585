"""The live map from Python's side: its place, its what-if, its faults, and what it is without the extra."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import linkage
from linkage.api.notebook import Trace
from linkage.errors import UsageError, WhatIfError
from linkage.widget.live_map import LiveMap

RAIL = "cut:defaulter-list-to-rail-tickets"


@pytest.fixture
def live() -> LiveMap[Trace]:
    return linkage.trace("tiny", "court-fine").live_map()


def test_the_place_on_the_map_is_a_row_of_the_steps(live: LiveMap[Trace]) -> None:
    assert live.step is None
    for place, row in enumerate(live.before.steps.itertuples(), start=1):
        live.position = place
        assert live.step is not None
        assert live.step.id == row.id


@pytest.mark.parametrize("place", [-1, 8, 1.5, "2", True, None])
def test_a_place_that_is_none_is_refused_with_the_places_there_are(live: LiveMap[Trace], place: Any) -> None:
    live.position = 2
    with pytest.raises(UsageError, match=r"position: found .*, expected a whole number from 0 to 7"):
        live.position = place
    assert live.position == 2


def test_a_what_if_goes_to_the_end_of_what_it_comes_to(live: LiveMap[Trace]) -> None:
    live.what_if = RAIL
    assert isinstance(live.after, Trace)
    assert live.after.closed == linkage.trace("tiny", "court-fine", what_if=RAIL).closed
    assert live.position == len(live.after.steps) < len(live.before.steps)
    assert live.outcome == ["High-speed rail and Package tour are open again.", "Bank loan stays closed to Li."]
    live.side = "before"
    assert live.shown is live.before
    live.what_if = ""
    assert (live.after, live.side, live.outcome) == (None, "before", [])


def test_a_what_if_stands_on_top_of_the_traces_own() -> None:
    trace = linkage.trace("tiny", "court-fine", what_if="drop:phone")
    for start in (trace, linkage.trace("tiny", "court-fine").under("drop:phone")):
        after = start.live_map(RAIL).after
        assert after is not None
        assert after.what_if == f"drop:phone,{RAIL}"


def test_a_what_if_from_python_that_cant_be_read_is_an_error_with_the_nearest_name(live: LiveMap[Trace]) -> None:
    live.what_if = RAIL
    with pytest.raises(WhatIfError, match=r"no identifier 'fone'\. Did you mean 'phone'"):
        live.what_if = "drop:fone"
    assert live.what_if == RAIL
    with pytest.raises(WhatIfError, match="Did you mean 'phone'"):
        live.before.live_map("drop:fone")


def test_a_what_if_from_the_box_that_cant_be_read_leaves_the_map_and_says_the_nearest_name(
    live: LiveMap[Trace],
) -> None:
    live.type_what_if(RAIL)
    live.position = 1
    before = live.reply["change"]
    live.type_what_if(" drop:fone, ")
    assert live.fault == "There is no identifier 'fone'. Did you mean 'phone'?"
    assert live.reply == {"text": "drop:fone", "fault": live.fault, "change": before}
    assert (live.what_if, live.position, live.side) == (RAIL, 1, "after")
    live.type_what_if("drop:phone")
    assert (live.fault, live.what_if) == ("", "drop:phone")


def test_a_side_that_is_none_is_refused(live: LiveMap[Trace]) -> None:
    with pytest.raises(UsageError, match="found 'after', expected 'before', as there is no what-if"):
        live.side = "after"
    live.what_if = RAIL
    with pytest.raises(UsageError, match="found 'behind', expected 'before' or 'after'"):
        live.side = "behind"


def test_a_click_goes_to_the_nearest_place_that_there_is(live: LiveMap[Trace]) -> None:
    live.go("after", 99)
    assert (live.side, live.position) == ("before", 7)
    live.go("before", -3)
    assert live.position == 0


def test_where_nothing_is_copied_there_is_a_map_all_the_same() -> None:
    live = linkage.trace("tiny", "court-fine", what_if="drop:national-id").live_map()
    assert live.story["example"] == ""
    live.position = len(live.before.steps)
    assert "<img " in live._repr_html_()


# with and without the extra


def test_a_notebook_gets_the_widget_a_picture_and_a_text(live: LiveMap[Trace]) -> None:
    bundle = live._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == live.widget.model_id
    assert bundle["text/plain"] == repr(live)
    assert live._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]["model_id"] == live.widget.model_id


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if anywidget were not installed."""
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "linkage.widget.notebook_view", raising=False)


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_map_is_a_picture_that_says_what_to_install(live: LiveMap[Trace]) -> None:
    live.what_if = RAIL
    bundle = live._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "pip install &#39;linkage[notebook]&#39;" in bundle["text/html"]
    assert "Bank loan stays closed to Li." in bundle["text/html"]
    live.position = 1  # what needs no notebook goes on


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_widget_is_refused_and_the_extra_is_named(live: LiveMap[Trace]) -> None:
    with pytest.raises(UsageError, match=r"pip install 'linkage\[notebook\]'"):
        _ = live.widget
