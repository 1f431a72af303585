"""Identifiers are columns of one name that share values, or those that somebody names: never an overlap alone."""

from __future__ import annotations

import pytest

from linkage.errors import LinkageError
from linkage.own_data.draft_folder import draft
from linkage.own_data.identifier_candidates import Candidates, find_candidates, suggestion_text
from linkage.own_data.table_files import own_tables
from linkage.world.reading.csv_text import CsvTable
from tests.renamed_tables import found, precision_and_recall, renamed_tables


def candidates(**tables: str) -> Candidates:
    """What is found in tables that are written as `head,head;cell,cell;…`."""
    texts = []
    for name, text in tables.items():
        heads, *lines = [tuple(line.split(",")) for line in text.split(";")]
        texts.append(CsvTable(f"{name}.csv", heads, 1, tuple(enumerate(lines, start=2))))
    return find_candidates(own_tables(texts))


def reasons(made: Candidates) -> dict[str, str]:
    return {f"{row.table}.{row.column}": row.reason for row in made.left_out}


@pytest.mark.parametrize("name", ["tiny", "beijing", "hangzhou", "jiangsu", "elsewhere", "thirty-cities"])
def test_overlaps_find_the_identifiers_of_a_town_whose_columns_were_renamed(name: str) -> None:
    """Printed with -s; `python -m tests.renamed_tables WORLD RESIDENTS SEED` prints them, too."""
    right, suggested, true = precision_and_recall(name, 300, 2)
    print(f"{name}: precision {right / max(1, suggested):.2f}, recall {right / max(1, true):.2f}")
    assert right == suggested
    assert right >= 0.85 * true


def test_nothing_is_taken_by_overlap_alone() -> None:
    tables, _ = renamed_tables("beijing", 200)
    assert found(tables).identifiers == ()


def test_row_numbers_dates_and_amounts_of_one_name_are_left_out_with_the_reason() -> None:
    tables, _ = renamed_tables("tiny", 200)
    said = reasons(found(tables))
    assert (said["rail-tickets.n"], said["rail-tickets.when"], said["rail-tickets.paid"]) == (
        "row numbers",
        "dates",
        "amounts",
    )


def test_a_column_of_one_name_that_shares_values_is_an_identifier_however_it_is_written() -> None:
    made = candidates(a="Customer_ID,x;k7,1;k9,2", b="customerId,y;k9,5;k8,6", c="customer id;k7")
    assert [(row.name, row.tables, row.by) for row in made.identifiers] == [
        ("customer-id", ["a", "b", "c"], "one name")
    ]


def test_one_name_without_a_value_in_common_is_none() -> None:
    made = candidates(a="code;k1;k2", b="code;m1;m2", c="other;z9")
    assert made.identifiers == ()
    assert reasons(made)["a.code"].startswith("shares no value")
    assert reasons(made)["c.other"] == "only one table has a column of that name"


def test_numbers_that_coincide_by_chance_are_none_even_under_one_name() -> None:
    a = ";".join(str(number * 7 % 1000) for number in range(1, 200))
    b = ";".join(str(number * 11 % 1000) for number in range(1, 200))
    made = candidates(a=f"level;{a}", b=f"level;{b}")
    assert made.identifiers == ()
    assert "by chance" in reasons(made)["a.level"]


def test_a_number_that_counts_the_rows_of_one_table_and_names_them_in_another_is_an_identifier() -> None:
    made = candidates(customers="customer id;1;2;3;4;5", orders="order,customer_id;o1,4;o2,4;o3,2;o4,5")
    assert [row.name for row in made.identifiers] == ["customer-id"]


def test_few_values_name_nobody() -> None:
    rows = ";".join(f"p{number},{'mf'[number % 2]}" for number in range(40))
    made = candidates(a=f"person,sex;{rows}", b=f"person,sex;{rows}")
    assert [row.name for row in made.identifiers] == ["person"]
    assert reasons(made)["a.sex"] == "few different values"


def test_a_suggestion_comes_with_the_text_that_takes_it() -> None:
    made = candidates(a="tel;1-1;1-2;1-3", b="mobile;1-2;1-3;1-4", c="tel;9-9")
    assert made.identifiers == ()
    assert [suggestion_text(row) for row in made.suggestions] == ["--identifier tel=a.tel,b.mobile"]
    (overlap,) = made.suggestions[0].shared
    assert (overlap.shared, overlap.left_share, overlap.right_share) == (2, pytest.approx(2 / 3), pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("code;Ab1;Cd2;Ef3", "code;AB1;CD2;EF3", "3 would be the same if capitals didn't count"),
        ("code;0071;0082", "code;71;82", "2 would be the same if noughts in front didn't count"),
        ("code;a-1 2;b-3 4", "code;a12;b3.4", "2 would be the same if spaces, hyphens and points didn't count"),
    ],
)
def test_values_that_differ_only_in_how_they_are_written_are_said_and_not_made_alike(
    one: str, other: str, what: str
) -> None:
    made = candidates(a=one, b=other)
    assert made.identifiers == ()
    assert what in reasons(made)["a.code"]
    assert what in reasons(made)["b.code"]


def test_a_table_without_a_row_is_named_as_the_reason() -> None:
    with pytest.raises(LinkageError, match=r"b\.csv has no row"):
        draft("mine", own_tables([CsvTable("a.csv", ("id",), 1, ((2, ("k1",)),)), CsvTable("b.csv", ("id",), 1, ())]))
