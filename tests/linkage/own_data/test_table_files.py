"""Files of one's own tables are read as text, whoever wrote them, and guarded before anything else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from linkage.errors import BadWorldError, LinkageError
from linkage.own_data.table_files import frame_text, plain_name, read_own_tables


def test_marks_separators_white_space_and_blank_rows_mean_nothing(tmp_path: Path) -> None:
    (tmp_path / "My Shop.csv").write_bytes("\ufeffsep=;\nE-Mail ; n\n a@x ;1\n;\n\n".encode())
    (table,) = read_own_tables([tmp_path / "My Shop.csv"])
    assert (table.name, dict(table.columns)) == ("my-shop", {"E-Mail": ("a@x",), "n": ("1",)})


def test_every_table_of_a_sqlite_file_is_read_as_text(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.executescript(
            "CREATE TABLE b(x INTEGER, y REAL); INSERT INTO b VALUES (7, 2.0), (NULL, 0.5);"
            "CREATE TABLE a(t TEXT); INSERT INTO a VALUES ('z'); CREATE VIEW v AS SELECT * FROM a;"
        )
    tables = read_own_tables([tmp_path / "shop.db"])
    assert [(table.name, dict(table.columns)) for table in tables] == [
        ("a", {"t": ("z",)}),
        ("b", {"x": ("7", ""), "y": ("2", "0.5")}),
    ]


def test_a_frame_with_blanks_keeps_its_whole_numbers_whole() -> None:
    text = frame_text("t.parquet", pd.DataFrame({"n": [1.0, None, 3.0], "s": ["a", None, "c"]}))
    assert [cells for _, cells in text.lines] == [("1", "a"), ("3", "c")]


def test_parquet_is_read_where_pandas_can_and_said_where_not(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadWorldError) as error:
        read_own_tables([tmp_path / "a.parquet"])
    assert "a.parquet" in error.value.lines()[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,A \n1,2\n", "this column a second time"),
        ("a,b\n1,2\n1\n", "row 3: found 1 cell,"),
        ("anna@x,k1\nben@x,k2\n", "column 1: found a value where the column's name should stand"),
        ("k,17\n1,2\n", "column 2: found a value"),
        ("k1,x\nk2,y\nk1,z\n", "column 1: found a value"),
        ("", "an empty file"),
        ('a\n"open\n', "can't be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(BadWorldError) as error:
        read_own_tables([tmp_path / "a.csv"])
    assert says in error.value.lines()[0]


def test_a_folder_means_its_csv_files_and_tables_get_names_of_their_own(tmp_path: Path) -> None:
    for name in ("people.csv", "Über.csv", "a b.csv"):
        (tmp_path / name).write_text("x\n1\n")
    (tmp_path / "more").mkdir()
    assert [table.name for table in read_own_tables([tmp_path])] == ["a-b", "people-2", "uber"]
    with pytest.raises(LinkageError, match="no CSV file"):
        read_own_tables([tmp_path / "more"])


def test_a_table_is_called_by_its_files_name_whatever_its_ending(tmp_path: Path) -> None:
    for name in ("Phone Shop.CSV", "loans.tsv", "客户2.csv", "Straße.txt"):
        (tmp_path / name).write_text("x\n1\n")
    tables = read_own_tables(sorted(tmp_path.iterdir()))
    assert [table.name for table in tables] == ["phone-shop", "strasse", "loans", "table-4"]
    assert [table.title for table in tables] == ["", "Straße", "", "客户2"]


def test_whole_numbers_that_pandas_wrote_as_decimals_are_whole(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [101.0, None, 103.0], "price": [1.0, 2.5, 3.0], "name": ["a", "b", "c"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    (table,) = read_own_tables([tmp_path / "a.csv"])
    assert dict(table.columns) == {"id": ("101", "", "103"), "price": ("1.0", "2.5", "3.0"), "name": ("a", "b", "c")}


def test_rows_of_another_length_are_one_fault_with_their_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "1\n" * 100)
    with pytest.raises(BadWorldError) as error:
        read_own_tables([tmp_path / "a.csv"])
    (line,) = error.value.lines()
    assert "row 2" in line
    assert "99 more such (rows 3, 4, 5, 6, 7, …)" in line


@pytest.mark.parametrize(
    ("name", "says"), [("loan.csv", "no such file"), ("loan.csv", "did you mean 'loans.csv'"), ("a.xlsx", "a workbook")]
)
def test_a_file_that_is_not_there_or_a_workbook_says_what_to_give_instead(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "loans.csv").write_text("x\n1\n")
    (tmp_path / "a.xlsx").write_bytes(b"PK\3\4")
    with pytest.raises(BadWorldError) as error:
        read_own_tables([tmp_path / name])
    assert says in error.value.lines()[0]


def test_a_name_is_plain_whatever_its_authors_habit() -> None:
    assert [plain_name(text) for text in ("PhoneNumber", "phone number", "PHONE_NUMBER")] == ["phone-number"] * 3


def test_a_csv_file_that_is_called_sqlite_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "town.db").write_text("person,phone\na,1\n" * 50, encoding="utf-8")
    with pytest.raises(BadWorldError) as caught:
        read_own_tables([tmp_path / "town.db"])
    (line,) = caught.value.lines()
    assert line.startswith(
        "town.db: found a file that isn't SQLite, expected a SQLite file (CSV files end in .csv or .txt)"
    )
