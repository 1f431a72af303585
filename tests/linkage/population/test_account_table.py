"""The rows of one database: made of columns when they are looked at, the same object whoever asks."""

from __future__ import annotations

from linkage.population.account_table import Account, Accounts, AccountTable


def bank() -> AccountTable:
    """Three rows, one without a phone, named after their database."""
    return AccountTable(
        "bank", ["bank/10", "bank/9", "bank/8"], ["R1", "R1", "R2"], {"phone": ["T1", "T1", ""], "plate": ["", "P", ""]}
    )


def test_a_row_has_the_filled_cells_of_its_columns() -> None:
    row = bank().row(1)
    assert (row.id, row.number, row.subject, row.values) == ("bank/9", 9, "R1", {"phone": "T1", "plate": "P"})


def test_rows_are_found_by_value_subject_and_name_lowest_number_first() -> None:
    table = bank()
    assert [row.id for row in table.rows("phone", "T1")] == ["bank/9", "bank/10"]
    assert table.of("R1") == table.rows("phone", "T1")
    assert table.named("bank/8") is table.row(2)


def test_a_blank_is_found_by_nothing() -> None:
    assert bank().rows("phone", "") == bank().rows("face", "F") == bank().of("R9") == []


def test_a_row_that_is_added_is_found_as_the_others_are() -> None:
    table = bank()
    assert table.of("R3") == []
    opened = Account("bank", 7, "R3", {"phone": "T1"})
    table.add(opened)
    assert table.of("R3") == [opened]
    assert table.rows("phone", "T1")[0] is opened


def test_names_may_be_ones_own_and_belong_to_one_database() -> None:
    shop = AccountTable("shop", ["anna", "bank/1"], ["R1", "R2"], {})
    accounts = Accounts({"bank": bank(), "shop": shop})
    assert (accounts["anna"].database, accounts["bank/1"].database, accounts["bank/9"].database) == (
        "shop",
        "shop",
        "bank",
    )
    assert "bank/2" not in accounts
    assert len(accounts) == len(set(accounts)) == 5


def test_rows_are_written_lowest_number_first() -> None:
    assert bank().as_rows() == [
        ("bank/8", "R2", "", ""),
        ("bank/9", "R1", "T1", "P"),
        ("bank/10", "R1", "T1", ""),
    ]
