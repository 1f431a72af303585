"""The documentation's site: it builds without a warning, its links lead somewhere, all things have an entry."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import linkage
from handbook.figure_gallery import FIGURES, figure_functions
from handbook.json_meanings import MEANINGS, meaning_of, pattern_of
from handbook.json_page import SAMPLES, json_verbs, keys_of, sample_answer
from handbook.story_gallery import bundled_worlds
from linkage.cli.command_line import VERBS, main
from linkage.population.agency_files import TRUTH
from linkage.world.model import TABLES, columns
from linkage.world.what_if.intervention_registry import INTERVENTIONS
from tests.handbook.site_pages import SitePage, read_page

ROOT = Path(__file__).parent.parent.parent


def pages(site: Path) -> list[Path]:
    """The site's pages."""
    return sorted(site.rglob("*.html"))


def page(site: Path, place: str) -> SitePage:
    """One page."""
    return read_page(site / place)


def dead_links(path: Path) -> list[str]:
    """The links of a page within the site that lead to no file, or to no anchor of it."""
    dead = []
    for _, address in read_page(path).addresses:
        parts = urlsplit(address)
        if parts.scheme:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        anchor = unquote(parts.fragment)
        if not target.is_file() or (anchor and anchor not in read_page(target).anchors):
            dead.append(f"{path.name}: {address}")
    return dead


def test_every_link_and_anchor_of_the_site_leads_somewhere(site: Path) -> None:
    assert len(pages(site)) > 35
    assert [link for path in pages(site) for link in dead_links(path)] == []


def test_a_dead_link_and_a_dead_anchor_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p id="b"><a href="#b"></a><a href="#c"></a><img src="d.svg"></p>')
    assert dead_links(tmp_path / "a.html") == ["a.html: #c", "a.html: d.svg"]


def test_every_address_of_the_site_counts_from_its_page(site: Path) -> None:
    rooted = [(path.name, to) for path in pages(site) for _, to in read_page(path).addresses if to.startswith("/")]
    assert rooted == []
    assert not (site / "404.html").exists()


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loaded = [(path.name, to) for path in pages(site) for tag, to in read_page(path).addresses if tag != "a"]
    assert [entry for entry in loaded if urlsplit(entry[1]).scheme] == []


def test_the_site_names_no_path_of_this_machine(site: Path) -> None:
    texts = [path for path in site.rglob("*") if path.suffix in {".html", ".js", ".json", ".svg"}]
    assert [path.name for path in texts if str(ROOT) in path.read_text("utf-8")] == []


def test_every_verb_has_an_entry_with_its_options(site: Path) -> None:
    verbs = page(site, "reference/verbs.html")
    assert [verb.name for verb in VERBS if verb.name not in verbs.anchors] == []
    assert "--what-if W" in verbs.codes["trace"]
    assert not [verb.name for verb in VERBS if len(verbs.codes[verb.name]) < 2]


def test_every_verb_that_prints_json_has_its_keys(site: Path) -> None:
    keys = page(site, "reference/json.html")
    assert json_verbs() == list(SAMPLES)
    assert [verb for verb in json_verbs() if len(keys.codes.get(verb, [])) < 3] == []
    assert {"steps[].day", "stamp.format", "counts.databases"} <= set(keys.codes["trace"])


def test_every_key_that_is_printed_has_a_meaning_and_no_meaning_is_of_another_key() -> None:
    printed = {(verb, path) for verb in json_verbs() for path, _, _ in keys_of(sample_answer(verb))}
    assert sorted(key for key in printed if not meaning_of(*key)) == []
    assert sorted(set(MEANINGS) - {pattern_of(*key) for key in printed}) == []
    assert meaning_of("trace", "steps[].no_such_key") == ""
    assert meaning_of("about", "row.add_days") == "days until a record is passed on (blank: 0)"
    assert meaning_of("trace", "stamp.asked.story").startswith("as asked: a story")


def test_every_public_name_of_python_has_an_entry(site: Path) -> None:
    python = page(site, "reference/python.html")
    names = [name if name != "LinkageError" else "linkageerror" for name in linkage.__all__]
    assert [name for name in names if name not in python.anchors] == []
    assert {"value-trace", "value-citytable"} <= python.anchors
    assert "what_if" in python.codes["city"]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_world_has_an_entry(site: Path, table: str) -> None:
    listed = page(site, "reference/world-tables.html").codes[f"{table}csv"]
    assert [column for column in columns(TABLES[table]) if column not in listed] == []


def test_every_table_of_the_agencies_has_an_entry(site: Path) -> None:
    agencies = page(site, "reference/agency-tables.html")
    lacking = [
        f"{name}.{column}" for name, of in TRUTH.items() for column in of if column not in agencies.codes[f"{name}csv"]
    ]
    assert lacking == []


def test_every_kind_of_what_if_has_an_entry_with_an_example_of_its_own(site: Path) -> None:
    what_ifs = page(site, "reference/what-ifs.html")
    assert [verb for verb in INTERVENTIONS if verb not in what_ifs.anchors] == []
    examples = {verb: what_ifs.codes[verb][-1].split("--what-if ")[1] for verb in INTERVENTIONS}
    assert [verb for verb, text in examples.items() if text.strip().partition(":")[0] != verb] == []


def test_every_story_of_every_bundled_world_is_in_the_gallery_with_its_map(site: Path) -> None:
    for world in bundled_worlds():
        gallery = page(site, f"gallery/{world.id}.html")
        assert set(world.stories) <= gallery.anchors
        maps = [to for tag, to in gallery.addresses if tag == "img"]
        assert [f"{world.id}/{story}.svg" for story in world.stories] == maps
        assert all((site / "gallery" / place).read_text("utf-8").startswith("<svg") for place in maps)


def test_every_figure_is_in_the_gallery(site: Path) -> None:
    assert {figure.function for figure in FIGURES} == set(figure_functions())
    script = (site / "gallery" / "figures.js").read_text("utf-8")
    for figure in FIGURES:
        assert f"figure-{figure.id}" in page(site, "gallery/figures.html").anchors
        assert f'Plotly.newPlot("figure-{figure.id}"' in script


def test_every_entry_of_the_gallery_has_its_three_lines(site: Path) -> None:
    entries = {f"{world.id}.html": len(world.stories) for world in bundled_worlds()} | {"figures.html": len(FIGURES)}
    for place, number in entries.items():
        text = (site / "gallery" / place).read_text("utf-8")
        assert [text.count(f"<strong>{line}") for line in ("You see.", "It rests on", "Ask:")] == [number] * 3


def commands(site: Path, places: str) -> list[str]:
    """The commands that the pages of some places show in blocks of their own."""
    return [
        command.strip()
        for path in sorted(site.glob(places))
        for codes in read_page(path).codes.values()
        for command in codes
        if command.startswith("linkage ") and command.endswith("\n")
    ]


@pytest.mark.parametrize(("places", "number"), [("gallery/*.html", 48), ("reference/what-ifs.html", 22)])
def test_every_command_of_a_generated_page_runs(
    site: Path, places: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = commands(site, places)
    assert len(shown) >= number
    for command in dict.fromkeys(shown):
        assert main(shlex.split(command)[1:]) == 0, f"{command}: {capsys.readouterr().err}"
