"""Exports: every file read again gives the same graph, no text in one can run, and none is ever half written."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from linkage.answers.exports import export
from linkage.answers.exports.export import export_spread, export_world, handout
from linkage.answers.exports.export_formats import EXPORT_FORMATS, ExportFormat
from linkage.answers.exports.safe_csv import csv_text
from linkage.answers.spread_question import Answer, Question, ask
from linkage.cli.command_line import main
from linkage.drawing.formats.graph_formats import MOST_CHARACTERS, mermaid_limits, mermaid_text, writable_graph
from linkage.drawing.formats.html_page import html_page
from linkage.drawing.graph import world_graph
from linkage.errors import BadWorldError, LinkageError, UsageError
from linkage.population import agency_files
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.parser import under

HOSTILE = '</script><script>x()</script>"\']]>--><svg onload=x()> %% {init} \\" ;] \x00\u202e'
WORLDS = [found.id for found in folders.worlds()]
GRAPH_FORMATS = [row.name for row in EXPORT_FORMATS.values() if row.writes == "graph"]
SPREAD_FORMATS = [row.name for row in EXPORT_FORMATS.values() if row.writes != "book"]
"""The formats that a spread can be written in; a book is of a whole world (tests/linkage/book)."""


def graph_text(drawn: nx.DiGraph, form: str) -> str:
    """A graph as its export format writes it."""
    return EXPORT_FORMATS[form].write(writable_graph(drawn))


# small readers of the two formats that networkx doesn't read


def read_dot(text: str) -> nx.DiGraph:
    """Quoted names, one statement a line: what our writer writes, by DOT's own rules for quotes."""
    found = nx.DiGraph()
    quoted = r'"((?:[^"\\]|\\.)*)"'

    def plain(part: str) -> str:
        return re.sub(r"\\(.)", r"\1", part)

    lines = text.splitlines()
    assert lines[0] == "digraph {"
    assert lines[-1] == "}"
    for line in lines[2:-1]:
        if whole := re.fullmatch(rf"  {quoted}={quoted};", line):
            found.graph[plain(whole[1])] = plain(whole[2])
        elif arrow := re.fullmatch(rf"  {quoted} -> {quoted}( \[.*\])?;", line):
            found.add_edge(plain(arrow[1]), plain(arrow[2]))
        else:
            node = re.fullmatch(rf"  {quoted} \[(.*)\];", line)
            assert node, line
            found.add_node(
                plain(node[1]), **{plain(a): plain(b) for a, b in re.findall(rf"{quoted}={quoted}", node[2])}
            )
    return found


def read_mermaid(text: str) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Labels by place, and arrows between places; entity codes turned back."""
    labels: dict[str, str] = {}
    arrows = set()
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    for line in lines[1:]:
        if line.startswith("%%"):
            assert "{" not in line
        elif arrow := re.fullmatch(r"(n\d+) --> (n\d+)", line):
            arrows.add((arrow[1], arrow[2]))
        else:
            node = re.fullmatch(r'(n\d+)(?:\[|\(\[|>|\{\{|\()"([^"<>]*)"(?:\]|\]\)|\}\}|\))', line)
            assert node, line
            labels[node[1]] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), node[2])
    return labels, arrows


def as_text(drawn: nx.DiGraph) -> dict[str, dict[str, str]]:
    """Nodes with their attributes as texts, whatever a format made of numbers and yes or no."""
    return {node: {name: str(value) for name, value in held.items()} for node, held in drawn.nodes(data=True)}


READERS: dict[str, Callable[[str], nx.DiGraph]] = {
    "graphml": lambda text: nx.parse_graphml(text),
    "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())),
    "cytoscape": lambda text: nx.cytoscape_graph(json.loads(text)),
    "json": lambda text: nx.node_link_graph(json.loads(text), edges="edges"),
    "dot": read_dot,
}
OWN = {"label", "id", "value", "name"}
"""What formats add to a node of their own."""


@cache
def answers(name: str) -> tuple[Answer, ...]:
    """The spreads of all stories of a world."""
    world = folders.load(name)
    return tuple(ask(world, Question(story=story)) for story in world.stories)


@cache
def graphs(name: str) -> tuple[nx.DiGraph, ...]:
    """A world's graph and the spreads of all its stories."""
    return (world_graph(under(folders.load(name))), *map(export.steps_graph, answers(name)))


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", WORLDS)
def test_every_graph_read_again_is_the_same_graph(name: str, form: str) -> None:
    for drawn in graphs(name):
        again = READERS[form](graph_text(drawn, form))
        assert isinstance(again, nx.DiGraph)
        assert set(again.edges) == set(drawn.edges)
        there, here = as_text(again), as_text(drawn)
        assert there.keys() == here.keys()
        for node, held in here.items():
            kept = {key: value for key, value in there[node].items() if key in held or key not in OWN}
            assert kept == held


@pytest.mark.parametrize("name", WORLDS)
def test_a_mermaid_chart_has_every_node_and_arrow(name: str) -> None:
    for drawn in graphs(name):
        labels, arrows = read_mermaid(graph_text(drawn, "mermaid"))
        places = {node: f"n{place}" for place, node in enumerate(drawn)}
        assert set(labels) == set(places.values())
        assert arrows == {(places[one], places[other]) for one, other in drawn.edges}


def ring(number: int, label: str = "a") -> nx.DiGraph:
    """A graph with so many arrows."""
    drawn = nx.DiGraph(about="a ring")
    drawn.add_edges_from((f"n{place}", f"n{(place + 1) % number}") for place in range(number))
    nx.set_node_attributes(drawn, label, "name")
    return drawn


def test_a_chart_within_mermaids_limits_says_nothing_of_them() -> None:
    assert mermaid_limits(mermaid_text(ring(500))) == ()
    assert "Mermaid takes" not in mermaid_text(ring(500))


@pytest.mark.parametrize(
    ("drawn", "says"), [(ring(501), "maxEdges 501 or more"), (ring(40, "名" * 2_000), "maxTextSize ")]
)
def test_a_chart_beyond_a_limit_of_mermaids_says_so_and_where_the_limit_is_raised(drawn: nx.DiGraph, says: str) -> None:
    text = mermaid_text(drawn)
    (sentence,) = mermaid_limits(text)
    assert says in sentence
    comments = [line for line in text.splitlines() if line.startswith("%% Mermaid takes")]
    assert len(comments) == 1
    assert says in comments[0]
    assert len(read_mermaid(text)[1]) == drawn.number_of_edges()


def test_the_size_that_a_chart_asks_for_holds_the_whole_chart() -> None:
    for length in range(1_200, 1_500, 3):
        text = mermaid_text(ring(40, "a" * length))
        asked = re.search(r"maxTextSize (\d+)", text)
        assert len(text) <= (int(asked[1]) if asked else MOST_CHARACTERS)


@pytest.mark.parametrize("form", [*READERS, "mermaid"])
def test_a_graph_full_of_markup_comes_back_as_text(form: str) -> None:
    drawn = nx.DiGraph(about=HOSTILE)
    drawn.add_edge("a", f"b{HOSTILE}")
    drawn.add_node("a", name=HOSTILE, kind="link", note=HOSTILE)
    text = graph_text(drawn, form)
    assert "\x00" not in text
    assert "\u202e" not in text
    if form == "mermaid":
        assert HOSTILE[:-2].strip() in read_mermaid(text)[0]["n0"]
    else:
        assert READERS[form](text).nodes["a"]["note"] == HOSTILE[:-2]


def test_two_parallel_links_stay_two() -> None:
    world = folders.load("tiny")
    first = world.links["subscribers-to-rail-tickets"]
    twice = replace(world, links={**world.links, "again": replace(first, id="again")})
    found = READERS["graphml"](export_world(twice, "graphml").text)
    way = [f"database:{first.source}", f"database:{first.target}"]
    between = list(nx.all_simple_paths(found, *way, cutoff=2))
    assert {path[1] for path in between} >= {"link:again", "link:subscribers-to-rail-tickets"}


def test_a_step_stands_after_its_causes(court_fine: Answer) -> None:
    drawn = export.steps_graph(court_fine)
    assert nx.is_directed_acyclic_graph(drawn)
    for step in court_fine.spread.steps:
        assert set(drawn.predecessors(step.id)) == set(step.causes)


@pytest.fixture(scope="module")
def court_fine() -> Answer:
    return ask(folders.load("tiny"), Question(story="court-fine"))


# what every file says of itself


@pytest.mark.parametrize("form", SPREAD_FORMATS)
def test_every_file_says_that_its_people_are_invented(court_fine: Answer, form: str) -> None:
    text = export_spread(court_fine, form).text
    assert court_fine.world.label_line in text
    assert re.search(r"7 steps: 3 reported, 3 alleged, 1 assumed; all their delays and shares assumed", text)
    assert "reading: everything" in text
    assert f"hash {fingerprint(court_fine.world)}" in text
    assert "seed 1" in text


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_a_worlds_file_says_how_much_of_it_is_assumed(form: str) -> None:
    said = (
        "15 links and rules: 3 reported, 1 planned, 1 view, 2 alleged, 8 assumed; all their delays and shares assumed"
    )
    assert said in export_world(folders.load("tiny"), form).text


@pytest.mark.parametrize("form", SPREAD_FORMATS)
def test_the_same_spread_gives_the_same_bytes(court_fine: Answer, form: str) -> None:
    again = ask(folders.load("tiny"), Question(story="court-fine"))
    assert export_spread(court_fine, form).text == export_spread(again, form).text


def test_the_hash_tells_worlds_apart_and_not_what_ifs() -> None:
    tiny = folders.load("tiny")
    assert fingerprint(replace(tiny, title="Tinier")) != fingerprint(tiny)
    assert fingerprint(under(tiny, "drop:phone")) == fingerprint(tiny)


# pictures


def test_an_svg_shows_what_the_spread_comes_to_and_needs_nothing_else(court_fine: Answer) -> None:
    text = export_spread(court_fine, "svg").text
    root = ElementTree.fromstring(text)
    classes = {each.get("data-id"): (each.get("class") or "").split() for each in root.iter() if each.get("data-id")}
    assert "refuse" in classes["service:loan"]
    assert "on" in classes["effect:loan/refuse"]
    assert (
        "on" not in classes["link:subscribers-to-rail-tickets"] if "link:subscribers-to-rail-tickets" in classes else 1
    )
    assert root.find("{http://www.w3.org/2000/svg}style") is not None
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", text)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_picture_can_be_dark_or_light(court_fine: Answer, theme: str) -> None:
    assert f'data-theme="{theme}"' in export_spread(court_fine, "svg", theme).text[:200]
    assert f'data-theme="{theme}"' in export_spread(court_fine, "html", theme).text[:100]


class Tags(HTMLParser):
    """Every tag of a page with its attributes, and the policy in its head."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


@pytest.mark.thorough
@pytest.mark.parametrize("name", WORLDS)
def test_the_page_of_every_story_is_small_and_asks_for_nothing(name: str) -> None:
    for answer in answers(name):
        text = export_spread(answer, "html").text
        assert len(text.encode()) <= 80_000, answer.story
        tags = Tags(text).tags
        assert sum(tag == "script" for tag, _ in tags) == 1
        assert not {tag for tag, _ in tags} & {"link", "img", "iframe", "object", "embed", "form", "base"}
        asking = {"src", "action", "style", "srcset", "background", "poster", "formaction"}
        assert not [held for _, held in tags if asking & held.keys() or any(key.startswith("on") for key in held)]
        assert all(value is None or value.startswith("#") for _, held in tags if (value := held.get("href")))
        policy = next(
            held["content"] or "" for tag, held in tags if held.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy


def test_a_page_that_would_be_too_large_draws_only_what_is_lit(
    court_fine: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = handout(
        ask(folders.load("tiny"), Question(story="court-fine", what_if="cut:defaulter-list-to-rail-tickets"))
    )
    told = replace(told, scene=handout(court_fine).scene)
    lit = {part.id for wave in told.waves for line in wave.lines for part in line.lights}
    whole = [node.id for node in told.scene.nodes]
    assert html_page(told).count('class="node ') == len(whole)
    monkeypatch.setattr("linkage.drawing.formats.html_page.MOST_BYTES", 1_000)
    assert html_page(told).count('class="node ') == sum(node in lit for node in whole) < len(whole)


def hostile(world: World) -> World:
    """A world whose names are markup."""
    return replace(
        world,
        title=HOSTILE,
        quotes={key: replace(row, quote=row.quote and HOSTILE, says=HOSTILE) for key, row in world.quotes.items()},
        sources={key: replace(row, title=HOSTILE) for key, row in world.sources.items()},
        databases={key: replace(row, name=HOSTILE) for key, row in world.databases.items()},
        identifiers={key: replace(row, name=HOSTILE) for key, row in world.identifiers.items()},
        services={key: replace(row, name=HOSTILE) for key, row in world.services.items()},
        stories={
            key: replace(row, title=HOSTILE, name=HOSTILE, sentence=HOSTILE) for key, row in world.stories.items()
        },
    )


def test_names_full_of_markup_are_text_in_the_page_and_the_map(court_fine: Answer) -> None:
    plain = Tags(export_spread(court_fine, "html").text).tags
    answer = ask(hostile(folders.load("tiny")), Question(story="court-fine"))
    tags = Tags(export_spread(answer, "html").text).tags
    assert {tag for tag, _ in tags} == {tag for tag, _ in plain}
    assert not [held for _, held in tags if any(key.startswith("on") for key in held)]
    ElementTree.fromstring(export_spread(answer, "svg").text)


def test_a_reading_without_the_record_has_a_page_that_says_so() -> None:
    answer = ask(folders.load("tiny"), Question(story="wrong-person", what_if="keep:planned"))
    if not answer.spread.steps:
        assert "nothing spreads" in export_spread(answer, "html").text
    assert export_spread(answer, "svg").text.startswith("<svg ")
    for form in GRAPH_FORMATS:
        assert export_spread(answer, form).text


# the command line, and files


def test_the_command_line_knows_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    assert f"--to {{{','.join(EXPORT_FORMATS)}}}" in capsys.readouterr().out


@pytest.mark.parametrize("row", EXPORT_FORMATS.values(), ids=EXPORT_FORMATS)
def test_every_row_of_the_formats_says_what_its_file_is(row: ExportFormat) -> None:
    assert EXPORT_FORMATS[row.name] is row
    assert row.meaning
    assert "\n" not in row.meaning
    assert re.fullmatch(r"\.[a-z]+", row.ending)
    assert re.fullmatch(r"(text|image|application)/[a-z.+]+", row.media_type)
    assert row.needs_spread == (row.writes in ("picture", "page"))


def test_a_writer_may_be_the_function_itself(court_fine: Answer) -> None:
    row = replace(EXPORT_FORMATS["dot"], writer=lambda drawn: f"{len(drawn)} nodes\n")
    assert row.write(export.steps_graph(court_fine)) == "7 nodes\n"


@pytest.mark.parametrize("form", SPREAD_FORMATS)
def test_export_prints_or_writes_the_same_text(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["export", "tiny", "--to", form, "--story", "court-fine", "--what-if", "drop:phone"]
    assert main(asked) == 0
    printed = capsys.readouterr().out
    target = tmp_path / f"spread.{form}"
    assert main([*asked, "-o", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "bytes" in said.err
    assert target.read_bytes().decode() == printed
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_without_a_story_the_worlds_graph_is_exported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "tiny", "--to", "json", "--what-if", "cut:subscribers-to-rail-tickets"]) == 0
    found = READERS["json"](capsys.readouterr().out)
    assert "database:rail-tickets" in found
    assert "link:subscribers-to-rail-tickets" not in found


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("tiny --to grafml", 2, "Did you mean 'graphml'?"),
        ("tiny --to svg -o {there}", 1, "is a folder: name a file in it"),
        (
            "tiny --to json -o {there}/pictrues/a.json",
            1,
            "There is no folder 'pictrues' in '{there}'. Did you mean 'pictures'?",
        ),
        ("tiny --to html --story cort-fine", 1, "Did you mean 'court-fine'?"),
        ("tinny --to html", 1, "did you mean 'tiny'?"),
        ("tiny --to html --story court-fine --record skipped-fare", 2, "exclude each other"),
    ],
)
def test_an_export_that_can_not_be_made_says_what_is_meant(
    arguments: str, code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pictures").mkdir()
    assert main(["export", *arguments.format(there=tmp_path).split()]) == code
    said = capsys.readouterr()
    assert says.format(there=tmp_path) in said.err
    assert said.out == ""


def test_a_disk_that_refuses_leaves_what_was_there(
    court_fine: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "spread.svg"
    target.write_text("old")

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(LinkageError, match="No space left on device"):
        export_spread(court_fine, "svg").save(target, overwrite=True)
    assert target.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["spread.svg"]


def test_a_picture_of_a_whole_world_is_refused() -> None:
    with pytest.raises(UsageError, match="picture of one spread"):
        export_world(folders.load("tiny"), "svg")
    with pytest.raises(UsageError, match="Did you mean 'mermaid'"):
        export_world(folders.load("tiny"), "mermaids")


# CSV


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_csv_can_be_a_formula(sign: str) -> None:
    assert csv_text(["a"], [[f"{sign}1+1", "-3", "-0.5", "+7"]]).count(f"'{sign}1+1") == 1
    assert csv_text(["a"], [["-3", "-0.5"]]) == "a\n-3,-0.5\n"


@pytest.mark.parametrize("name", WORLDS)
def test_agency_tables_are_read_back_letter_for_letter_and_hold_no_formula(name: str) -> None:
    """Nothing is neutralised there, because they are read again: their tokens begin with letters."""
    tables = answers(name)[0].tables
    for columns, rows in agency_files.as_rows(tables).values():
        assert not [cell for row in (columns, *rows) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_group_named_like_a_formula_is_refused_at_the_door(tmp_path: Path) -> None:
    folders.new(tmp_path / "mine", "tiny")
    settings = tmp_path / "mine" / "world.toml"
    settings.write_text(settings.read_text("utf-8").replace('"18-34" =', '"=1+1" ='), "utf-8")
    with pytest.raises(BadWorldError) as told:
        folders.load(tmp_path / "mine")
    assert "no name begins with = + - @" in told.value.lines()[0]
