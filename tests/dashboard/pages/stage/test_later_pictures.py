"""The pictures that come when they are asked for: the accounts and the hall's map, over the address of the stage."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.stage.account_map_view import account_answer
from dashboard.pages.stage.later_pictures import ACCOUNTS_PATH, HALL_PATH
from dashboard.pages.stage.page import stage_answer
from dashboard.services.app_context import AppContext
from linkage.drawing.account_map.account_scene import AccountScene


@pytest.fixture(scope="module")
def context() -> AppContext:
    return AppContext.serving("tiny")


@pytest.fixture(scope="module")
def client() -> Any:
    return create_app("tiny").server.test_client()


def searches(context: AppContext) -> list[str]:
    """Each story, as it is and under a what-if."""
    stories = context.worlds.served.stories
    return [f"?story={story}{what_if}" for story in stories for what_if in ("", "&what-if=drop:phone", "&lang=zh")]


def test_every_light_of_the_accounts_is_a_part_of_that_picture(context: AppContext) -> None:
    for search in searches(context):
        shapes = account_answer(context, search)["pictures"]
        assert isinstance(shapes, list)
        assert len(shapes) == 2
        lit = {part for step in stage_answer(context, search)[0]["steps"] for part, *_ in step["accounts"]}
        for part in lit:
            assert all(f'data-id="{part}"' in shape for shape in shapes), (search, part)


def test_every_account_of_the_picture_says_whose_it_is(context: AppContext) -> None:
    for search in searches(context):
        answer: Any = account_answer(context, search)
        drawn = {part for part in answer["about"] if f'data-id="{part}"' in answer["pictures"][0]}
        assert {part for part in drawn if part.startswith("account:")}, search
        assert all(entry["title"] and entry["facts"] for entry in answer["about"].values())


def test_the_answer_of_the_stage_draws_no_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[AccountScene] = []
    fresh = AppContext.serving("tiny")
    monkeypatch.setattr(fresh.maps, "draw_accounts", drawn.append)
    assert set(stage_answer(fresh, "?story=court-fine")[0]["pictures"]) == {"map", "matrix"}
    assert drawn == []


@pytest.mark.parametrize("path", [ACCOUNTS_PATH, HALL_PATH])
def test_a_picture_is_had_by_the_address_of_the_stage(client: Any, path: str) -> None:
    answer = client.get(path, query_string={"search": "?story=court-fine"}, headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200
    assert [shape.startswith("<svg") for shape in answer.json["pictures"]] == [True, True]


@pytest.mark.parametrize("path", [ACCOUNTS_PATH, HALL_PATH])
@pytest.mark.parametrize(
    "search", ["", "?", "?story=nobody", "?what-if=cut:nothing", "?world=nowhere", "?record=x&subject=-1", "\0" * 9]
)
def test_whatever_else_the_address_says_is_answered_or_refused_in_words(client: Any, path: str, search: str) -> None:
    answer = client.get(path, query_string={"search": search}, headers={"Host": "127.0.0.1"})
    assert answer.status_code in {200, 409}
    assert "Traceback" not in answer.text
