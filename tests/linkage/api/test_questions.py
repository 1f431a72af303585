"""The Python interface: about twenty names, loaded when they are used, typed tables with units, and shown well."""

from __future__ import annotations

import inspect
import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest

import linkage
from dashboard.state.reproduce import trace_in_python
from linkage.answers.spread_question import Question
from linkage.api import city_questions, questions
from linkage.api.data_frames import UNITS
from linkage.cli.command_line import main
from linkage.errors import UsageError
from linkage.world.model import World
from linkage.world.storage import folders

ROOT = Path(__file__).parents[3]
RAIL = "delay:defaulter-list-to-rail-tickets"
SHARE = "share:subscribers-to-defaulter-list"
NAMES = [name for name in linkage.__all__ if name != "LinkageError"]


def python(code: str) -> str:
    """What a fresh Python says."""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


def command(*words: str) -> Any:
    """The JSON of a command."""
    with redirect_stdout(io.StringIO()) as said:
        assert main([*words, "--format", "json"]) == 0
    return json.loads(said.getvalue())


@pytest.fixture(scope="module")
def li() -> Any:
    return linkage.trace("tiny", "court-fine")


# the names


def test_the_interface_is_about_thirty_names() -> None:
    assert 18 <= len(linkage.__all__) <= 32
    assert set(linkage.__all__) <= set(dir(linkage))
    wanted = "load worlds people tables trace why why_not what_if compare cut effects city graph draw"
    assert set(wanted.split()) <= set(linkage.__all__)


def test_one_module_lists_all_questions() -> None:
    """`help("linkage.api.questions")` shows what `__all__` names, and nothing else."""
    assert questions.__all__ == NAMES
    assert all(getattr(linkage, name) is getattr(questions, name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_says_what_it_does_and_shows_it_on_tiny(name: str) -> None:
    question = getattr(questions, name)
    said = inspect.getdoc(question) or ""
    assert said.splitlines()[0].endswith(".")
    assert ">>> " in said
    assert "tiny" in said
    assert inspect.signature(question).return_annotation is not inspect.Signature.empty


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import linkage, sys; print(sorted({'pandas', 'numpy', 'networkx', 'linkage.api'} & set(sys.modules)))"
    assert python(code) == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'traec'"):
        linkage.traec  # noqa: B018 - looking is the test
    assert not hasattr(linkage, "__wrapped__")


@pytest.mark.parametrize("name", ["people", "city"])
def test_no_package_has_the_name_of_a_question(name: str) -> None:
    """`linkage.people` and `linkage.city` are functions, whatever was imported before."""
    code = f"import linkage.citywide.workers, linkage.population.tables, linkage; print(linkage.{name}.__module__)"
    assert python(code).startswith("linkage.api.")


# tables


def frames(li: Any) -> dict[str, pd.DataFrame]:
    """Every table that the Python interface returns."""
    return {
        "worlds": linkage.worlds(),
        "check": linkage.check("tiny"),
        "stories": linkage.stories("tiny"),
        "figures": linkage.figures("beijing"),
        "people": linkage.people("tiny", 30),
        "steps": li.steps,
        "effects of one": li.effects,
        "compare": linkage.compare(li, "drop:phone"),
        "lifts": linkage.lifts(li, "high-speed-rail"),
        "effects": linkage.effects("tiny", residents=60),
        **{f"city by {by}": linkage.city("tiny", residents=300, by=by) for by in city_questions.BY},
        "best": linkage.best("tiny", "high-speed-rail", 2, residents=300),
        "ranges": linkage.ranges("tiny", residents=300, draws=1),
        "ranges of a change": linkage.ranges("tiny", "drop:phone", residents=300, draws=2),
        "seeds": linkage.seeds("tiny", residents=300, populations=2),
        **linkage.tables("tiny", 20),
    }


def test_every_table_is_typed_and_says_its_units(li: Any) -> None:
    for name, made in frames(li).items():
        assert "invented people" in made.attrs["label"], name
        for column, kind in made.dtypes.items():
            assert str(kind) in ("str", "Int64", "bool", "float64"), (name, column, kind)
            if str(kind) == "Int64":
                assert made.attrs["units"][column] == UNITS[column]


def test_for_ever_is_a_blank_and_a_day_is_a_whole_number(li: Any) -> None:
    children = li.effects.query("service == 'private-school'")
    assert children["until"].isna().all()
    assert list(children["day"]) == [21, 21]


def test_the_table_of_effects_is_that_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    made = linkage.effects("tiny", "drop:phone", residents=60, on_day=30)
    assert (
        main(["effects", "tiny", "--residents", "60", "--what-if", "drop:phone", "--on-day", "30", "--format", "csv"])
        == 0
    )
    shown = made.assign(**{column: made[column].map({True: "yes", False: "no"}) for column in ("wrong", "false")})
    assert shown.to_csv(index=False, lineterminator="\n") == capsys.readouterr().out


def test_the_city_counts_the_subjects_in_the_rows_of_effects() -> None:
    rows = linkage.effects("tiny", residents=400)
    people = rows[rows["subject"].str.startswith("R")].groupby(["service", "effect"])["subject"].nunique()
    counted = linkage.city("tiny", residents=400).set_index(["service", "effect"])["residents"]
    assert counted[counted > 0].astype(int).to_dict() == people.to_dict()


def test_the_city_can_be_counted_by_day_group_and_kind_of_record() -> None:
    total = linkage.city("tiny", residents=400)
    by_day = linkage.city("tiny", residents=400, by="day").groupby(["service", "effect"])["first_reached"].sum()
    everybody = total.set_index(["service", "effect"])[["residents", "companies"]].sum(axis=1)
    assert by_day.to_dict() == everybody[everybody > 0].to_dict()
    by_group = linkage.city("tiny", residents=400, by="group").groupby(["service", "effect"])["number"].sum()
    assert by_group.to_dict() == by_day.to_dict()
    with pytest.raises(linkage.LinkageError, match="Did you mean 'group'"):
        linkage.city("tiny", residents=10, by="groups")


def test_a_city_under_a_what_if_says_what_changes() -> None:
    made = linkage.city("tiny", "drop:national-id", residents=400)
    change = {(row["service"], row["effect"]): row["residents"] for row in made.attrs["change"]}
    assert change["high-speed-rail", "refuse"] < 0


def test_the_city_of_one_day_is_that_of_the_command_line() -> None:
    day = linkage.city("tiny", "correct:unpaid-court-judgment=20", residents=3_000, on_day=30)
    ever = linkage.city("tiny", "correct:unpaid-court-judgment=20", residents=3_000)
    said = command(
        "city", "tiny", "--residents", "3000", "--on-day", "30", "--what-if", "correct:unpaid-court-judgment=20"
    )
    assert list(day["residents"]) == [row["residents"] for row in said["effects"]]
    assert day["residents"].sum() < ever["residents"].sum()
    assert (day.attrs["on_day"], ever.attrs["on_day"]) == (30, None)
    with pytest.raises(linkage.LinkageError, match="one day has no curve"):
        linkage.city("tiny", residents=10, by="day", on_day=3)


def test_the_city_by_link_says_what_each_link_holds_up() -> None:
    made = linkage.city("tiny", residents=3_000, by="link")
    said = command("city", "tiny", "--residents", "3000", "--by-link")["by_link"]
    assert [{**row, "with": " ".join(row["with"])} for row in said] == made.to_dict("records")
    assert list(dict.fromkeys(made["measure"])) == ["restrictions", "rewards"]
    assert made.attrs["units"]["value"] == "fair share of what came through links"
    closed = linkage.city("tiny", residents=3_000, by="link", measures="closed:package-tour")
    assert (
        closed["value"].sum()
        == linkage.city("tiny", residents=3_000)
        .query("service == 'high-speed-rail'")["residents_through_links"]
        .iloc[0]
    )
    with pytest.raises(linkage.LinkageError, match="by='link'"):
        linkage.city("tiny", residents=10, measures="rewards")


def test_the_best_removals_are_those_of_the_command_line() -> None:
    found = linkage.best("beijing", "flight", 2, residents=3_000)
    said = command("cut", "beijing", "--city", "--best", "2", "--protect", "flight", "--residents", "3000")
    assert [(row["size"], row["spared"], row["exact"]) for row in said["choices"]] == [
        (row.size_, row.spared, row.exact) for row in found.rename(columns={"size": "size_"}).itertuples()
    ]
    assert found["removals"].iloc[-1] == ",".join(said["best"])
    assert found.attrs["cuts"][2] == said["choices"][1]["cuts"]
    assert (found.attrs["restricted"], found.attrs["why_not"]) == (said["restricted"], None)
    before, after = (linkage.city("beijing", what_if, residents=3_000) for what_if in ("", found["removals"].iloc[-1]))
    refused = [
        int(each.query("service == 'flight' and effect == 'refuse'")["residents"].sum()) for each in (before, after)
    ]
    assert refused[0] - refused[1] == found["spared"].iloc[-1]


@pytest.mark.parametrize("what_if", ["", "drop:national-id"])
def test_the_ranges_are_those_of_the_command_line(what_if: str) -> None:
    made = linkage.ranges("elsewhere", what_if, residents=800, seed=3, draws=4)
    asked = ["--what-if", what_if] if what_if else []
    said = command("city", "elsewhere", "--residents", "800", "--seed", "3", "--range", "4", *asked)["range"]
    rows = made.set_index(["service", "effect", "counted"])
    for row in said["effects"]:
        for counted in ("residents", "companies_through_links"):
            found = rows.loc[(row["service"], row["effect"], counted)]
            for side, cells in (("", row[counted]), ("change_", row[counted].get("change", {}))):
                for column in ("count", "least", "median", "most") if cells else ():
                    assert found[f"{side}{column}"] == cells[column]
                key = (row["service"], row["effect"], counted, side.rstrip("_"))
                assert made.attrs["listed"].get(key) == cells.get("listed")
    kept = ("residents", "draws", "figures")
    assert {key: made.attrs[key] for key in kept} == {key: said[key] for key in kept}
    assert made.attrs["said"] == said["label"]


def test_more_draws_never_make_a_range_narrower() -> None:
    few, many = (linkage.ranges("tiny", residents=800, draws=draws) for draws in (2, 6))
    both = few.merge(many, on=["service", "effect", "counted"])
    assert len(both) == len(few)
    assert (both["count_x"] == both["count_y"]).all()
    assert (both["least_y"] <= both["least_x"]).all()
    assert (both["most_y"] >= both["most_x"]).all()
    assert (both["most_y"] > both["most_x"]).any()


def test_one_draw_alone_has_the_counts_that_the_ranges_list() -> None:
    ranged = linkage.ranges("tiny", "drop:phone", residents=800, draws=3)
    alone = linkage.one_draw("tiny", 3, "drop:phone", residents=800)
    for row in alone.itertuples():
        key = (row.service, row.effect, row.counted)
        sides = [ranged.attrs["listed"][*key, side][2] for side in ("", "before", "change")]
        assert sides == [alone.loc[row.Index, "count"], row.before, row.change]


@pytest.mark.thorough
def test_the_tornado_is_that_of_the_command_line() -> None:
    made = linkage.tornado("tiny", "refuse:loan", "drop:phone", residents=400, moves="change")
    said = command("compare", "tiny", "--residents", "400", "--what-if", "drop:phone", "--tornado", "refuse:loan")
    figures = said["tornado"]["figures"]
    assert list(made["figure"]) == [row["figure"] for row in figures]
    for column in ("at_low", "at_high", "change_at_low", "change_swing"):
        assert list(made[column]) == [row[column] for row in figures]


def test_a_sweep_has_a_column_a_figure_and_a_column_a_measure() -> None:
    made = linkage.sweep("tiny", f"{RAIL}=0..40/20", ["refuse:high-speed-rail", "doors"], residents=2_000, on_day=25)
    assert list(made.columns) == [RAIL, "refuse:high-speed-rail", "doors"]
    assert [str(kind) for kind in made.dtypes] == ["Int64", "Int64", "Int64"]
    for days, counted in zip(made[RAIL], made["refuse:high-speed-rail"], strict=True):
        city = linkage.city("tiny", f"{RAIL}={days}", residents=2_000, on_day=25)
        assert counted == city.query("service == 'high-speed-rail' and effect == 'refuse'")["residents"].sum()
    assert made.attrs["units"][RAIL] == "days that the link adds"
    grid = linkage.sweep("tiny", [f"{RAIL}=0..40/20", f"{SHARE}=0..1/0.5"], "doors", residents=500)
    assert (len(grid), str(grid[SHARE].dtype)) == (9, "float64")


# questions


def test_a_trace_answers_as_the_command_line_does(li: Any) -> None:
    assert li.name == "Li"
    assert li.counts["services_refused"] == len(set(li.closed) & set(folders.load("tiny").doors)) == 3
    assert len(li.steps) == 7
    assert linkage.trace("tiny", record="skipped-fare", resident="R0000000003").subject == "R0000000003"


def test_the_empty_what_if_changes_nothing(li: Any) -> None:
    change = linkage.compare(li, "")
    assert set(change["change"]) == {"same"}
    assert change.attrs["doors"]["opened"] == []


def test_a_what_if_comes_on_top_of_the_traces_own() -> None:
    once = linkage.trace("tiny", "court-fine", what_if="reading:documented,drop:phone")
    assert linkage.compare(once, "drop:national-id").attrs["about"].endswith("documented,drop:phone,drop:national-id")
    other = linkage.compare(once, "reading:everything").attrs["about"]
    assert other.endswith("what-if: reading:everything,drop:phone")


def test_a_what_if_is_a_value_and_leaves_its_world_alone() -> None:
    tiny = linkage.load("tiny")
    cut = linkage.what_if(tiny, " cut:subscribers-to-rail-tickets , drop:phone")
    assert cut.text == str(cut) == "cut:subscribers-to-rail-tickets,drop:phone"
    assert "subscribers-to-rail-tickets" in tiny.links
    assert "subscribers-to-rail-tickets" not in cut.world.links
    assert len(cut.sentences) == 2
    assert linkage.trace(tiny, "court-fine", what_if=cut).what_if == cut.text


def test_proofs_of_a_service_and_of_a_rule_are_the_same(li: Any) -> None:
    found = linkage.why(li, "high-speed-rail")
    rule = found.proofs[0][-1].by
    assert linkage.why(li, rule=rule).proofs == found.proofs
    assert found.count == 1


def test_the_smallest_cut_works() -> None:
    found = linkage.cut("beijing", "flight", record="unpaid-court-judgment", story="")
    assert found.exact
    for cut in found.cuts[:3]:
        after = linkage.trace("beijing", record="unpaid-court-judgment", what_if=",".join(cut))
        assert "flight" not in after.closed


def test_a_graph_can_be_asked_what_networkx_asks(li: Any) -> None:
    drawn = linkage.graph("tiny")
    assert "service:high-speed-rail" in nx.descendants(drawn, "database:defaulter-list")
    assert set(linkage.graph(li)) == {step.id for step in li.spread.steps}
    without = linkage.graph(linkage.what_if("tiny", "cut:defaulter-list-to-rail-tickets"))
    assert "link:defaulter-list-to-rail-tickets" not in without


def test_exports_come_as_text_or_as_a_file(li: Any, tmp_path: Path) -> None:
    target = tmp_path / "li.html"
    assert linkage.export(li, "html", target) == target
    assert target.read_text("utf-8") == linkage.export(li, "html")
    assert linkage.draw(li).save(tmp_path / "li.svg").read_text("utf-8").startswith("<svg ")
    assert "drop:phone" in str(linkage.export(linkage.what_if("tiny", "drop:phone"), "dot"))
    assert "digraph" in str(linkage.export("tiny", "dot"))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda li: linkage.load("tinny"), "did you mean 'tiny'"),
        (lambda li: linkage.trace("tiny", "cort-fine"), "Did you mean 'court-fine'"),
        (lambda li: linkage.trace("tiny", "court-fine", record="skipped-fare"), "exclude each other"),
        (lambda li: linkage.why(li, "lone"), "Did you mean 'loan'"),
        (lambda li: linkage.why(li, "private-school", rule="nothing"), "has no effect on R0000000000"),
        (lambda li: linkage.why(linkage.trace("tiny", "skipped-fare"), "loan"), "ask why_not"),
        (lambda li: linkage.why_not(li, "lone"), "Did you mean 'loan'"),
        (lambda li: linkage.what_if("tiny", "drop:fone"), "Did you mean 'phone'"),
        (lambda li: linkage.compare(li, "drop:fone"), "Did you mean 'phone'"),
        (lambda li: linkage.cut("tiny", "loan"), "Whose record"),
        (lambda li: linkage.best("tiny", "lone", residents=50), "Did you mean 'loan'"),
        (lambda li: linkage.best("tiny", "loan", 0, residents=50), "a whole number from 1"),
        (lambda li: linkage.sweep("tiny", "dely:x=1..2", "doors", residents=50), "Did you mean 'delay'"),
        (lambda li: linkage.sweep("tiny", f"{RAIL}=1..2", "refuse:lone", residents=50), "Did you mean 'loan'"),
        (lambda li: linkage.ranges("tiny", "drop:fone", residents=50), "Did you mean 'phone'"),
        (lambda li: linkage.ranges("tiny", residents=50, draws=0), "a whole number from 1 to 1,000"),
        (lambda li: linkage.sql(li, "s99"), "There is no step 's99'"),
        (lambda li: linkage.export(li, "htlm"), "Did you mean 'html'"),
        (lambda li: linkage.export("tiny", "html"), "picture of one spread"),
    ],
)
def test_a_question_that_can_not_be_answered_names_what_is_meant(li: Any, ask: Any, says: str) -> None:
    with pytest.raises(linkage.LinkageError, match=re.escape(says)):
        ask(li)


# what a notebook shows


def shown(li: Any) -> dict[str, Any]:
    return {
        "world": linkage.load("tiny"),
        "trace": li,
        "why": linkage.why(li, "high-speed-rail"),
        "why not": linkage.why_not(linkage.trace("tiny", "skipped-fare"), "private-school"),
        "what-if": linkage.what_if("tiny", "drop:phone"),
        "cut": linkage.cut("tiny", "high-speed-rail", story="court-fine"),
        "picture": linkage.draw(li),
    }


def test_everything_shows_itself_as_text_and_as_html(li: Any) -> None:
    for name, value in shown(li).items():
        text = str(value) if isinstance(value, World) else repr(value)
        assert 3 < len(text) < 4_000, name
        assert " object at 0x" not in text
        html = value._repr_html_()
        ElementTree.fromstring(f"<div>{html}</div>")
        assert "<script" not in html


def test_a_world_in_a_notebook_is_one_line() -> None:
    class Printer:
        said = ""

        def text(self, words: str) -> None:
            self.said += words

    printer = Printer()
    linkage.load("beijing")._repr_pretty_(printer, False)
    assert printer.said.startswith("World beijing (Beijing 2018): ")
    assert "\n" not in printer.said


def test_what_a_notebook_shows_of_hostile_names_is_text() -> None:
    from tests.linkage.answers.exports.test_export import hostile

    li = linkage.trace(hostile(folders.load("tiny")), "court-fine")
    for name, value in shown(li).items():
        html = value._repr_html_()
        assert "<script" not in html, name
        assert "<svg onload" not in html
        ElementTree.fromstring(f"<div>{html}</div>")


# reproduced


@pytest.mark.parametrize(
    "question",
    [
        Question(story="court-fine"),
        Question(record_kind="skipped-fare", what_if="drop:phone", seed=3),
        Question(story="court-fine", resident="R0000000042", residents=500),
    ],
)
def test_the_line_that_reproduces_a_trace_asks_the_same_question(question: Question) -> None:
    line = trace_in_python("tiny", question)
    assert eval(line, {"linkage": linkage}).question == question


PAGES = {
    "why": "?world=tiny&story=court-fine&why=high-speed-rail",
    "join": "?world=tiny&story=court-fine",
    "what_if": "?world=tiny&story=court-fine&what-if=drop:national-id&beside=drop:phone",
}


def recipes_of(found: Any) -> list[dict[str, str]]:
    """Every recipe in what a page shows."""
    if isinstance(found, dict):
        if "python" in found:
            return [found]
        return [recipe for value in found.values() for recipe in recipes_of(value)]
    return [recipe for value in found for recipe in recipes_of(value)] if isinstance(found, list | tuple) else []


@pytest.mark.parametrize("page", PAGES)
def test_every_recipe_of_a_page_is_three_lines_of_python_that_run(page: str) -> None:
    import importlib

    from dashboard.services.app_context import AppContext

    told = getattr(importlib.import_module(f"dashboard.pages.{page}.page"), f"{page}_answer")(
        AppContext.serving(folders.load("tiny")), PAGES[page]
    )
    recipes = recipes_of(told)
    assert recipes
    for recipe in recipes:
        first, second, third = recipe["python"].split("\n")
        assert first == "import linkage"
        assert second.startswith("answer = linkage.trace('tiny'")
        known: dict[str, Any] = {}
        exec(f"{first}\n{second}", known)
        assert eval(third, known) is not None


@pytest.mark.thorough
def test_a_newcomer_can_follow_the_first_steps() -> None:
    said = python("import runpy; runpy.run_path('sample_data/lessons/first_steps.py')")
    assert "[['cut:defaulter-list-to-rail-tickets']]" in said
    assert "High-speed rail and Package tour are open again" in said
    assert "people - of 100,000" in said


@pytest.mark.parametrize("question", ["why", "why_not", "log", "draw", "sql"])
@pytest.mark.parametrize("given", ["tiny", None, 42])
def test_a_question_about_a_trace_says_how_one_is_had(question: str, given: object) -> None:
    more = ["loan"] if question in ("why", "why_not", "sql") else []
    with pytest.raises(UsageError, match=rf"{question}: found .*expected a trace: linkage\.") as refused:
        getattr(linkage, question)(given, *more)
    assert isinstance(refused.value, linkage.LinkageError)


@pytest.mark.parametrize("residents", ["1000", 500.5, True])
def test_a_number_of_residents_is_a_whole_number(residents: object) -> None:
    with pytest.raises(UsageError, match="expected a whole number"):
        linkage.city("tiny", residents=residents)
