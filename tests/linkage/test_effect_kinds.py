"""A kind of effect is one row: two more, added to a copy of the tree, work in every answer, picture, file and page.

`ban` closes a service as a refusal does; `warn` burdens and leaves it open. Both are rows of `EFFECT_KINDS` and
nothing else; rules with them stand in the copy's `tiny` world. Li's story meets one of each.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from linkage.vocabulary import EFFECT_KINDS
from tests.tree_copy import copied_tree, insert, run

ROWS = """\
            EffectKind(
                word="ban",
                meaning="the service is closed to the person for good",
                side="burden",
                closes=True,
                sentence="{whom} is banned: {service}",
                participle="banned",
                at_door=("ban", "banned"),
                at_door_zh=("禁止", "已禁止"),
                sign="M-4 4 4-4",
            ),
            EffectKind(
                word="warn",
                meaning="the person is warned",
                side="burden",
                hinders=True,
                sentence="{whom} is warned at {service}",
                participle="warned",
                without_service="Warned",
                at_door=("warn", "warned"),
                at_door_zh=("警告", "已警告"),
                sign="M0-5 5 4-5 4Z",
            ),
"""
RULES = """\
courts-ban-loan,defaulter-list,unpaid-phone-bill,1,any,ban,loan,,,,,self,,,told,,,assumed,
courts-ban-pass,defaulter-list,unpaid-court-judgment,1,any,ban,monthly-pass,,,,,self,5,,told,,assumed,assumed,
courts-warn-rental,defaulter-list,unpaid-court-judgment,1,any,warn,deposit-free-rental,,,,,self,2,90,told,,assumed,assumed,
"""
FORMS = ("graphml", "gexf", "dot", "mermaid", "cytoscape", "json", "svg", "html")
LI = "--story court-fine"
OFF = "off:courts-ban-pass,off:courts-warn-rental"
COMMANDS = {
    "trace": f"trace tiny {LI} --format json",
    "why": f"why tiny monthly-pass {LI} --format json",
    "why-not": f"why tiny deposit-free-rental --not {LI}",
    "compare": f"compare tiny {LI} --what-if {OFF}",
    "compare two": f"compare tiny {LI} --what-if {OFF} --what-if off:defaulter-list-refuse-loan",
    "protect from ban": "cut tiny --record unpaid-court-judgment --protect monthly-pass",
    "protect from warn": "cut tiny --record unpaid-court-judgment --protect deposit-free-rental",
    "best": "cut tiny --city --best 1 --protect monthly-pass --residents 2000",
    "effects": "effects tiny --residents 500 --format csv",
    "city": "city tiny --residents 500 --format json",
    "sweep": "sweep tiny --over delay:defaulter-list-to-rail-tickets=1..1 --residents 500 --format json "
    "--measure ban:monthly-pass --measure restricted --measure doors",
    "world graph": "export tiny --to graphml",
    **{form: f"export tiny {LI} --to {form}" for form in FORMS},
}
"""Commands by a name, all run in one process of the copy."""

RUN_COMMANDS = """
import contextlib, io, json, shlex, sys
from linkage.cli.command_line import main

printed = {}
for name, line in json.loads(sys.argv[1]).items():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = main(shlex.split(line))
    assert code == 0, (line, code)
    printed[name] = out.getvalue()
print(json.dumps(printed))
"""

ASK_PAGES = """
import json, sys
from dashboard.app import create_app

client = create_app("tiny").server.test_client()


def answer(callback, search):
    (asks,) = callback["inputs"]
    names = [name.rpartition(".")[::2] for name in callback["output"].strip(".").split("...")]
    outputs = [{"id": id, "property": prop} for id, prop in names]
    body = {
        "output": callback["output"],
        "outputs": outputs if len(outputs) > 1 else outputs[0],
        "inputs": [{**asks, "value": search}],
        "changedPropIds": [f"{asks['id']}.{asks['property']}"],
        "state": [{**each, "value": None} for each in callback["state"]],
    }
    id, prop = names[0]
    return client.post("/_dash-update-component", json=body).get_json()["response"][id][prop]


callbacks = {each["inputs"][0]["id"]: each for each in client.get("/_dash-dependencies").get_json() if each["inputs"]}
pages = {}
for page, search in json.loads(sys.argv[1]).items():
    found = answer(callbacks[f"{page}-asks"], search)
    while found.get("status") == "counting":
        found = answer(callbacks[f"{page}-asks"], search)
    pages[page] = found
pages["css"] = client.get("/map.css").text
print(json.dumps(pages))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with two more kinds of effect, and rules with them in `tiny`."""
    tree = copied_tree(tmp_path_factory.mktemp("effects"))
    insert(tree / "linkage" / "vocabulary.py", ROWS, before="            EffectKind(")
    rules = tree / "sample_data" / "worlds" / "tiny" / "rules.csv"
    rules.write_text(rules.read_text("utf-8") + RULES, encoding="utf-8")
    return tree


@pytest.fixture(scope="module")
def printed(tree: Path) -> dict[str, str]:
    """What the commands print, by their names."""
    texts: dict[str, str] = json.loads(run(tree, "-c", RUN_COMMANDS, json.dumps(COMMANDS)))
    return texts


@pytest.fixture(scope="module")
def pages(tree: Path) -> dict[str, Any]:
    """What the pages of the copy's app answer to Li's story."""
    story = "?story=court-fine"
    asked = {
        "stage": story,
        "why": f"{story}&why=monthly-pass",
        "what-if": f"{story}&what-if=off:courts-ban-pass,off:courts-warn-rental",
        "city": "?residents=2000",
        "world": story,
    }
    answers: dict[str, Any] = json.loads(run(tree, "-c", ASK_PAGES, json.dumps(asked)))
    return answers


def row_of(rows: list[dict[str, Any]], effect: str) -> dict[str, Any]:
    """The one row with an effect."""
    (row,) = (row for row in rows if row["effect"] == effect)
    return row


# -- the table itself


@pytest.mark.parametrize("kind", EFFECT_KINDS.values(), ids=list(EFFECT_KINDS))
def test_a_row_says_all_that_its_mechanism_needs(kind: Any) -> None:
    at_a_service = kind.mechanism == "service"
    assert all((kind.meaning, *kind.at_door, *kind.at_door_zh))
    assert all(bool(text) is at_a_service for text in (kind.sentence, kind.participle, kind.side, kind.colour))
    assert kind.needs_service or not kind.closes
    assert kind.side == "burden" or not (kind.closes or kind.hinders)
    assert not (kind.closes and kind.hinders)


# -- check and the data dictionary


def test_a_world_with_the_new_effects_passes_the_check(tree: Path) -> None:
    assert json.loads(run(tree, "-m", "linkage", "check", "tiny", "--format", "json")) == []


def test_the_check_knows_what_the_new_effects_need(tree: Path) -> None:
    run(tree, "-m", "linkage", "new", "wrong", "--from", "tiny")
    rules = tree / "wrong" / "rules.csv"
    text = rules.read_text("utf-8").replace(",ban,monthly-pass,", ",ban,,").replace(",refuse,loan,", ",bann,loan,")
    text = text.replace("-warn-rental,defaulter-list,unpaid-court-judgment,", "-warn-rental,defaulter-list,score>=9,")
    rules.write_text(text, encoding="utf-8")
    faults = json.loads(run(tree, "-m", "linkage", "check", "wrong", "--format", "json", code=1))
    expected = {fault["column"]: (fault["expected"], fault["nearest"]) for fault in faults}
    assert expected["effect"] == ("one of ban, warn, refuse, slow, fine, wait, publish, reward, list, points", "ban")
    assert expected["service"] == ("a service, since the effect is ban", "")
    assert expected["when"] == ("a score below a limit (<), since the effect is warn", "")


def test_the_data_dictionary_has_the_new_words(tree: Path) -> None:
    text = run(tree, "-c", "from linkage.world.storage.schema import data_dictionary; print(data_dictionary())")
    assert "- `warn`: the person is warned\n" in text
    assert "at which service (may be blank for warn and fine and publish)" in text


# -- one record's spread


def test_a_spread_says_what_the_new_effects_do(printed: dict[str, str]) -> None:
    answer = json.loads(printed["trace"])
    sentences = {step["sentence"] for step in answer["steps"]}
    assert "Li is banned: Monthly pass, from day 5 to day 730." in sentences
    assert "Li is warned at Deposit-free rental, from day 2 to day 92." in sentences
    assert row_of(answer["effects"], "ban")["service"] == "monthly-pass"
    assert answer["counts"]["services_refused"] == 4  # with the loan, the train, and the tour that needs the train


def test_a_new_effect_has_a_proof_and_one_that_leaves_the_door_open_says_so(printed: dict[str, str]) -> None:
    proofs = json.loads(printed["why"])
    assert (proofs["effect"]["effect"], proofs["count"]) == ("ban", 1)
    assert printed["why-not"].startswith("Deposit-free rental is not closed to Li")


def test_a_comparison_opens_the_door_and_lifts_the_warning(printed: dict[str, str]) -> None:
    opened = "Monthly pass is open again; Li is no longer warned: Deposit-free rental."
    closed = "Bank loan is open again; Monthly pass is newly banned; Li is newly warned: Deposit-free rental."
    assert opened in printed["compare"]
    assert closed in printed["compare two"]


def test_a_service_can_be_protected_from_the_new_effects(printed: dict[str, str]) -> None:
    assert "The resident is banned: Monthly pass" in printed["protect from ban"]
    assert "The resident is warned at Deposit-free rental" in printed["protect from warn"]
    assert "residents are banned or barred from Monthly pass, or a service that it needs" in printed["best"]


# -- everybody


def rows_of_effects(printed: dict[str, str]) -> list[dict[str, str]]:
    """The rows of `effects` that fall on residents."""
    return [row for row in csv.DictReader(io.StringIO(printed["effects"])) if row["subject"].startswith("R")]


def residents_at(printed: dict[str, str], service: str, effect: str) -> int:
    """How many residents the city counts there."""
    rows = json.loads(printed["city"])["effects"]
    return row_of([row for row in rows if row["service"] == service], effect)["residents"]


@pytest.mark.parametrize(
    ("service", "effect"), [("loan", "ban"), ("monthly-pass", "ban"), ("deposit-free-rental", "warn")]
)
def test_the_city_counts_those_whom_the_rows_of_effects_name(
    printed: dict[str, str], service: str, effect: str
) -> None:
    rows = rows_of_effects(printed)
    people = {row["subject"] for row in rows if (row["service"], row["effect"]) == (service, effect)}
    assert len(people) == residents_at(printed, service, effect) > 0


def test_the_new_effects_can_be_measured(printed: dict[str, str]) -> None:
    (row,) = json.loads(printed["sweep"])["rows"]
    restricted = [effect for effect in rows_of_effects(printed) if effect["effect"] != "reward"]
    closing = [effect for effect in restricted if effect["effect"] in ("ban", "refuse")]
    doors = {(effect["subject"], effect["service"]) for effect in closing}
    assert len(doors) < len({(effect["subject"], effect["service"], effect["effect"]) for effect in closing})
    assert row["doors"] == len(doors)  # a door that is closed to somebody in both ways is one door
    assert row["restricted"] == len({effect["subject"] for effect in restricted})
    assert row["ban:monthly-pass"] == residents_at(printed, "monthly-pass", "ban")


# -- files


@pytest.mark.parametrize("form", FORMS[:-2])
def test_the_new_effects_stand_in_every_graph(printed: dict[str, str], form: str) -> None:
    assert "Li is banned: Monthly pass" in printed[form]


def test_a_graph_of_the_world_names_the_new_effects(printed: dict[str, str]) -> None:
    graph = nx.parse_graphml(printed["world graph"])
    assert graph.nodes["rule:courts-warn-rental"]["effect"] == "warn"
    assert graph.has_edge("rule:courts-ban-pass", "service:monthly-pass")


def test_the_picture_draws_the_new_effects_at_their_doors(printed: dict[str, str]) -> None:
    picture = printed["svg"]
    assert 'class="row ban on"' in picture
    assert 'd="M-4 4 4-4"' in picture
    assert ">banned</text>" in picture
    assert re.search(r"\.service\.on\.ban rect\.body[^{]*{fill:var\(--hot-deep\)", picture)
    assert re.search(r"\.service\.on\.warn rect\.body[^{]*{fill:var\(--slow\)", picture)


def test_the_page_in_one_file_tells_and_colours_the_new_effects(printed: dict[str, str]) -> None:
    page = printed["html"]
    assert "Li is warned at Deposit-free rental" in page
    assert ".service.on.ban rect.body" in page
    assert 'data-shut="4"' in page


def test_the_chinese_picture_has_words_for_the_new_effects(tree: Path) -> None:
    code = (
        "from linkage.drawing.svg.svg import svg; from linkage.drawing.world_scene import world_scene; "
        "from linkage.world.storage.folders import load; "
        "print(svg(world_scene(load('tiny'), 'unpaid-court-judgment', 'zh')))"
    )
    assert ">已禁止</text>" in run(tree, "-X", "utf8", "-c", code)


# -- the screen


@pytest.mark.thorough
def test_the_stage_shows_the_new_effects(pages: dict[str, Any]) -> None:
    stage = pages["stage"]
    assert [door["service"] for door in stage["doors"]] == ["loan", "monthly-pass", "high-speed-rail", "package-tour"]
    assert row_of(stage["doors"], "ban")["word"] == "banned"
    assert row_of(stage["effects"], "warn")["word"] == "warned"
    assert stage["waves"][0]["sentence"] == (
        "Defaulter list gets the record. "
        "We assume: Bank loan and Monthly pass close to Li; Li is warned (Deposit-free rental)."
    )
    assert ["Does", "Deposit-free rental: the person is warned"] in stage["about"]["rule:courts-warn-rental"]["facts"]
    (closed,) = (row for row in stage["days"]["rows"] if row["effect"] == "ban" and row["state"] == "shut")
    assert closed["id"] == "service:monthly-pass"
    assert all(">banned</text>" in picture for picture in stage["pictures"]["map"])


def test_the_why_page_asks_about_the_new_effects(pages: dict[str, Any]) -> None:
    rows = pages["why"]["rows"]
    assert (row_of(rows, "ban")["group"], row_of(rows, "warn")["group"]) == ("closed", "other")
    assert pages["why"]["proofs"][0]["steps"][-1]["sentence"].startswith("We assume: Li is banned: Monthly pass")
    assert "least" in pages["why"]["lifting"]


def test_the_what_if_page_takes_the_new_effects_away(pages: dict[str, Any]) -> None:
    rows, (side,) = pages["what-if"]["rows"], pages["what-if"]["sides"]
    assert (row_of(rows, "ban")["door"], row_of(rows, "ban")["change"]) == (True, ["gone"])
    assert (row_of(rows, "warn")["door"], row_of(rows, "warn")["change"]) == (False, ["gone"])
    assert [(door["id"], door["effect"]) for door in side["opened"]] == [("monthly-pass", "ban")]


def test_the_city_page_counts_the_new_effects_under_their_headings(pages: dict[str, Any]) -> None:
    city = pages["city"]
    sorts = {(door["name"], door["word"]): (door["sort"], door["burdens"]) for door in city["doors"]}
    assert sorts["Monthly pass", "banned"] == ("refuse", True)
    assert sorts["Deposit-free rental", "warned"] == ("other", True)
    assert city["said"]["restricted"] == "Banned, barred"
    assert city["said"]["others"] == "Slowed, made to wait, warned, fined, published"


def test_the_world_page_has_the_new_rules_and_words(pages: dict[str, Any]) -> None:
    tables = {table["id"]: table["rows"] for table in pages["world"]["tables"]}
    titles = {row["id"]: row["title"] for row in tables["rules"]}
    assert titles["courts-ban-pass"] == "Defaulter list: ban Monthly pass"
    assert ["warn", "the person is warned"] in [word for group in pages["world"]["glossary"] for word in group["words"]]


def test_the_style_sheet_of_the_screen_colours_the_new_effects(pages: dict[str, Any]) -> None:
    assert ".map .service.on.ban rect.body" in pages["css"]
