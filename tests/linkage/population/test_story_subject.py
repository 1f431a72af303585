"""The subject of a story: who is chosen, and from how many."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from linkage.errors import NobodyFitsError
from linkage.population import agency_files
from linkage.population.own_tables import agency_reader
from linkage.population.story_subject import STORY_SUBJECTS, choose_subject, fits_story, names_another, story_population
from linkage.population.tables import Person, Tables, generate_tables
from linkage.world.model import World, columns


@pytest.fixture
def population_tables(tiny: World) -> Tables:
    return generate_tables(tiny, 1, 1_000)


@pytest.fixture
def street(hand: SimpleNamespace) -> Tables:
    """Five people and two companies, the second of each with most accounts."""
    world = hand.world(
        {
            "rail": "roll residents national-id",
            "telecom": "roll residents phone national-id",
            "court": "list both national-id",
            "trade": "roll companies company-number",
        },
        {"fine": "court", "fare": "rail", "fake": "trade"},
        registers=["telecom: phone > national-id"],
    )
    people = {f"R{n}": f"national-id=S{n} phone=T{n}" for n in range(5)} | {"C0": "", "C1": "company-number=C1"}
    accounts = {
        "rail/1": "R1 national-id=S1",
        "telecom/1": "R1 phone=T1 national-id=S1",
        "rail/2": "R2 national-id=S2",
        "telecom/2": "R2 phone=T2 national-id=S3",
        "rail/3": "R3 national-id=S3",
        "trade/1": "C1 company-number=C1",
    }
    relations = ["parent R0 R4", "parent R3 R4", "officer R3 C1"]
    tables = hand.tables(world, people, accounts, relations=relations)
    tables.add_person(Person("R4", "resident", "under-18", ""))
    return tables


def test_every_sort_of_subject_that_a_story_can_name_can_be_looked_for(tiny: World) -> None:
    declared = columns(type(tiny.stories["officer"]))["subject"].metadata["choices"]
    assert set(STORY_SUBJECTS) == set(declared)


@pytest.mark.parametrize(
    ("fits", "kind", "chosen"),
    [
        ("adult", "fine", "R1"),
        ("parent", "fine", "R3"),
        ("officer", "fine", "R3"),
        ("company", "fine", "C1"),
        ("company", "fake", "C1"),
        ("misregistered", "fine", "R2"),
        ("", "fine", "R1"),
        ("", "fake", "C1"),
    ],
)
def test_the_first_with_most_accounts_is_chosen(street: Tables, fits: str, kind: str, chosen: str) -> None:
    assert choose_subject(street.world, street, kind, fits) == chosen


@pytest.mark.parametrize(
    ("has", "chosen"), [(["rail"], "R1"), (["telecom"], "R1"), (["trade"], "C1"), (["court"], "R0"), ([], "R1")]
)
def test_only_the_databases_asked_for_count(street: Tables, has: list[str], chosen: str) -> None:
    assert choose_subject(street.world, street, "fine", "", has) == chosen


def test_a_child_is_never_chosen(population_tables: Tables) -> None:
    population_tables.visit(0)
    children = [subject for subject, person in population_tables.people.items() if person.group == "under-18"]
    assert not any(
        fits_story(population_tables, subject, "unpaid-court-judgment", fits)
        for subject in children
        for fits in ("", *STORY_SUBJECTS)
    )


def test_a_parent_has_a_child_and_an_officer_a_seat(population_tables: Tables) -> None:
    population_tables.visit(0)
    for subject in population_tables.people:
        assert not fits_story(
            population_tables, subject, "unpaid-court-judgment", "parent"
        ) or population_tables.related("parent", subject)
        assert not fits_story(
            population_tables, subject, "unpaid-court-judgment", "officer"
        ) or population_tables.related("officer", subject)


def test_the_same_people_in_files_give_the_same_choice(tiny: World, tmp_path: Path) -> None:
    population_tables = generate_tables(tiny, 1, 600)
    population_tables.visit_all()
    agency_files.write(population_tables, tmp_path)
    read = agency_reader.read(tiny, tmp_path)
    for fits in ("", "adult", "parent", "company", "misregistered"):
        for has in ([], ["rail-tickets"], ["defaulter-list"]):
            subject = choose_subject(tiny, population_tables, "unpaid-court-judgment", fits, has)
            assert choose_subject(tiny, read, "unpaid-court-judgment", fits, has) == subject


def test_nobody_fits_says_whom_and_the_smallest_population_that_has_one(tiny: World) -> None:
    with pytest.raises(NobodyFitsError) as caught:
        choose_subject(tiny, generate_tables(tiny, 1, 1), "unpaid-court-judgment", "parent")
    assert str(caught.value) == (
        "Nobody among 1 resident is a parent of a child under 18 whom 'defaulter-list' can hold. "
        f"The smallest population that has one is {caught.value.smallest}."
    )
    assert 3 <= (caught.value.smallest or 0) <= 32


@pytest.mark.parametrize("fits", ["adult", "parent", "officer", "misregistered"])
def test_the_smallest_population_has_somebody_and_one_less_has_nobody(tiny: World, fits: str) -> None:
    kind = "unpaid-phone-bill"
    smallest = 1
    try:
        choose_subject(tiny, generate_tables(tiny, 9, 1), kind, fits)
    except NobodyFitsError as error:
        smallest = error.smallest or 0
        with pytest.raises(NobodyFitsError):
            choose_subject(tiny, generate_tables(tiny, 9, smallest - 1), kind, fits)
    assert choose_subject(tiny, generate_tables(tiny, 9, smallest), kind, fits)


def test_what_never_fits_says_so_at_once(tiny: World) -> None:
    with pytest.raises(NobodyFitsError, match="nor in the whole first block") as caught:
        choose_subject(tiny, generate_tables(tiny, 1, 20), "fake-goods", "adult")
    assert caught.value.smallest is None


def test_nobody_in_given_tables_says_so(hand: SimpleNamespace) -> None:
    world = hand.world({"rail": "roll residents national-id"}, {"fare": "rail"})
    with pytest.raises(NobodyFitsError, match="Nobody in these tables is a parent of a child under 18"):
        choose_subject(world, hand.tables(world, {"R1": "national-id=S1"}), "fare", "parent")


def test_a_namesake_shares_a_weak_value(hand: SimpleNamespace) -> None:
    world = hand.world({"rail": "roll residents name national-id"}, {"fare": "rail"})
    people = {"R0000000001": "name=A", "R0000000002": "name=B", "R0000000003": "name=B"}
    assert choose_subject(world, hand.tables(world, people), "fare", "namesake") == "R0000000002"


@pytest.mark.parametrize(
    ("cells", "another"),
    [
        ("phone=T1 national-id=S2", True),
        ("phone=T1 national-id=S1", False),
        ("phone=T1", False),
        ("national-id=S2", False),
        ("phone=T2 national-id=S2", False),  # found by a value that isn't the subject's own
        ("phone=T1 national-id=S9", False),  # nobody owns that one
    ],
)
def test_a_misregistered_row_names_somebody_else(hand: SimpleNamespace, cells: str, another: bool) -> None:
    world = hand.world(
        {"telecom": "roll residents phone national-id"}, {"bill": "telecom"}, registers=["telecom: phone > national-id"]
    )
    people = {"R1": "phone=T1 national-id=S1", "R2": "phone=T2 national-id=S2"}
    tables = hand.tables(world, people, {"telecom/1": f"R1 {cells}"})
    assert names_another(tables, tables.accounts["telecom/1"], "phone", "national-id") is another


def test_a_story_looks_among_a_thousand_unless_it_says_otherwise(tiny: World) -> None:
    story = tiny.stories["court-fine"]
    assert story_population(story) == 1_000
    assert story_population(replace(story, residents=50)) == 50


@pytest.mark.parametrize("population", [1_000, 65_536, 22_000_000])
def test_the_choice_lies_in_the_first_block_and_asks_only_as_much_as_it_needs(tiny: World, population: int) -> None:
    tables = generate_tables(tiny, 1, population)
    assert choose_subject(tiny, tables, "skipped-fare", "adult", ["rail-tickets"]) < "R0000000016"
    assert len(tables.people) == 256 + 16
