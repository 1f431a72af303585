"""A new intervention is one class in one file and one row in the table: then a copy of the tree has it everywhere.

Two are added: `mute` takes something away, so that a cut may choose it; `postpone` sets a figure, so that a sweep can
go over it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tree_copy import copied_tree, insert, run

CLASSES = '''

@dataclass(frozen=True, slots=True)
class MuteDatabase(Intervention):
    """No rule of this database fires."""

    verb: ClassVar[str] = "mute"
    form: ClassVar[str] = "mute:DATABASE"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("voices"),)
    database: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        database = reader.name("database", reader.world.databases)
        return None if database is None else cls(database)

    @property
    def text(self) -> str:
        return f"mute:{self.database}"

    def apply(self, world: World) -> World:
        return replace(world, rules={id: rule for id, rule in world.rules.items() if rule.database != self.database})

    def sentence(self, world: World) -> str:
        return f"No rule of {world.everything.databases[self.database].name} fires."

    def rows(self, world: World) -> Iterable[str]:
        return (f"database:{self.database}",)

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        return (cls(database) for database in dict.fromkeys(rule.database for rule in world.rules.values()))

    def ended_rules(self, world: World) -> frozenset[str]:
        return frozenset(rule.id for rule in world.rules.values() if rule.database == self.database)

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        for database in world.databases.values():
            yield Switch("voices", f"database:{database.id}", cls(database.id).text, f"{database.name} is mute")
'''

WITH_A_FIGURE = '''

@dataclass(frozen=True, slots=True)
class PostponeRules(Intervention):
    """The rules of this database fire so many days later."""

    verb: ClassVar[str] = "postpone"
    form: ClassVar[str] = "postpone:DATABASE=DAYS"
    axis: ClassVar[SweepAxis | None] = SweepAxis("days that the rules wait", "Rules fire days later", "database", "5")
    database: str
    days: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("database", reader.world.databases)
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"postpone:{self.database}={self.days}"

    def apply(self, world: World) -> World:
        def later(rule: Rule) -> Rule:
            here = rule.database == self.database
            return replace(rule, after_days=(rule.after_days or 0) + self.days) if here else rule

        return replace(world, rules={id: later(rule) for id, rule in world.rules.items()})

    def sentence(self, world: World) -> str:
        return f"The rules of {world.everything.databases[self.database].name} fire {self.days} days later."

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(database, "0", "20", "10") for database in world.databases)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for database in world.databases:
            yield NumberField("voices", f"database:{database}", f"postpone:{database}", "fire days later", 0)
'''

ROWS = """            rule_interventions.MuteDatabase,
            rule_interventions.PostponeRules,
"""

WHAT_IF = "mute:defaulter-list,postpone:rail-tickets=9"

QUESTIONS = Path(__file__).parent / "new_intervention_questions.py"
"""What the copy is asked, in a process of its own."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with two more interventions: a class and a row each."""
    copy = copied_tree(tmp_path_factory.mktemp("interventions"))
    folder = copy / "linkage" / "world" / "what_if"
    module = folder / "rule_interventions.py"
    module.write_text(module.read_text(encoding="utf-8") + CLASSES + WITH_A_FIGURE, encoding="utf-8")
    insert(folder / "intervention_registry.py", ROWS, after="            link_interventions.AddLink,")
    return copy


@pytest.fixture(scope="module")
def answers(tree: Path) -> dict[str, Any]:
    """What the copy answers in one process."""
    found: dict[str, Any] = json.loads(run(tree, str(QUESTIONS), WHAT_IF))
    return found


def asked(tree: Path, *words: str) -> dict[str, Any]:
    """What a command of the copy answers, as JSON."""
    found: dict[str, Any] = json.loads(run(tree, "-m", "linkage", *words, "--format", "json"))
    return found


@pytest.mark.thorough
def test_its_text_is_read_and_reads_back(answers: dict[str, Any]) -> None:
    assert answers["text"] == WHAT_IF
    assert "rail-tickets" in answers["databases"]
    assert "defaulter-list" not in answers["databases"]


def test_what_can_not_be_read_is_answered_in_the_words_of_all_others(answers: dict[str, Any]) -> None:
    assert answers["unknown"] == "There is no database 'defaulter-lst'. Did you mean 'defaulter-list'?"
    assert answers["misspelt"] == "There is no intervention 'mut'. Did you mean 'mute'?"
    assert answers["malformed"] == "'mute' can't be read: it is written mute:DATABASE."
    assert answers["no number"].startswith("'postpone:rail-tickets=soon' needs a whole number from 0 to 36,500")
    assert answers["checked"] == [["database 'defaulter-lst'", "a database of this world", "defaulter-list"]]


def test_it_comes_back_from_a_file_and_from_an_address(answers: dict[str, Any]) -> None:
    assert answers["file"] == WHAT_IF
    assert "mute" in answers["address"]
    assert "postpone" in answers["address"]


def test_the_page_says_it_and_shows_what_it_changes(answers: dict[str, Any]) -> None:
    assert answers["said"] == [
        ["mute:defaulter-list", "No rule of Defaulter list fires."],
        ["postpone:rail-tickets=9", "The rules of Rail tickets fire 9 days later."],
    ]
    before, after = answers["shut"]
    assert after < before


def test_the_page_offers_it(answers: dict[str, Any]) -> None:
    assert answers["order"] == [
        "links", "identifiers", "columns", "rules", "databases", "errors", "days", "readings", "voices",
        "fallbacks", "cards",
    ]  # fmt: skip
    assert answers["group"]["title"] == "Voices"
    (row,) = [row for row in answers["group"]["rows"] if row["text"] == "mute:defaulter-list"]
    assert row == {
        "text": "mute:defaulter-list",
        "title": "Defaulter list is mute",
        "near": ["database:defaulter-list"],
        "here": True,
        "numbers": [{"text": "postpone:defaulter-list", "label": "fire days later", "value": "0"}],
    }
    assert answers["tries"] == ["isolate:defaulter-list"]  # the first of those about that database


def test_the_city_offers_its_figure(answers: dict[str, Any]) -> None:
    (figure,) = answers["figures"]
    assert (figure["from"], figure["to"], figure["step"]) == ("0", "20", "10")
    assert (figure["verb"], figure["unit"]) == ("Rules fire days later", "days that the rules wait")
    assert answers["figure"] == "Rules fire days later: Rail tickets"


def test_the_documents_list_it(answers: dict[str, Any]) -> None:
    assert "| `mute:DATABASE` | No rule of this database fires. |" in answers["docs"]
    assert "| `postpone:DATABASE=DAYS` | The rules of this database fire so many days later. |" in answers["docs"]


def test_it_is_compared(tree: Path) -> None:
    found = asked(tree, "compare", "tiny", "--story", "court-fine", "--what-if", "mute:defaulter-list")
    assert found["doors"]["opened"] == ["loan"]


@pytest.mark.thorough
def test_a_cut_may_choose_it(tree: Path) -> None:
    found = asked(tree, "cut", "tiny", "--story", "court-fine", "--protect", "loan", "--among", "voices")
    assert found["cuts"] == [["mute:defaulter-list"]]
    city = asked(
        tree, "cut", "tiny", "--city", "--best", "1", "--protect", "loan", "--among", "voices", "--residents", "1000"
    )
    assert city["choices"][0]["cuts"] == [["mute:defaulter-list"]]


@pytest.mark.thorough
def test_a_sort_that_is_misspelt_is_answered_with_it(tree: Path) -> None:
    script = "import linkage; linkage.cut('tiny', 'loan', story='court-fine', among=['voicis'])"
    assert "only among links, columns, identifiers, rules, databases, agencies, voices. Did you mean 'voices'?" in run(
        tree, "-c", f"try:\n    {script}\nexcept linkage.LinkageError as fault:\n    print(fault)"
    )


def test_a_sweep_goes_over_its_figure(tree: Path) -> None:
    over = ["--over", "postpone:defaulter-list=0..10", "--measure", "refuse:loan", "--residents", "2000"]
    found = asked(tree, "sweep", "tiny", *over, "--on-day", "3")
    assert [row["postpone:defaulter-list"] for row in found["rows"]] == [0, 5, 10]
    counts = [row["refuse:loan"] for row in found["rows"]]
    assert counts[0] > counts[2]
