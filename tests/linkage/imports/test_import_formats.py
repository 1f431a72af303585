"""Files of other programs, made by hand from each format's specification, become worlds that answer every verb."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from linkage.cli.command_line import main
from linkage.imports.import_formats import IMPORT_FORMATS
from linkage.imports.world_import import Imported, import_world
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.validation.check import check
from tests.linkage.imports import examples
from tests.linkage.imports.examples import FILES

GRAPHML = 'xmlns="http://graphml.graphdrawing.org/xmlns"'


def imported(folder: Path, name: str, text: str = "", **asked: str) -> tuple[Imported, World]:
    """A file's world, and what was said of it."""
    (folder / name).write_text(text or FILES[name][1], encoding="utf-8")
    done = import_world([folder / name], folder / "world", **asked)
    return done, folders.load(done.folder)


def ways(world: World) -> set[tuple[str, str, str]]:
    """The links of a world: from where to where by which identifier, by names."""
    return {
        (world.databases[link.source].name, world.databases[link.target].name, world.identifiers[link.key].name)
        for link in world.links.values()
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_its_content_and_becomes_a_world_without_faults(name: str, tmp_path: Path) -> None:
    done, _ = imported(tmp_path, name)
    assert done.form == FILES[name][0]
    assert check(done.folder)[1] == []


@pytest.mark.parametrize("name", [name for name in FILES if name != "event.json"])
def test_a_record_goes_from_the_first_node_to_the_last(name: str, tmp_path: Path) -> None:
    _, world = imported(tmp_path, name)
    link_ends = {(world.databases[link.source].name.lower(), world.databases[link.target].name.lower())
                 for link in world.links.values()}  # fmt: skip
    names = {database.name.lower() for database in world.databases.values()}
    assert len(names) == 3
    assert len(link_ends) >= 2
    (kind,) = world.record_kinds.values()
    assert world.databases[kind.home].name.lower() in ("judgments", "j")


@pytest.mark.parametrize("name", FILES)
def test_every_verb_answers_at_once(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done, world = imported(tmp_path, name)
    folder, service, link = str(done.folder), next(iter(world.services)), next(iter(world.links))
    (story,) = world.stories
    for words in (
        ["check"], ["trace"], ["trace", "--format", "json"], ["why", service], ["effects"], ["about", link],
        ["compare", "--what-if", f"cut:{link}"], ["cut", "--story", story, "--protect", service],
        ["cut", "--city", "--best", "1", "--protect", service, "--residents", "1000"], ["matches"],
        ["city", "--residents", "2000"], ["figures"], ["export", "--to", "graphml"],
        ["sweep", "--over", f"share:{link}=0..1/0.5", "--measure", f"refuse:{service}", "--residents", "1000"],
    ):  # fmt: skip
        assert main([words[0], folder, *words[1:]]) == 0, (words, capsys.readouterr().err)
    assert f"is refused: {world.services[service].name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", FILES)
def test_everything_that_the_file_does_not_say_is_assumed_and_listed(name: str, tmp_path: Path) -> None:
    done, world = imported(tmp_path, name)
    claims = [*world.databases.values(), *world.links.values(), *world.rules.values(), *world.identifiers.values()]
    assert {row.status for row in claims} == {"assumed"}
    assert any("one kind of record" in sentence for sentence in done.draft.assumed)
    assert any("rules" in sentence for sentence in done.draft.assumed)


# what each format says


def test_events_may_stand_one_after_another_over_several_lines(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(event, indent=2) for event in examples.EVENTS)
    _, world = imported(tmp_path, "pretty.json", text)
    assert ways(world) == {("judgments", "debtors", "citizen_id"), ("debtors", "tickets", "phone")}


def test_a_columns_lineage_says_by_which_identifier_a_job_links_and_else_equal_names_do(tmp_path: Path) -> None:
    done, world = imported(tmp_path, "events.json")
    assert ways(world) == {("judgments", "debtors", "citizen_id"), ("debtors", "tickets", "phone")}
    assert {agency.name for agency in world.agencies.values()} == {"city"}
    assert set(world.links) == {"list-debtors", "check-tickets"}
    assert any("facets" in what for what, _ in done.draft.left_out)


def test_a_column_that_is_made_of_one_with_another_name_links_the_two(tmp_path: Path) -> None:
    debtors = examples.dataset("debtors", "debtor_id", {"debtor_id": ("judgments", "citizen_id")})
    text = json.dumps(examples.run_event("job", [examples.JUDGMENTS], [debtors]))
    _, world = imported(tmp_path, "renamed.json", text)
    assert ways(world) == {("judgments", "debtors", "debtor_id")}


def test_shared_columns_that_name_nobody_are_left_out(tmp_path: Path) -> None:
    one, other = examples.dataset("a", "user_id amount day"), examples.dataset("b", "user_id amount day")
    done, world = imported(tmp_path, "e.json", json.dumps(examples.run_event("job", [one], [other])))
    assert ways(world) == {("a", "b", "user_id")}
    assert any("amount, day" in what for what, _ in done.draft.left_out)


def test_marquez_says_the_same_as_the_events_that_it_was_sent(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    _, by_names = imported(tmp_path, "marquez.json")
    _, by_events = imported(tmp_path / "other", "events.json")
    assert ways(by_names) == ways(by_events)


def test_a_threat_models_boundary_box_is_the_agency_of_what_lies_in_it(tmp_path: Path) -> None:
    done, world = imported(tmp_path, "dragon-2.json")
    keepers = {database.name: world.agencies[database.agency].name for database in world.databases.values()}
    assert keepers == {"Judgments": "Courts", "Debtors": "Courts", "Railway": "City sharing"}
    assert {link.id for link in world.links.values()} == {"daily-list", "ticket-check", "ticket-check-back"}
    left = " ".join(what for what, _ in done.draft.left_out)
    assert all(word in left for word in ("1 threats", "street", "A note", "loose"))


def test_both_versions_of_a_threat_model_have_the_same_ways(tmp_path: Path) -> None:
    _, world = imported(tmp_path, "dragon-1.json")
    assert ways(world) == {("Judgments", "Debtors", "shared ID"), ("Debtors", "Railway", "shared ID")}
    assert world.title == "City sharing"


def test_a_group_of_yed_is_an_agency(tmp_path: Path) -> None:
    _, world = imported(tmp_path, "yed.graphml")
    keepers = {database.name: world.agencies[database.agency].name for database in world.databases.values()}
    assert keepers == {"Judgments": "Courts", "Debtors": "Courts", "Railway": "yed"}


@pytest.mark.parametrize("name", ["gephi.graphml", "gephi.gexf", "networkx.json"])
def test_keys_of_edges_are_identifiers_and_attributes_without_a_place_are_listed(name: str, tmp_path: Path) -> None:
    done, world = imported(tmp_path, name)
    assert ways(world) == {("Judgments", "Debtors", "citizen ID"), ("Debtors", "Railway", "phone")}
    if name == "gephi.graphml":
        assert [what for what, _ in done.draft.left_out] == ["attribute 'r' of 1 nodes"]


def test_what_gephi_writes_beside_an_edge_is_its_name(tmp_path: Path) -> None:
    text = examples.GEPHI.replace('"key" attr.type="string" for="edge"', '"Edge Label" attr.type="string" for="edge"')
    _, world = imported(tmp_path, "labelled.graphml", text.replace('attr.name="key"', 'attr.name="Edge Label"'))
    assert {link.id for link in world.links.values()} == {"citizen-id", "phone"}


@pytest.mark.parametrize(
    "version", ["http://www.gexf.net/1.1draft", "http://www.gexf.net/1.2draft", "http://gexf.net/1.3"]
)
def test_gexf_of_any_version_is_one_graph(version: str, tmp_path: Path) -> None:
    _, world = imported(tmp_path, "old.gexf", examples.GEXF.replace("http://gexf.net/1.3", version))
    assert ways(world) == {("Judgments", "Debtors", "citizen ID"), ("Debtors", "Railway", "phone")}


def test_gexfs_undirected_and_mutual_edges_go_both_ways(tmp_path: Path) -> None:
    text = examples.GEXF.replace('weight="2.0"', 'type="mutual"').replace('label="ticket check"', 'type="undirected"')
    done, world = imported(tmp_path, "both.gexf", text)
    assert len(world.links) == 4
    assert any("both ways" in sentence for sentence in done.draft.assumed)


def test_a_node_of_gexf_that_only_holds_others_is_their_agency(tmp_path: Path) -> None:
    nodes = """<nodes><node id="c" label="Courts"><nodes><node id="0" label="Judgments"/><node id="1" label="Debtors"/>
      </nodes></node><node id="2" label="Railway" pid="r"/><node id="r" label="Rail office"/></nodes>"""
    head, _, rest = examples.GEXF.partition("<nodes>")
    _, world = imported(tmp_path, "nested.gexf", head + nodes + rest.partition("</nodes>")[2])
    keepers = {database.name: world.agencies[database.agency].name for database in world.databases.values()}
    assert keepers == {"Judgments": "Courts", "Debtors": "Courts", "Railway": "Rail office"}


def test_edges_without_a_direction_go_both_ways(tmp_path: Path) -> None:
    text = examples.GEPHI.replace('edgedefault="directed"', 'edgedefault="undirected"')
    done, world = imported(tmp_path, "undirected.graphml", text)
    assert len(world.links) == 4
    assert any("both ways" in sentence for sentence in done.draft.assumed)


def test_tables_of_nodes_and_edges_may_be_two_files_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "edges.csv").write_text(examples.EDGES_CSV)
    (tmp_path / "tables" / "nodes.csv").write_text(examples.NODES_CSV)
    done = import_world([tmp_path / "tables"], tmp_path / "one")
    import_world([tmp_path / "tables" / "nodes.csv", tmp_path / "tables" / "edges.csv"], tmp_path / "two")
    world = folders.load(tmp_path / "one")
    assert ways(world) == ways(folders.load(tmp_path / "two"))
    assert ways(world) == {("Judgments", "Debtors", "citizen ID"), ("Debtors", "Railway", "phone")}
    assert [what for what, _ in done.draft.left_out] == ["column 'Colour' of nodes.csv"]


# where the record begins


@pytest.mark.parametrize("asked", ["1", "Debtors", "debtors"])
def test_the_record_begins_where_it_is_said_by_id_name_or_slug(asked: str, tmp_path: Path) -> None:
    done, world = imported(tmp_path, "gephi.graphml", start=asked)
    assert world.record_kinds["record"].home == done.draft.start == "debtors"
    assert any("no link leads from 'Debtors' to 'Judgments'" in sentence for sentence in done.draft.assumed)


def test_names_that_no_file_or_id_can_have_are_made_safe_and_kept_as_names(tmp_path: Path) -> None:
    names = ["people", "CON", "法院", "x" * 300, "a b", "a-b", "Tab\tand\u202eturn", "values", "about"]
    nodes = [{"id": name} for name in names]
    links = [{"source": one, "target": other} for one, other in pairwise(names)]
    done, world = imported(tmp_path, "names.json", json.dumps({"nodes": nodes, "links": links}))
    shown = {database.name for database in world.databases.values()}
    assert shown >= {"people", "CON", "法院", "a b", "a-b", "Tab andturn"}
    assert len(world.databases) == len(names)
    assert check(done.folder)[1] == []


# what can't be imported


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.graphml", '<!DOCTYPE a [<!ENTITY b "c">]><graphml/>', ["row 1", "document type"]),
        ("a.graphml", f'<?xml version="1.0"?>\n<graphml {GRAPHML}><graph>', ["row 2"]),
        ("a.graphml", "<graphml/>", ["graphml", "no graph"]),
        ("a.graphml", f'<graphml {GRAPHML}><graph><edge source="a"/></graph></graphml>', ["edge 1", "no target"]),
        ("a.gexf", "<gexf/>", ["gexf", "no graph"]),
        ("a.gexf", '<gexf><graph><edges><edge source="a"/></edges></graph></gexf>', ["edge 1", "no target"]),
        ("a.json", '{"nodes": [}', ["row 1", "no value where one has to stand (character 12 of the line)"]),
        ("a.graphml", "<graphml><graph></graphml>", ["row 1", "a closing tag that fits no open one"]),
        ("a.json", '{"eventType": 1\n}\n{"job": }', ["row 3", "isn't JSON"]),
        ("a.json", "hello", ["begins with 'h'", "JSON"]),
        ("a.json", "", ["empty file"]),
        ("a.json", '{"some": "thing"}', ["no format", "openlineage"]),
        ("a.json", '{"nodes": 3, "links": []}', ["nodes", "int", "a list"]),
        ("a.json", '{"nodes": [{"id": 1}], "links": [{"source": 1}]}', ["links[0].target"]),
        ("a.json", '{"nodes": [], "links": []}', ["no node"]),
        ("a.json", '{"elements": [{"data": {}}]}', ["elements[0]", "id"]),
        ("a.json", json.dumps({**examples.EVENTS[0], "inputs": [{"namespace": "n"}]}), ["event 1.inputs[0]", "name"]),
        ("a.json", json.dumps({**examples.EVENTS[0], "outputs": 7}), ["event 1.outputs", "list of datasets"]),
        ("a.json", json.dumps({"summary": {}, "detail": {"diagrams": [{"cells": [{"type": "tm.Store"}]}]}}),
         ["detail.diagrams[0].cells[0]", "store without id"]),
        ("a.csv", "sorce,target\na,b\n", ["row 1", "did you mean 'sorce'?"]),
        ("a.csv", "source,target\na,\n", ["row 2", "column target", "blank"]),
        ("a.csv", "source,target\na,b,c\n", ["row 2", "3 cells"]),
        ("a.json", json.dumps({"nodes": [{"id": "a", "label": "11010519491231002X"}], "links": []}),
         ["a.json, column label", "real citizen number"]),
        ("a.csv", "source,target\n13812345678,1\n13712345678,2\n", ["column source", "real mobile"]),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_imported_says_where_and_why_and_writes_nothing(
    name: str, text: str, says: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path / name), "--as", str(tmp_path / "world")]) == 1
    said = capsys.readouterr().err
    assert all(words in said for words in says), said
    assert "11010519491231002X" not in said
    assert "13812345678" not in said
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("{file} --as {there}", 1, "is there already"),
        ("{file}x --as {new}", 1, "Did you mean 'gephi.graphml'?"),
        ("{file} --as {new} --format-in grafml", 2, "Did you mean 'graphml'?"),
        ("{file} --as {new} --format-in json", 1, "what isn't json"),
        ("{file} --as {new} --from Railwy", 2, "Did you mean 'Railway'?"),
        ("{file} --as {new}/deeper/still", 1, "There is no folder"),
        ("{file} {file} --as {new}", 1, "give any other file alone"),
    ],
)
def test_a_wrong_word_says_what_is_meant(
    words: str, code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, new = tmp_path / "gephi.graphml", tmp_path / "new"
    file.write_text(examples.GEPHI)
    assert main(["import", *words.format(file=file, there=tmp_path, new=new).split()]) == code
    assert says in capsys.readouterr().err
    assert not new.exists()


def test_what_is_assumed_and_left_out_is_said_on_stderr_and_in_the_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "gephi.graphml"
    file.write_text(examples.GEPHI)
    assert main(["import", str(file), "--as", str(tmp_path / "new"), "--format", "json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["format"] == "graphml"
    assert told["rows"]["databases"] == 3
    assert told["left_out"] == [{"what": "attribute 'r' of 1 nodes", "why": "it has no column in a world"}]
    assert all(f"assumed: {sentence}" in said.err for sentence in told["assumed"])
    assert "left out: attribute 'r'" in said.err


@pytest.mark.parametrize("row", IMPORT_FORMATS.values(), ids=IMPORT_FORMATS)
def test_every_row_of_the_formats_says_what_it_is_and_what_becomes_of_it(row: object) -> None:
    assert getattr(row, "meaning", "")
    assert getattr(row, "becomes", "")
    assert any(getattr(row, "name", "") == form for form, _ in FILES.values())
