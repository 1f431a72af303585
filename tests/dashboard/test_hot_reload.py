"""`serve FOLDER --reload`: what its author changes is shown, and a fault is said while the world before stays."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import LinkageApp, create_app
from dashboard.hot_reload import HotReload, file_states
from dashboard.server import serve
from linkage.cli.command_line import main
from linkage.errors import BadWorldError
from linkage.world.storage import folders
from tests.dashboard.test_server import first_callback_body

LINKS = "links.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A world of one's own."""
    folders.new(tmp_path / "mine", "tiny")
    return tmp_path / "mine"


@pytest.fixture
def said() -> list[str]:
    """What was printed."""
    return []


@pytest.fixture
def editions(folder: Path, said: list[str]) -> HotReload:
    """The folder, watched."""
    return HotReload(folder, create_app, said.append)


def write(path: Path, old: str, new: str) -> None:
    """Change a file; the change is another size or time."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def looked(editions: HotReload) -> bool:
    """Two looks: the second finds the folder standing still."""
    return any([editions.look(), editions.look()])


def alive(editions: HotReload) -> dict[str, str]:
    """What the heartbeat of a page is told."""
    told: dict[str, str] = editions.app.server.test_client().get("/_alive").get_json()
    return told


def shown(app: LinkageApp) -> Any:
    """The stage's answer to the page that opens."""
    client = app.server.test_client()
    answer = client.post("/_dash-update-component", json=first_callback_body(client))
    return answer.get_json()["response"]["show"]["data"]


def test_a_folder_that_nobody_touched_is_not_read_again(editions: HotReload) -> None:
    app = editions.app
    assert not looked(editions)
    assert editions.app is app


def test_what_was_changed_is_shown_and_nothing_that_was_kept_of_the_world_before(
    editions: HotReload, folder: Path
) -> None:
    before = shown(editions.app)["asks"]["question"]
    first = alive(editions)["edition"]
    write(folder / "world.toml", before, "Has anything changed?")
    assert looked(editions)
    assert shown(editions.app)["asks"]["question"] == "Has anything changed?"
    assert alive(editions) == {"edition": editions.edition, "says": ""}
    assert editions.edition != first


def test_a_file_that_is_still_being_written_is_waited_for(editions: HotReload, folder: Path) -> None:
    links = (folder / LINKS).read_text("utf-8")
    (folder / LINKS).write_text(links[:100], "utf-8")
    assert not editions.look()
    (folder / LINKS).write_text(links + "\n", "utf-8")
    assert not editions.look()
    assert editions.look()
    assert editions.faults == []


def test_with_faults_the_world_before_stays_and_all_of_them_are_printed(
    editions: HotReload, folder: Path, said: list[str]
) -> None:
    app, edition = editions.app, editions.edition
    write(folder / LINKS, "defaulter-list,rail", "defaulter-lst,rail")
    write(folder / "rules.csv", ",refuse,", ",refuze,")
    assert looked(editions)
    assert editions.app is app
    assert said[-1] == "mine: 2 faults"
    assert "did you mean" in said[0].lower()
    assert alive(editions)["edition"] == edition
    assert alive(editions)["says"].startswith("The folder has 2 faults; the world shown is the one before them.")
    assert said[0] in alive(editions)["says"]


def test_one_fault_is_said_as_one(editions: HotReload, folder: Path) -> None:
    write(folder / LINKS, "defaulter-list,rail", "defaulter-lst,rail")
    looked(editions)
    assert alive(editions)["says"].startswith("The folder has a fault; the world shown is the one before it.")


def test_a_mended_folder_that_says_what_it_said_before_makes_nobody_load_again(
    editions: HotReload, folder: Path, said: list[str]
) -> None:
    app, edition = editions.app, editions.edition
    write(folder / LINKS, "defaulter-list,rail", "defaulter-lst,rail")
    looked(editions)
    write(folder / LINKS, "defaulter-lst,rail", "defaulter-list,rail")
    assert looked(editions)
    assert (editions.app, alive(editions)) == (app, {"edition": edition, "says": ""})
    assert said[-1] == "mine: 0 faults"


def test_a_folder_that_is_gone_is_a_fault_and_the_world_before_stays(editions: HotReload, folder: Path) -> None:
    app = editions.app
    shutil.move(folder, folder.with_name("elsewhere"))
    assert looked(editions)
    assert editions.app is app
    assert "no folder that can be read" in alive(editions)["says"]
    shutil.move(folder.with_name("elsewhere"), folder)
    assert looked(editions)
    assert alive(editions)["says"] == ""


def test_a_story_that_nobody_fits_is_a_fault_as_in_check(editions: HotReload, folder: Path) -> None:
    stories = (folder / "stories.csv").read_text("utf-8").splitlines()
    heads = stories[0].split(",")
    first = stories[1].split(",")
    first[heads.index("residents")] = "1"
    first[heads.index("subject")] = "parent"
    (folder / "stories.csv").write_text("\n".join([stories[0], ",".join(first), *stories[2:]]) + "\n", "utf-8")
    looked(editions)
    assert "stories.csv" in alive(editions)["says"]


def test_a_folder_with_faults_does_not_open(folder: Path, said: list[str]) -> None:
    write(folder / LINKS, "defaulter-list,rail", "defaulter-lst,rail")
    with pytest.raises(BadWorldError):
        HotReload(folder, create_app, said.append)


def test_an_editors_own_files_do_not_count(folder: Path) -> None:
    before = file_states(folder)
    (folder / ".links.csv.swp").write_text("half a line", "utf-8")
    (folder / "notes.txt").write_text("ours", "utf-8")
    assert file_states(folder) == before


def test_the_page_names_its_edition_and_every_app_asks_who_is_asking(editions: HotReload) -> None:
    client = editions.app.server.test_client()
    assert f'data-edition="{editions.edition}"' in client.get("/").text
    assert client.get("/_alive", headers={"Host": "evil.example"}).status_code == 421


def test_without_reload_the_heartbeat_tells_the_served_world() -> None:
    told = {}
    for name in ("tiny", "hangzhou"):
        client = create_app(name).server.test_client()
        told[name] = client.get("/_alive").get_json()
        assert told[name]["says"] == ""
        assert f'data-edition="{told[name]["edition"]}"' in client.get("/").text
    assert told["tiny"] != told["hangzhou"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
@pytest.mark.parametrize("verb", ["serve", "demo"])
def test_a_network_is_never_shown_a_folder_that_is_being_changed(
    capsys: pytest.CaptureFixture[str], verb: str, host: str
) -> None:
    assert main([verb, "tiny", "--reload", "--no-open", "--host", host]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "--reload is for a world's author at this machine: leave --host away, or --reload."
    ]


def test_a_world_at_hand_has_no_folder_to_watch() -> None:
    with pytest.raises(TypeError, match="folder"):
        serve(folders.load("tiny"), reload=True, open_browser=False)
