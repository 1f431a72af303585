"""Every sentence of a demo can be traced to a row of the world's tables, and is no surer than that row.

Read from the CSV files by themselves: which row a step rests on, how that row is known, whether its quotes were seen.
A sentence of something that no source states begins with its hedge ("Under the plan: …").
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.pages.join import page as join
from dashboard.pages.stage import page as stage
from dashboard.pages.what_if import page as what_if
from dashboard.pages.why import page as why
from dashboard.services.app_context import AppContext
from dashboard.state.view_state import State
from linkage.lessons import catalogue
from linkage.spread.steps import Step
from linkage.world.storage import folders

ROOT = Path(folders.__file__).parents[3] / "sample_data" / "worlds"
HEDGES = {
    "reported": "",
    "derived": "by calculation",
    "planned": "under the plan",
    "view": "in one view",
    "alleged": "it is believed",
    "speculated": "it seems",
    "assumed": "we assume",
}
ORDER = list(HEDGES)


def table(world: str, name: str) -> dict[str, dict[str, str]]:
    """A table of a world as its file has it, by id."""
    with (ROOT / world / f"{name}.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


STORIES = [
    (folder.name, story)
    for folder in sorted(ROOT.iterdir())
    if (folder / "stories.csv").exists()
    for story in table(folder.name, "stories")
]
VOICES = {
    "supporters": "can help tackle social problems like fraud and food safety",
    "critics": "it will further heighten the party's control over the society",
    "Horsley": "specific, relatively serious offences",
    "Hoffman": "ideally requires both coercive aspects and nicer aspects",
}


class Rows:
    """The rows that steps of a world's stories rest on, and how well they are known."""

    def __init__(self, world: str) -> None:
        self.links, self.rules = table(world, "links"), table(world, "rules")
        self.kinds, self.quotes = table(world, "record_kinds"), table(world, "quotes")
        registers = ROOT / world / "registers.csv"
        rows = csv.DictReader(registers.read_text(encoding="utf-8").splitlines()) if registers.exists() else ()
        self.registers = {(row["database"], row["from"], row["to"]): row for row in rows}

    def behind(self, step: Step) -> list[dict[str, str]]:
        """The row of links, rules or record kinds behind a step, and of each register that its match looks up in."""
        if step.kind == "recorded":
            return [self.kinds[step.record_kind]]
        if step.kind != "linked":
            return [self.rules[step.by]]
        looked_up = [(to.register, start.identifier, to.identifier) for start, to in pairwise(step.joined)]
        added = {"status": "assumed", "evidence": ""}  # by a what-if, as far as no row says it
        return [self.links.get(step.by, added), *(self.registers[key] for key in looked_up)]

    def status(self, step: Step) -> str:
        """The weakest status of a step's rows."""
        return max((row["status"] for row in self.behind(step)), key=ORDER.index)

    def badge(self, step: Step) -> str:
        """The badge that a step deserves: what a source states in a text that nobody here has seen is second-hand."""
        quotes = [self.quotes[quote] for row in self.behind(step) for quote in row["evidence"].split()]
        unseen = bool(quotes) and all(quote["checked"] == "told" for quote in quotes)
        status = self.status(step)
        return f"{status} (second-hand)" if unseen and status == "reported" else status


def weakest_hedge(statuses: list[str]) -> str:
    """The hedge of the weakest of some statuses."""
    return HEDGES[max(statuses, key=ORDER.index)]


@pytest.mark.parametrize(("world", "story"), STORIES)
def test_each_sentence_of_the_stage_is_as_sure_as_its_row(world: str, story: str) -> None:
    rows, context = Rows(world), AppContext.serving(world)
    shown = stage.stage_answer(context, f"?story={story}")[0]
    by_id = context.answers.of(context.in_full(State(story=story))).answer.spread.by_id
    assert len(by_id) == len(shown["steps"])
    steps = [by_id[said["id"]] for said in shown["steps"]]
    for step, said in zip(steps, shown["steps"], strict=True):
        assert (said["status"], said["badge"]) == (rows.status(step), rows.badge(step)), step.id
        assert said["sentence"].lower().startswith(HEDGES[rows.status(step)]), said["sentence"]
    begin = 0
    for wave in shown["waves"]:
        statuses = [rows.status(step) for step in steps[begin : wave["end"]]]
        assert {badge[0] for badge in wave["badges"]} == set(statuses)
        assert weakest_hedge(statuses) in wave["sentence"].lower(), wave["sentence"]
        begin = wave["end"]


@pytest.mark.thorough
def test_the_default_demo_rests_on_rows_whose_badges_it_shows() -> None:
    context = AppContext.serving("beijing")
    shown = stage.stage_answer(context, "")[0]
    rows = Rows("beijing")
    assert shown["opening"] == table("beijing", "stories")["court-fine"]["sentence"]
    assert rows.kinds["unpaid-court-judgment"]["status"] == "reported"
    known = {step["sentence"]: step["badge"] for step in shown["steps"]}

    # Why and Join say the stage's own sentences, with the same badges.
    proofs = why.why_answer(context, "?story=court-fine&why=app-booking")["proofs"]
    said = [step for proof in proofs for step in proof["steps"]]
    said += join.join_answer(context, "?story=court-fine")["joins"]
    assert len(said) > len(proofs)
    assert all(known[line["sentence"]] == line["badge"] for line in said)

    # What the change does is said of this reading, with how well its steps are known.
    side = what_if.what_if_answer(context, "?story=court-fine&what-if=drop:national-id")[0]
    assert "reading: As planned" in side["label"]
    assert "reported" in side["label"]


def test_supporters_critics_horsley_and_hoffman_have_each_spoken_by_the_end_of_the_five_minute_demo() -> None:
    shown = stage.stage_answer(AppContext.serving("beijing"), "")[0]
    spoken = [voice["quote"] for voice in shown["voices"]]
    spoken += [stop.say for stop in catalogue.load("one-record-many-doors").stops[:2]]
    for voice, words in VOICES.items():
        assert any(words in text for text in spoken), voice
        assert any(words in quote["quote"] for quote in table("beijing", "quotes").values()), voice
