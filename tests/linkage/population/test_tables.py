"""The tables that agencies keep, in memory: their indices, records and generated neighbourhoods."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from linkage.errors import LinkageError
from linkage.population.tables import Tables, generate_tables
from linkage.world.model import World
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under


@pytest.fixture
def small(hand: SimpleNamespace) -> Tables:
    """Two people of one name, a company; a roll and a list."""
    world = hand.world(
        {"rail": "roll residents national-id phone", "court": "list both name company-number"},
        {"fine": "court", "fare": "rail", "fake": "court"},
    )
    people = {
        "R0000000001": "national-id=S1 phone=T3 phone=T1 name=N",
        "R0000000002": "name=N",
        "C0000007": "company-number=C7",
    }
    accounts = {
        "rail/9": "R0000000001 national-id=S1 phone=T1",
        "rail/10": "R0000000001 phone=T3",
        "rail/11": "R0000000002",
    }
    return hand.tables(world, people, accounts, relations=["parent R0000000001 R0000000002"])


def test_rows_are_found_by_what_they_hold(small: Tables) -> None:
    assert [row.id for row in small.rows("rail", "phone", "T1")] == ["rail/9"]
    assert small.rows("rail", "phone", "T2") == []


def test_a_blank_cell_is_found_by_nothing(small: Tables) -> None:
    assert small.rows("rail", "phone", "") == []
    assert small.rows("rail", "national-id", "") == []


def test_values_sort_and_namesakes_are_all_owners(small: Tables) -> None:
    assert small.values("R0000000001", "phone") == ["T1", "T3"]
    assert small.owners("name", "N") == ["R0000000001", "R0000000002"]
    assert small.owners("phone", "T2") == []


def test_relations_are_found_from_both_ends(small: Tables) -> None:
    assert small.related("parent", "R0000000001") == ["R0000000002"]
    assert small.related("parent of", "R0000000002") == ["R0000000001"]
    assert list(small.all_relations()) == [("parent", "R0000000001", "R0000000002")]


def test_a_row_that_a_list_would_open_holds_the_first_of_each_value(small: Tables) -> None:
    row = small.open_row("court", "R0000000001")
    assert (row.id, row.subject, row.values) == ("court/1", "R0000000001", {"name": "N"})
    assert row.id not in small.accounts
    assert small.rows_in_list("court", "R0000000001") == [row]


def test_a_companys_row_holds_company_identifiers_only(small: Tables) -> None:
    row = small.open_row("court", "C0000007")
    assert (row.id, row.values) == ("court/10000000007", {"company-number": "C7"})


def test_an_imposed_record_opens_its_home_account_if_there_is_none(small: Tables) -> None:
    record = small.impose("fine", "R0000000002")
    assert record == ("fine:R0000000002", "fine", "R0000000002", "court", "court/2", "confirmed")
    assert small.accounts["court/2"].values == {"name": "N"}
    assert small.impose("fine", "R0000000002") == record


def test_an_imposed_record_takes_the_lowest_home_account(small: Tables) -> None:
    assert small.impose("fare", "R0000000001").account == "rail/9"


@pytest.mark.parametrize(
    ("kind", "subject", "message"),
    [
        ("fare", "C0000007", "C0000007 can't have a record of kind 'fare': its home 'rail' holds residents only."),
        ("fine", "R0000000003", "There is no subject 'R0000000003'. Did you mean 'R0000000002'?"),
    ],
)
def test_a_record_that_cannot_be_imposed_says_why(small: Tables, kind: str, subject: str, message: str) -> None:
    with pytest.raises(LinkageError) as caught:
        small.impose(kind, subject)
    assert str(caught.value) == message


def test_a_given_draw_counts_before_the_seeds(small: Tables) -> None:
    assert small.draws.of_link("a", "fine:R1") == small.draws.of_link("a", "fine:R1")
    assert 0 <= small.draws.of_link("a", "fine:R1") < 1
    small.draws.links["a", "fine:R1"] = 0.25
    assert small.draws.of_link("a", "fine:R1") == 0.25


def test_a_neighbourhood_is_made_when_it_is_visited_and_only_once(tiny: World) -> None:
    tables = generate_tables(tiny, 1, 1_000)
    assert not tables.people
    tables.visit_subject("R0000000300")
    assert {int(subject[1:]) // 256 for subject in tables.people if subject.startswith("R")} == {1}
    count = len(tables.accounts)
    tables.visit_subject("R0000000301")
    assert len(tables.accounts) == count


def test_the_order_of_visits_changes_nothing(tiny: World) -> None:
    forth, back = generate_tables(tiny, 1, 1_000), generate_tables(tiny, 1, 1_000)
    forth.visit_all()
    for neighbourhood in (3, 0, 2, 1):
        back.visit(neighbourhood)
    assert {a.id: (a.subject, a.values) for a in forth.accounts.values()} == {
        a.id: (a.subject, a.values) for a in back.accounts.values()
    }
    assert forth.records == back.records
    assert sorted(forth.all_values()) == sorted(back.all_values())
    assert sorted(forth.all_relations()) == sorted(back.all_relations())


def test_people_are_made_from_the_whole_folder_whatever_the_reading(tiny: World) -> None:
    whole, read = generate_tables(tiny, 1, 300), generate_tables(under(tiny, "reading:documented,drop:phone"), 1, 300)
    whole.visit_all()
    read.visit_all()
    assert {a.id: a.values for a in whole.accounts.values()} == {a.id: a.values for a in read.accounts.values()}
    assert whole.records == read.records


@pytest.mark.parametrize("subject", ["R0000001000", "C0000064", "R9999999999"])
def test_somebody_beyond_the_population_is_nobody(tiny: World, subject: str) -> None:
    with pytest.raises(LinkageError) as caught:
        generate_tables(tiny, 1, 1_000).visit_subject(subject)
    assert str(caught.value) == (
        f"There is no subject '{subject}' among 1,000 residents: they are R0000000000 to R0000000999, "
        "the companies C0000000 to C0000062."
    )


@pytest.mark.parametrize("name", ["Li", "R42", ""])
def test_what_is_no_subject_is_an_error(tiny: World, name: str) -> None:
    with pytest.raises(LinkageError, match="is no subject: residents are named like R0000000042"):
        generate_tables(tiny, 1, 1_000).visit_subject(name)


def test_a_record_of_incidence_stands_at_one_of_its_subjects_accounts(tiny: World) -> None:
    tables = generate_tables(tiny, 1, 1_000)
    tables.visit_all()
    assert len(tables.records) > 200
    for record in tables.records.values():
        assert tables.accounts[record.account].subject == record.subject
        assert record.database == tiny.record_kinds[record.kind].home


def test_several_home_accounts_are_drawn_from_by_incidence(tiny: World) -> None:
    tables = generate_tables(tiny, 1, 9_000)
    tables.visit_all()
    indices = [
        [row.id for row in tables.of(record.database, record.subject)].index(record.account)
        for record in tables.records.values()
        if len(tables.of(record.database, record.subject)) == 2
    ]
    assert 0.4 < sum(indices) / len(indices) < 0.6


def test_suspected_records_are_as_many_as_the_world_says(tiny: World) -> None:
    tables = generate_tables(tiny, 1, 6_000)
    tables.visit_all()
    fares = [record.standing for record in tables.records.values() if record.kind == "skipped-fare"]
    assert fares.count("suspected") / len(fares) == pytest.approx(0.25, abs=0.08)
    assert {record.standing for record in tables.records.values() if record.kind == "bills-paid"} == {"confirmed"}


def test_the_people_of_a_town_are_the_same_object_while_somebody_has_them_and_no_longer() -> None:
    world = load("tiny")
    first, second = generate_tables(world, 1, 700), generate_tables(world, 1, 700)
    assert first.population is second.population
    assert generate_tables(world, 2, 700).population is not first.population
    assert generate_tables(world, 1, 701).population is not first.population
    assert generate_tables(replace(world.everything), 1, 700).population is not first.population


def test_people_that_are_shared_are_those_of_a_town_of_ones_own() -> None:
    world = load("beijing")
    shared = generate_tables(world, 1, 1_000)
    for neighbourhood in (3, 0):
        shared.visit(neighbourhood)
    again = generate_tables(world, 1, 1_000)
    again.visit(0)
    fresh = generate_tables(replace(world.everything), 1, 1_000)
    fresh.visit(0)
    assert again.people == fresh.people
    assert [(row.id, row.subject, row.values) for row in again.accounts.values()] == [
        (row.id, row.subject, row.values) for row in fresh.accounts.values()
    ]
    assert again.records == fresh.records
