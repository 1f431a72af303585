"""Tables that are dropped on the World page: what is found is told first, then a world is made; here only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.world.drop_tables import MOST_FILES, TABLES_PATH, dropped_tables
from dashboard.services.app_context import AppContext
from dashboard.web import request_checks
from linkage.world.storage.folders import load

SHOP = {"name": "shop.csv", "text": "email,tel\na@x,1-1\nb@x,1-2\nc@x,1-3\n"}
CLINIC = {"name": "clinic.csv", "text": "E-Mail;mobile\nb@x;1-2\nc@x;1-3\n"}


@pytest.fixture
def context() -> AppContext:
    """A context at somebody's own machine."""
    context = AppContext.serving("tiny")
    context.worlds.may_open_folders = True
    return context


def test_what_is_found_is_told_and_nothing_is_written(context: AppContext, tmp_path: Path) -> None:
    told = dropped_tables(context, {"name": "mine", "files": [SHOP, CLINIC]}, tmp_path)
    assert [row["name"] for row in told["found"]["identifiers"]] == ["email"]
    assert "--identifier tel=shop.tel,clinic.mobile" in told["text"]
    assert list(tmp_path.iterdir()) == []


def test_with_the_suggestion_taken_the_world_is_made_and_opened(context: AppContext, tmp_path: Path) -> None:
    asked = {"name": "My Tables", "files": [SHOP, CLINIC], "make": True}
    asked["identifiers"] = ["--identifier tel=shop.tel,clinic.mobile", ""]
    told = dropped_tables(context, asked, tmp_path)
    assert (told["world"], told["new"]) == ("my-tables", True)
    assert sorted(load(tmp_path / "my-tables").links) == ["shop-to-clinic-by-email", "shop-to-clinic-by-tel"]
    assert context.worlds.world("my-tables").own_tables == str(tmp_path / "my-tables" / "tables")
    again = dropped_tables(context, asked, tmp_path)
    assert "already" in again["says"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (None, "Drop two CSV files"),
        ({"files": "x"}, "Drop two CSV files"),
        ({"files": [SHOP] * (MOST_FILES + 1)}, "at most"),
        ({"files": [SHOP]}, "two tables"),
        ({"files": [SHOP, CLINIC], "subject": ["x"]}, "'subject' is a text"),
        ({"files": [SHOP, CLINIC], "identifiers": "x"}, "a list of texts"),
        ({"files": [SHOP, CLINIC], "identifiers": ["x=shop.fax,clinic.mobile"]}, "has no column 'fax'"),
        ({"files": [{"name": ["x"], "text": 3}, CLINIC]}, "'name' is a text"),
    ],
)
def test_what_cannot_be_is_answered_in_one_sentence(
    context: AppContext, tmp_path: Path, asked: object, says: str
) -> None:
    assert says in dropped_tables(context, asked, tmp_path)["says"]
    assert list(tmp_path.iterdir()) == []


def test_files_that_look_real_are_refused_with_their_place(context: AppContext, tmp_path: Path) -> None:
    numbers = "\n".join(f"12{n}-4{n}-678{n}" for n in range(1, 6))
    told = dropped_tables(context, {"files": [{"name": "a.csv", "text": f"ssn\n{numbers}\n"}, CLINIC]}, tmp_path)
    assert told["faults"] == [
        "a.csv, row 2, column ssn: found a column of what look like real US Social Security numbers, "
        "expected invented values, such as TEL-0000000042"
    ]


def post(app: Any, headers: dict[str, str] | None = None) -> Any:
    asked = {"name": "mine", "files": [SHOP, CLINIC]}
    return app.server.test_client().post(TABLES_PATH, json=asked, headers={"Host": "127.0.0.1", **(headers or {})})


def test_a_class_and_another_sites_page_get_a_403() -> None:
    assert post(create_app("tiny")).get_json()["found"]["world"] == "mine"
    assert post(create_app("tiny"), {"Origin": "https://evil.example"}).status_code == 403
    assert post(create_app("tiny", hosts=(*request_checks.LOOPBACK, "192.168.1.5"))).status_code == 403
