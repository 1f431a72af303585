"""Opening a folder on the World page, without a browser: good ones, every broken one, hostile paths, and a class."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dashboard.app import LinkageApp, create_app
from dashboard.pages.stage import page as stage
from dashboard.pages.world import page as world
from dashboard.pages.world.open_folder import find_folder, open_folder
from dashboard.services.app_context import AppContext
from dashboard.services.open_worlds import MOST_FOLDERS
from dashboard.shell import ids
from dashboard.web import request_checks
from linkage.errors import LinkageError
from linkage.world.storage.folders import bundled_folder
from linkage.world.validation.check import check
from tests.linkage.world.validation.test_check import CASES, SECRETS, append, apply_edits, change

Json = dict[str, Any]


@pytest.fixture
def context() -> AppContext:
    """A context at somebody's own machine."""
    context = AppContext.serving("tiny")
    context.worlds.may_open_folders = True
    return context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A world of somebody's own."""
    return copy_tiny(tmp_path, "my-town")


def copy_tiny(place: Path, name: str) -> Path:
    return Path(shutil.copytree(bundled_folder() / "tiny", place / name))


def open_path(context: AppContext, folder: Path | str) -> Json:
    return open_folder(context, {"path": str(folder), "stamp": 7})


# -- a good one


def test_a_folder_is_opened_under_its_own_name_and_every_page_can_show_it(context: AppContext, folder: Path) -> None:
    assert open_path(context, folder) == {"stamp": 7, "world": "my-town", "new": True, "path": str(folder)}
    assert context.worlds.titles["my-town"] == "Tiny"
    page = world.world_answer(context, "?world=my-town")
    assert page["notes"] == []
    assert (page["world"], page["folder"]["path"]) == ("my-town", str(folder))
    assert stage.stage_answer(context, "?world=my-town")[0]["opening"] == "Li has not paid what a court ordered."


def test_an_address_still_names_no_folder(context: AppContext, folder: Path) -> None:
    open_path(context, folder)
    with pytest.raises(LinkageError, match="There is no world"):
        context.worlds.world(str(folder))


def test_checked_again_unchanged_it_stays_the_same_world(context: AppContext, folder: Path) -> None:
    open_path(context, folder)
    before = context.worlds.world("my-town")
    assert open_path(context, folder)["new"] is False
    assert context.worlds.world("my-town") is before


def test_checked_again_after_a_change_every_answer_is_of_the_new_state(context: AppContext, folder: Path) -> None:
    open_path(context, folder)
    assert "Courts" in as_json(stage.stage_answer(context, "?world=my-town"))
    change(folder / "agencies.csv", "Courts", "Tribunals")
    assert open_path(context, folder)["new"] is True
    for answer in (
        stage.stage_answer(context, "?world=my-town"),
        world.world_answer(context, "?world=my-town&names=both"),
    ):
        assert "Tribunals" in as_json(answer)
        assert "Courts" not in as_json(answer)


def test_a_change_with_a_fault_leaves_the_world_as_it_was_read(context: AppContext, folder: Path) -> None:
    open_path(context, folder)
    before = context.worlds.world("my-town")
    change(folder / "links.csv", ",rail-tickets,", ",rail-tickts,")
    assert open_path(context, folder)["faults"]
    assert context.worlds.world("my-town") is before


@pytest.mark.thorough
def test_a_story_that_nobody_fits_is_a_remark_beside_the_world(context: AppContext, folder: Path) -> None:
    lines = (folder / "stories.csv").read_text("utf-8").splitlines()
    heads, last = lines[0].split(","), lines[-1].split(",")
    last[0], last[heads.index("subject")], last[heads.index("residents")] = "nobody", "namesake", "1"
    append(folder / "stories.csv", ",".join(last) + "\n")
    assert check(folder)[1] == []
    assert open_path(context, folder)["world"] == "my-town"
    remarks = world.world_answer(context, "?world=my-town")["folder"]["faults"]
    assert [(fault["file"], fault["table"], "nobody" in fault["sentence"]) for fault in remarks] == [
        ("stories.csv", "stories", True)
    ]


def test_a_world_without_a_story_to_open_on_is_not_opened(context: AppContext, folder: Path) -> None:
    text_ = (folder / "stories.csv").read_text("utf-8").splitlines()[0]
    (folder / "stories.csv").write_text(text_ + "\n", "utf-8")
    assert "has no stories" in open_path(context, folder)["says"]
    assert "my-town" not in context.worlds.titles


# -- names that are taken, and what is forgotten


@pytest.mark.parametrize("name", ["tiny", "beijing"])
def test_a_folder_named_as_a_world_that_is_there_is_asked_to_be_renamed(
    context: AppContext, tmp_path: Path, name: str
) -> None:
    says = open_path(context, copy_tiny(tmp_path, name))["says"]
    assert f"There is a world '{name}' here already" in says
    assert f"my-{name}" in says


def test_two_folders_of_one_name_are_not_open_at_once(context: AppContext, folder: Path, tmp_path: Path) -> None:
    open_path(context, folder)
    assert "Another folder named 'my-town' is open" in open_path(context, copy_tiny(tmp_path / "b", "my-town"))["says"]


def test_after_a_new_start_its_address_says_to_open_it_again(context: AppContext) -> None:
    notes = stage.stage_answer(context, "?world=my-town")[1]
    assert notes[0].startswith("There is no world 'my-town'.")
    assert notes[0].endswith("If it was a folder, open it again on the page World.")


@pytest.mark.thorough
def test_the_folder_that_was_opened_first_is_forgotten_first(context: AppContext, tmp_path: Path) -> None:
    for number in range(MOST_FOLDERS + 1):
        open_path(context, copy_tiny(tmp_path, f"town-{number}"))
    assert "town-0" not in context.worlds.titles
    assert f"town-{MOST_FOLDERS}" in context.worlds.titles


# -- broken ones


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_broken_folder_tells_every_fault_and_shows_nothing_real(
    context: AppContext, path: Path, tmp_path: Path
) -> None:
    folder = apply_edits(tmp_path, tomllib.loads(path.read_text("utf-8"))).rename(tmp_path / "my-town")
    reply = open_path(context, folder)
    assert [fault["sentence"] for fault in reply["faults"]] == [fault.sentence() for fault in check(folder)[1]]
    assert "my-town" not in context.worlds.titles
    assert not any(secret in as_json(reply) for secret in SECRETS.values())
    assert len(as_json(reply)) < 2_000_000
    for file, excerpt in reply["lines"].items():
        assert file.endswith(".csv")
        assert all(cell.isprintable() for cells in excerpt["lines"].values() for cell in cells)


def test_the_line_of_a_fault_is_shown_as_text_with_those_around_it(context: AppContext, folder: Path) -> None:
    change(folder / "links.csv", "defaulter-list-to-rail-tickets,defaulter-list,rail-tickets", "l,defaulter-list,rail")
    reply = open_path(context, folder)
    (fault,) = (fault for fault in reply["faults"] if fault["column"] == "target")
    excerpt = reply["lines"]["links.csv"]
    assert excerpt["lines"][str(fault["row"])][excerpt["heads"].index("target")] == "rail"
    assert {str(fault["row"] - 1), str(fault["row"] + 1)} <= set(excerpt["lines"])


def test_of_a_file_with_real_looking_data_no_line_is_shown(context: AppContext, folder: Path) -> None:
    change(folder / "agencies.csv", "Courts", SECRETS["«citizen»"])
    change(folder / "agencies.csv", "reported", "rumoured")
    excerpt = open_path(context, folder)["lines"]["agencies.csv"]
    assert excerpt == {"hidden": True, "heads": [], "lines": {}}


def test_of_other_files_nothing_is_shown(context: AppContext, folder: Path) -> None:
    (folder / "diary.csv").write_text("id,secret\n1,mine\n", "utf-8")
    (folder / "world.toml").write_text("title = 'mine'\nnonsense = 'my-word'\n", "utf-8")
    reply = open_path(context, folder)
    assert "secret" not in as_json(reply)
    assert set(reply["lines"]) <= {f"{table}.csv" for table in ("stories", "readings", "cards", "figures")}


# -- paths


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "Type the path"),
        ("   ", "Type the path"),
        ("/no/such/folder", "There is no folder"),
        ("\0", "There is no folder"),
        ("/dev/null", "There is no folder"),
        ("~nobody-here/x", "There is no folder"),
        ("x" * 5_000, "at most 1,000 characters"),
        ("/" + "y" * 900, "There is no folder"),
        ("\\\\server\\share", "another machine"),
        ("//server/share", "another machine"),
        ("/", "rename the folder"),
        ("\ud800", "There is no folder"),
    ],
)
def test_a_path_that_is_no_folder_gets_one_sentence(context: AppContext, path: str, says: str) -> None:
    reply = open_folder(context, {"path": path})
    assert says in reply["says"]
    assert "faults" not in reply


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(some.text(max_size=60))
def test_whatever_is_typed_is_answered_with_a_sentence(path: str) -> None:
    answer = ""
    try:
        answer = str(find_folder(path).is_dir())
    except LinkageError as error:
        answer = str(error)
    assert answer.isprintable()


@pytest.mark.parametrize("data", [None, 3, [], "x", {}, {"path": None}, {"path": ["/tmp"]}, {"path": {"a": 1}}])
def test_a_question_of_the_wrong_sort_gets_one_sentence(context: AppContext, data: object) -> None:
    assert open_folder(context, data)["says"] == "Type the path of a folder on this machine."


# -- over the wire


def post_path(app: LinkageApp, path: object, headers: dict[str, str] | None = None) -> Any:
    """Ask as the page does."""
    body = {
        "output": f"{ids.FOLDER_READ}.data",
        "outputs": {"id": ids.FOLDER_READ, "property": "data"},
        "inputs": [{"id": ids.FOLDER, "property": "data", "value": {"path": path, "stamp": 1}}],
        "changedPropIds": [f"{ids.FOLDER}.data"],
    }
    return app.server.test_client().post(
        request_checks.CALLBACKS, json=body, headers={"Host": "127.0.0.1", **(headers or {})}
    )


@pytest.mark.thorough
def test_it_comes_over_the_wire(folder: Path) -> None:
    answer = post_path(create_app("tiny"), str(folder))
    assert answer.status_code == 200
    assert answer.get_json()["response"][ids.FOLDER_READ]["data"]["world"] == "my-town"


def test_a_class_gets_a_403_and_no_control(folder: Path) -> None:
    app = create_app("tiny", hosts=(*request_checks.LOOPBACK, "192.168.1.5"))
    answer = post_path(app, str(folder))
    assert answer.status_code == 403
    assert "Traceback" not in answer.text
    assert answer.text.count("\n") == 1
    assert "my-town" not in app.context.worlds.titles
    assert world.world_answer(app.context, "")["folder"] is None


def test_another_sites_page_can_not_open_one(folder: Path) -> None:
    app = create_app("tiny")
    assert post_path(app, str(folder), {"Origin": "https://evil.example"}).status_code == 403
    assert post_path(app, str(folder), {"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert "my-town" not in app.context.worlds.titles


def test_an_answer_that_was_kept_before_is_not_given_after(folder: Path) -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    body = {
        "output": f"{ids.SHOW}.data",
        "outputs": {"id": ids.SHOW, "property": "data"},
        "inputs": [{"id": ids.ASKS["stage"], "property": "data", "value": "?world=my-town"}],
        "changedPropIds": [f"{ids.ASKS['stage']}.data"],
    }
    headers = {"Host": "127.0.0.1", "Accept-Encoding": "gzip"}
    before = [client.post(request_checks.CALLBACKS, json=body, headers=headers).data for _ in range(2)]
    assert before[0] == before[1]
    post_path(app, str(folder))
    assert client.post(request_checks.CALLBACKS, json=body, headers=headers).data != before[0]


def test_the_download_is_of_the_state_that_is_shown(folder: Path) -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    post_path(app, str(folder))
    zips = [client.get("/_world/zip?world=my-town", headers={"Host": "127.0.0.1"}).data]
    change(folder / "agencies.csv", "Courts", "Tribunals")
    post_path(app, str(folder))
    zips.append(client.get("/_world/zip?world=my-town", headers={"Host": "127.0.0.1"}).data)
    assert zips[0][:2] == zips[1][:2] == b"PK"
    assert zips[0] != zips[1]


def as_json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, default=str)
