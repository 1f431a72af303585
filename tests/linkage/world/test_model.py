"""The model of a world: its tables and columns, and that no row can be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from linkage.vocabulary import EFFECTS, FALLS_ON, NOTICES, STATUSES
from linkage.world import model
from linkage.world.model import TABLES, Hop, Link, RegisterRow, Rule, Threshold, World, columns

FILES = {
    "sources": "id title publisher date where via retrieved note editors",
    "quotes": "id source quote checked says caution editors",
    "agencies": "id name name_zh sector status evidence editors",
    "identifiers": "id name name_zh token holds strength values shared_by status evidence editors",
    "databases": "id agency name name_zh kind holds identifiers coverage number_status status evidence editors",
    "registers": "database from to coverage wrong_household wrong_stranger number_status status evidence editors",
    "columns": "database identifier missing mistyped number_status status evidence editors",
    "record_kinds": "id name name_zh home sign class per_100k suspected lasts_days number_status status"
    " evidence editors",
    "links": "id source target key via carries needs share add_days remove_days notice about number_status status"
    " evidence threshold editors",
    "services": "id name name_zh provider everyday instead hours needs editors",
    "rules": "id database when at_least needs effect service lists points amount unit falls_on after_days term_days"
    " notice about number_status status evidence editors",
    "readings": "id title about voice keeps what_if evidence editors",
    "cards": "id kind title says what_if against date evidence editors",
    "figures": "id value bound unit area period as_of source compare why_not evidence editors",
    "stories": "id title name subject has residents record_kind what_if sentence notes voices editors",
}
"""The columns as design 3 and 11.11 list them."""


def test_every_table_has_the_columns_of_the_design_in_their_order() -> None:
    assert {table: " ".join(columns(row)) for table, row in TABLES.items()} == FILES


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_means_and_how_it_is_read(table: str) -> None:
    for head, column in columns(TABLES[table]).items():
        assert column.metadata["meaning"], head
        assert column.metadata["kind"], head


@pytest.mark.parametrize("table", TABLES)
def test_a_column_that_refers_names_a_table(table: str) -> None:
    for column in columns(TABLES[table]).values():
        assert set(filter(None, column.metadata["to"].split("|"))) <= set(TABLES)


@pytest.mark.parametrize(
    ("table", "column", "choices"),
    [
        ("rules", "effect", EFFECTS),
        ("rules", "falls_on", FALLS_ON),
        ("links", "notice", NOTICES),
        ("links", "status", STATUSES),
        ("readings", "keeps", STATUSES),
    ],
)
def test_choices_are_the_words_of_the_vocabulary(table: str, column: str, choices: dict[str, str]) -> None:
    assert columns(TABLES[table])[column].metadata["choices"] == tuple(choices)


def test_a_row_cannot_be_changed(tiny: World) -> None:
    for table in TABLES:
        for row in getattr(tiny, table).values():
            with pytest.raises((FrozenInstanceError, TypeError)):
                setattr(row, fields(row)[0].name, "other")


def test_a_world_cannot_be_changed(tiny: World) -> None:
    with pytest.raises(FrozenInstanceError):
        tiny.title = "Other"  # type: ignore[misc]


def test_rows_stand_in_the_order_of_their_ids_but_for_what_authors_listed(tiny: World) -> None:
    for table in set(TABLES) - model.AUTHORED_ORDER:
        assert list(getattr(tiny, table)) == sorted(getattr(tiny, table)), table
    assert list(tiny.stories)[:2] == ["court-fine", "skipped-fare"]


def test_a_link_joins_the_target_on_what_its_last_register_gives() -> None:
    link = Link("a", "shop", "rail", "account", (Hop("shop", "phone"), Hop("telecom", "national-id")))
    assert link.last == "national-id"
    assert replace(link, via=()).last == "account"


def test_a_reverse_row_carries_no_figures() -> None:
    assert not RegisterRow("telecom", "national-id", "phone").carries_figures
    assert RegisterRow("telecom", "phone", "national-id", wrong_stranger=0.0).carries_figures
    assert RegisterRow("telecom", "phone", "national-id").id == "telecom.phone>national-id"


def test_a_score_rule_looks_for_a_score_and_for_no_kind() -> None:
    rule = Rule("r", "bank", Threshold("<", 600), effect="refuse")
    assert (rule.kinds, rule.threshold, str(rule.threshold)) == ((), ("<", 600), "score<600")
    assert replace(rule, when=("fine",)).threshold is None


@pytest.mark.parametrize(
    ("effect", "at_a_service"),
    [("refuse", True), ("fine", True), ("publish", True), ("reward", True), ("list", False), ("points", False)],
)
def test_listings_and_points_are_no_rows_of_effects(effect: str, at_a_service: bool) -> None:
    assert Rule("r", "bank", effect=effect).at_a_service is at_a_service


def test_a_column_is_held_while_it_is_there_and_not_blank(tiny: World) -> None:
    assert tiny.holds("rail-tickets", "phone")
    assert not tiny.holds("rail-tickets", "payment-account")
    assert not replace(tiny, blank=frozenset({("rail-tickets", "phone")})).holds("rail-tickets", "phone")


def test_a_service_that_only_rewards_name_is_no_door(tiny: World) -> None:
    assert tiny.doors == ("high-speed-rail", "loan", "monthly-pass", "package-tour", "private-school")


def test_the_doors_stay_the_folders_when_a_rule_is_off(tiny: World) -> None:
    changed = replace(tiny, rules={}, folder=tiny)
    assert changed.doors == tiny.doors
    assert changed.everything is tiny
    assert tiny.everything is tiny


def test_what_a_database_can_hold(tiny: World) -> None:
    holds = {id_: (row.can_hold("resident"), row.can_hold("company")) for id_, row in tiny.databases.items()}
    assert holds["defaulter-list"] == (True, True)
    assert holds["company-register"] == (False, True)
    assert holds["rail-tickets"] == (True, False)
