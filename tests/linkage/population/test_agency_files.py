"""The agency tables as files: written, read back, refused."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from linkage.answers.spread_question import Question, ask, spread_everybody
from linkage.errors import BadWorldError, LinkageError, RealDataError
from linkage.population import agency_files
from linkage.population.own_tables import agency_reader, sqlite_tables
from linkage.population.tables import Tables, generate_tables
from linkage.tokens import looks_like_citizen_number
from linkage.world.model import World
from linkage.world.reading.csv_text import Limits
from linkage.world.real_data_guard import column_fault

CITIZEN = "11010519491231002X"  # the sample number of the standard's own text
MOBILES = ("13800138000", "13900139000")


@pytest.fixture(scope="module")
def tables_folder(tiny: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of 300 people of `tiny`."""
    folder = tmp_path_factory.mktemp("made")
    tables = generate_tables(tiny, 1, 300)
    tables.visit_all()
    agency_files.write(tables, folder, tiny.links)
    return folder


@pytest.fixture
def copy(tables_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tables, to be made faulty."""
    return Path(shutil.copytree(tables_folder, tmp_path / "copy"))


def lines(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(tables: Tables) -> dict[str, object]:
    return {
        "accounts": {a.id: (a.database, a.number, a.subject, a.values) for a in tables.accounts.values()},
        "people": tables.people,
        "records": tables.records,
        "values": sorted(tables.all_values()),
        "relations": sorted(tables.all_relations()),
    }


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def faults(tiny: World, path: Path) -> list[str]:
    with pytest.raises(BadWorldError) as caught:
        agency_reader.read(tiny, path)
    return caught.value.lines()


def test_there_is_a_table_for_each_database_and_the_truth_beside_them(tables_folder: Path, tiny: World) -> None:
    truth = {"people", "values", "relations", "records", "about"}
    names = {*tiny.databases, *truth, "draws", "enforced", "errors", "false"}
    assert {path.name for path in tables_folder.iterdir()} == {f"{name}.csv" for name in names} | {"agencies.sqlite"}


@pytest.mark.parametrize(
    ("table", "head"),
    [
        ("rail-tickets", "account,subject,national-id,phone"),
        ("defaulter-list", "account,subject,national-id,company-number"),
        ("people", "subject,kind,group,household"),
        ("values", "identifier,value,subject"),
        ("relations", "kind,from,to"),
        ("records", "id,kind,subject,database,account,standing"),
        ("draws", "link,record,draw"),
    ],
)
def test_each_table_has_the_columns_of_the_design(tables_folder: Path, table: str, head: str) -> None:
    assert (tables_folder / f"{table}.csv").read_text("utf-8").splitlines()[0] == head


def test_a_list_has_only_the_rows_of_records_born_there(tables_folder: Path) -> None:
    born = {row["account"] for row in lines(tables_folder, "records") if row["database"] == "defaulter-list"}
    assert {row["account"] for row in lines(tables_folder, "defaulter-list")} == born
    assert born


def test_children_under_18_are_the_only_children(tables_folder: Path) -> None:
    groups = {row["subject"]: row["group"] for row in lines(tables_folder, "people")}
    ties = lines(tables_folder, "relations")
    assert {row["kind"] for row in ties} == {"parent", "officer"}
    assert {groups[row["to"]] for row in ties if row["kind"] == "parent"} == {"under-18"}
    assert all(row["to"].startswith("C") for row in ties if row["kind"] == "officer")


def test_every_cell_of_sqlite_is_that_of_the_csv(tables_folder: Path, tiny: World) -> None:
    with closing(sqlite3.connect(tables_folder / "agencies.sqlite")) as file:
        for table in (*tiny.databases, "people", "values", "relations", "records"):
            rows = [list(row) for row in file.execute(f'SELECT * FROM "{table}"')]
            assert rows == [list(row.values()) for row in lines(tables_folder, table)], table


def test_draws_are_multiples_of_two_to_the_minus_32_written_in_full(tables_folder: Path, tiny: World) -> None:
    rows = lines(tables_folder, "draws")
    people = lines(tables_folder, "people")
    assert len(rows) == len(tiny.links) * (len(lines(tables_folder, "records")) + len(people))  # one listing rule
    for row in rows:
        assert (Fraction(row["draw"]) * 2**32).denominator == 1
        assert "e" not in row["draw"]


@pytest.mark.parametrize("place", ["", "agencies.sqlite"])
def test_what_was_written_reads_back(tables_folder: Path, tiny: World, place: str) -> None:
    tables = generate_tables(tiny, 1, 300)
    tables.visit_all()
    assert contents(agency_reader.read(tiny, tables_folder / place)) == contents(tables)


@pytest.mark.parametrize("place", ["", "agencies.sqlite"])
def test_given_draws_are_the_seeds_own(copy: Path, tiny: World, place: str) -> None:
    link = "payment-accounts-to-rail-tickets"
    forget_about(copy)
    read, generated = agency_reader.read(tiny, copy / place, seed=99), generate_tables(tiny, 1, 300)
    records = [row["id"] for row in lines(copy, "records")]
    assert [read.draws.of_link(link, record) for record in records] == [
        generated.draws.of_link(link, record) for record in records
    ]


def forget_about(folder: Path) -> None:
    """Tables as somebody else has them: they don't say from which seed they are."""
    (folder / "about.csv").unlink()
    with closing(sqlite3.connect(folder / "agencies.sqlite")) as connection, connection:
        connection.execute("DROP TABLE about")


def forget_draws(folder: Path) -> None:
    (folder / "draws.csv").unlink()
    with closing(sqlite3.connect(folder / "agencies.sqlite")) as connection, connection:
        connection.execute("DROP TABLE draws")


def test_tables_say_from_which_world_and_seed_they_are(tables_folder: Path) -> None:
    assert lines(tables_folder, "about") == [{"world": "tiny", "seed": "1", "residents": "300"}]


@pytest.mark.parametrize("place", ["", "agencies.sqlite"])
def test_draws_that_are_not_given_are_made_from_the_seed_that_the_tables_say(
    tiny: World, tmp_path: Path, place: str
) -> None:
    generated = generate_tables(tiny, 7, 300)
    generated.visit_all()
    agency_files.write(generated, tmp_path)
    read = agency_reader.read(tiny, tmp_path / place)
    assert read.seed == 7
    link = "payment-accounts-to-rail-tickets"
    assert [read.draws.of_link(link, record) for record in sorted(read.records)] == [
        generated.draws.of_link(link, record) for record in sorted(generated.records)
    ]


@pytest.mark.parametrize("place", ["", "agencies.sqlite"])
def test_without_a_seed_draws_are_refused_and_nothing_else(copy: Path, tiny: World, place: str) -> None:
    forget_about(copy)
    forget_draws(copy)
    question = Question(tables=copy / place)
    with pytest.raises(LinkageError, match=r"These tables say no seed.*Give it in draws.csv; or say with seed=, or in"):
        spread_everybody(tiny, question)
    whole = replace(question, what_if="share:payment-accounts-to-rail-tickets=1")
    assert spread_everybody(tiny, whole)[2].effects
    assert spread_everybody(tiny, replace(question, seed=1, seed_stated=True))[2].effects


def test_another_seed_than_the_tables_say_is_refused(copy: Path, tiny: World) -> None:
    with pytest.raises(LinkageError, match="were made from seed 1, as they say, and not from 99"):
        agency_reader.read(tiny, copy, seed=99)


def test_writing_twice_writes_the_same_bytes(tables_folder: Path, tiny: World, tmp_path: Path) -> None:
    tables = generate_tables(tiny, 1, 300)
    for neighbourhood in (1, 0):
        tables.visit(neighbourhood)
    agency_files.write(tables, tmp_path, tiny.links)
    for path in tables_folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_rule_has_a_draw_at_every_account_and_at_every_row_that_a_list_may_open(
    tables_folder: Path, tiny: World
) -> None:
    rows = lines(tables_folder, "enforced")
    people = lines(tables_folder, "people")
    assert {row["rule"] for row in rows} == set(tiny.rules)
    at_the_list = [row for row in rows if row["rule"] == "defaulter-list-refuse-loan"]
    assert {row["subject"] for row in at_the_list} == {row["subject"] for row in people}
    at_the_railway = {row["account"] for row in rows if row["rule"] == "rail-tickets-refuse-monthly-pass"}
    assert at_the_railway == {row["account"] for row in lines(tables_folder, "rail-tickets")}
    assert all((Fraction(row["draw"]) * 2**32).denominator == 1 for row in rows)


@pytest.mark.parametrize("place", ["", "agencies.sqlite"])
def test_given_draws_of_rules_are_used(copy: Path, tiny: World, place: str) -> None:
    rule = "defaulter-list-refuse-loan"
    generated = spread_everybody(tiny, Question(residents=300, what_if=f"enforced:{rule}=0.5"))[2].effects
    refused = {effect.subject for effect in generated if effect.rule == rule}
    with closing(sqlite3.connect(copy / "agencies.sqlite")) as connection, connection:
        connection.execute("UPDATE enforced SET draw = 1 - draw - 1e-9 WHERE rule = ?", (rule,))
    text = (copy / "enforced.csv").read_text("utf-8").splitlines()
    turned = [f"{line.rpartition(',')[0]},{1 - 1e-9 - float(line.rpartition(',')[2]):.12f}" for line in text[1:]]
    (copy / "enforced.csv").write_text("\n".join([text[0], *turned]) + "\n", "utf-8")
    question = Question(tables=copy / place, what_if=f"enforced:{rule}=0.5")
    others = {effect.subject for effect in spread_everybody(tiny, question)[2].effects if effect.rule == rule}
    assert refused
    assert others
    assert not refused & others


def test_an_imposed_record_stands_in_the_tables_with_the_row_it_opened(tiny: World, tmp_path: Path) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    agency_files.write(answer.tables, tmp_path)
    record = next(row for row in lines(tmp_path, "records") if row["subject"] == answer.subject)
    assert record["account"] in {row["account"] for row in lines(tmp_path, "defaulter-list")}
    assert ask(tiny, Question(story="court-fine", tables=tmp_path)).spread.steps == answer.spread.steps


def test_no_value_in_the_tables_looks_real(tables_folder: Path) -> None:
    for path in tables_folder.glob("*.csv"):
        for column in zip(*(row.values() for row in lines(tables_folder, path.stem)), strict=True):
            assert column_fault(path.name, "", list(enumerate(column, start=2))) is None
            assert not any(map(looks_like_citizen_number, column))


# faulty or real-looking tables


def test_a_real_citizen_number_is_refused_and_not_repeated(copy: Path, tiny: World) -> None:
    edit(copy / "rail-tickets.csv", lambda text: text.replace("SYN-0000000007", CITIZEN, 1))
    (fault,) = faults(tiny, copy)
    assert fault.startswith("rail-tickets.csv, row ")
    assert "column national-id: found what looks like a real citizen number" in fault
    assert CITIZEN not in fault


def test_a_column_of_mobile_numbers_is_refused_and_not_repeated(copy: Path, tiny: World) -> None:
    numbers = (13_800_000_000 + offset for offset in range(10**6))
    text = (copy / "subscribers.csv").read_text("utf-8").split("TEL-")
    edit(
        copy / "subscribers.csv",
        lambda _: text[0] + "".join(f"{next(numbers)}{part[10:]}" for part in text[1:]),
    )
    (fault,) = faults(tiny, copy)
    assert "subscribers.csv, row 2, column phone: found a column of what look like real mobile numbers" in fault
    assert "138000" not in fault


def test_real_numbers_where_the_column_names_should_stand_are_not_repeated(copy: Path, tiny: World) -> None:
    edit(copy / "subscribers.csv", lambda text: f"a/1,R1,{MOBILES[0]},{CITIZEN}\n" + text.split("\n", 1)[1])
    text = "\n".join(faults(tiny, copy))
    assert "subscribers.csv, row 1, column account: found no such column" in text
    assert CITIZEN not in text
    assert MOBILES[0] not in text


def test_a_sqlite_file_is_guarded_too_whatever_type_a_cell_has(copy: Path, tiny: World) -> None:
    with closing(sqlite3.connect(copy / "agencies.sqlite")) as file:
        file.execute('UPDATE "rail-tickets" SET "national-id" = ? WHERE rowid = 1', (CITIZEN.encode(),))
        file.execute('UPDATE "rail-tickets" SET "national-id" = 110105194912310021 WHERE rowid = 2')
        file.commit()
    fault_lines = faults(tiny, copy / "agencies.sqlite")
    assert all(isinstance(fault, str) and CITIZEN not in fault for fault in fault_lines)
    assert fault_lines[0].startswith(
        "agencies.sqlite (table rail-tickets), row 2, column national-id: found what looks like a real"
    )


@pytest.mark.parametrize(
    ("cell", "said"), [(7, "a whole number"), (7.5, "a number"), (b"SYN-0000000007", "bytes (a BLOB)")]
)
@pytest.mark.parametrize(
    ("table", "column"), [("values", "value"), ("rail-tickets", "national-id"), ("people", "kind")]
)
def test_cells_of_sqlite_are_text(copy: Path, tiny: World, table: str, column: str, cell: object, said: str) -> None:
    with closing(sqlite3.connect(copy / "agencies.sqlite")) as file, file:
        quoted = f'"{table}"', f'"{column}"'
        stored = file.execute(f"SELECT sql FROM sqlite_master WHERE name = '{table}'").fetchone()[0]
        rows = file.execute(f"SELECT * FROM {quoted[0]}").fetchall()
        file.execute(f"DROP TABLE {quoted[0]}")
        file.execute(stored.replace(" TEXT", ""))  # whose columns would make text of a number
        file.executemany(f"INSERT INTO {quoted[0]} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        file.execute(f"UPDATE {quoted[0]} SET {quoted[1]} = ? WHERE rowid = 3", (cell,))
    fault_lines = faults(tiny, copy / "agencies.sqlite")
    expected = f"column {column}: found {said}, expected text (in SQLite: TEXT)"
    assert [line for line in fault_lines if expected in line], fault_lines


def test_a_refusal_of_real_data_is_an_error_of_its_own(copy: Path, tiny: World) -> None:
    edit(copy / "rail-tickets.csv", lambda text: text.replace("SYN-0000000007", CITIZEN, 1))
    with pytest.raises(BadWorldError) as caught:
        agency_reader.read(tiny, copy)
    assert [type(fault) for fault in caught.value.faults()] == [RealDataError]


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("people", "R0000000007,resident", "R0000000007,rezident", "column kind: found 'rezident', expected resident"),
        ("people", "R0000000007,", "R0000000008,", "column subject: found 'R0000000008', expected a name that no"),
        ("records", ",confirmed", ",confirmt", "found 'confirmt', expected confirmed or suspected; did you mean"),
        ("records", "bills-paid,R", "bils-paid,R", "found 'bils-paid', expected a record kind of this world; did you"),
        ("records", ",subscribers,", ",subscriber,", "column database: found 'subscriber', expected a database"),
        ("records", "subscribers/", "subscribers/9999", "expected an account of these tables"),
        (
            "records",
            r"\n[^,]*,",
            r"\ncompany-register-list-officers@R0000000007,",
            "expected a name that no listing can have",
        ),
        ("values", "phone,TEL", "fone,TEL", "column identifier: found 'fone', expected an identifier of this world"),
        ("values", ",R0000000007", ",R7", "column subject: found 'R7', expected a subject of people"),
        ("relations", "parent,", "mother,", "column kind: found 'mother', expected parent or officer"),
        ("relations", "R", "Q", "expected a subject of people"),
        ("rail-tickets", r"\nrail-tickets/(\d+),R\d+,", r"\nrail-tickets/\1,R9,", "row 2, column subject: found 'R9'"),
        ("rail-tickets", r"(rail-tickets/\d+)(,.*\n)rail-tickets/\d+", r"\1\2\1", "row 3, column account: found 'rail"),
        ("rail-tickets", "phone", "fone", "column phone: found no such column, but 'fone', expected a column 'phone'"),
        ("rail-tickets", "national-id,phone", "phone,phone", "column phone: found the column twice"),
        ("rail-tickets", r"\nrail-tickets/(\d+),", r"\nrail-tickets/\1,extra,", "row 2: found 5 cells, expected 4"),
        (
            "enforced",
            "defaulter-list-refuse-loan",
            "defaulter-list-refuse-lone",
            "did you mean 'defaulter-list-refuse-l",
        ),
        ("enforced", ",0.", ",half", "column draw: found 'half"),
        ("about", ",1,", ",one,", "column seed: found 'one', expected a whole number"),
        ("draws", ",0.", ",half", "column draw: found 'half"),
        ("draws", ",0.", ",1.", "expected a number from 0 to less than 1"),
    ],
)
def test_a_faulty_table_is_reported_with_its_place(
    copy: Path, tiny: World, table: str, old: str, new: str, fault: str
) -> None:
    edit(copy / f"{table}.csv", lambda text: re.sub(old, new, text, count=1))
    fault_lines = faults(tiny, copy)
    assert any(line.startswith(f"{table}.csv, row ") and fault in line for line in fault_lines), fault_lines


def test_a_record_at_somebody_elses_account_is_refused(copy: Path, tiny: World) -> None:
    record = lines(copy, "records")[0]
    other_row = next(row for row in lines(copy, record["database"]) if row["subject"] != record["subject"])
    edit(copy / "records.csv", lambda text: text.replace(record["account"] + ",", other_row["account"] + ",", 1))
    assert any("expected an account of that subject in that database" in line for line in faults(tiny, copy))


def test_a_thousand_faults_of_a_kind_are_one_line_with_their_number_and_places(copy: Path, tiny: World) -> None:
    number = len(lines(copy, "values"))
    edit(copy / "values.csv", lambda text: text.replace(",R", ",Q").replace(",C0", ",Q0"))
    with pytest.raises(BadWorldError, match=f"{number:,} faults") as caught:
        agency_reader.read(tiny, copy)
    first = lines(copy, "values")[0]["subject"]
    found = f"found '{first}', and {number - 1:,} more such (rows 3, 4, 5, 6, 7, …), expected a subject of people"
    (line,) = caught.value.lines()
    assert line.startswith(f"values.csv, row 2, column subject: {found}; did you mean 'C")


def test_lines_of_a_wrong_length_are_counted_too(copy: Path, tiny: World) -> None:
    edit(copy / "people.csv", lambda text: text.replace("\nR", "\nR,"))
    (fault,) = faults(tiny, copy)
    assert fault.startswith("people.csv, row 21: found 5 cells, and 299 more such (rows 22, 23, 24, 25, 26, …), expect")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("R0000000007", '"R0000000007"'),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("18-34", "jünger"),
    ],
)
def test_a_table_reads_the_same_however_it_is_written(copy: Path, tiny: World, change: Callable[[str], str]) -> None:
    before = contents(agency_reader.read(tiny, copy))
    for table in ("people", "values", "subscribers", "relations", "records"):
        edit(copy / f"{table}.csv", change)
    after = contents(agency_reader.read(tiny, copy))
    assert {name: part for name, part in before.items() if name != "people"} == {
        name: part for name, part in after.items() if name != "people"
    }


def test_values_and_relations_may_stand_in_any_order(copy: Path, tiny: World) -> None:
    before = contents(agency_reader.read(tiny, copy))
    for table in ("values", "relations", "people", "subscribers"):
        head, *rows = (copy / f"{table}.csv").read_text("utf-8").splitlines()
        rows.sort(key=lambda row: row[::-1])
        (copy / f"{table}.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    assert contents(agency_reader.read(tiny, copy)) == before


def test_accounts_may_be_named_like_another_databases(copy: Path, tiny: World) -> None:
    row = lines(copy, "rail-tickets")[0]["account"]
    taken = lines(copy, "subscribers")[0]["account"]
    edit(copy / "rail-tickets.csv", lambda text: text.replace(f"\n{row},", "\nsubscribers/none,"))
    for draws in ("enforced", "errors"):
        edit(copy / f"{draws}.csv", lambda text: text.replace(f",{row},", ",subscribers/none,"))
    assert agency_reader.read(tiny, copy).accounts["subscribers/none"].database == "rail-tickets"
    edit(copy / "rail-tickets.csv", lambda text: text.replace("\nsubscribers/none,", f"\n{taken},"))
    assert [line for line in faults(tiny, copy) if f"found '{taken}', expected a name that no other row has" in line]


def test_every_missing_table_is_named(copy: Path, tiny: World) -> None:
    for table in ("subscribers", "people"):
        (copy / f"{table}.csv").unlink()
    assert faults(tiny, copy) == [
        "subscribers.csv: found no such table, expected a table 'subscribers'",
    ]


@pytest.mark.parametrize("text", ["", "\n", "\x00", '"', "a,b\n\udcff"])
def test_an_unreadable_table_is_a_fault_and_no_traceback(copy: Path, tiny: World, text: str) -> None:
    (copy / "people.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert any("people.csv" in line for line in faults(tiny, copy))


def test_a_file_that_is_no_sqlite_file_is_a_fault(tiny: World, tmp_path: Path) -> None:
    (tmp_path / "agencies.sqlite").write_text("not a database, only text that is long enough to be one" * 9)
    (fault,) = faults(tiny, tmp_path / "agencies.sqlite")
    expected = "expected the folder that holds the CSV files, or a SQLite file"
    assert fault == f"agencies.sqlite: found a file that isn't SQLite, {expected}"


def test_a_csv_file_as_tables_is_answered_with_the_folder_that_holds_it(copy: Path, tiny: World) -> None:
    (fault,) = faults(tiny, copy / "people.csv")
    assert fault.startswith("people.csv: found a CSV file, expected the folder that holds the CSV files")


def test_a_spoilt_sqlite_file_is_a_fault(tables_folder: Path, tiny: World, tmp_path: Path) -> None:
    spoilt = tmp_path / "agencies.sqlite"
    spoilt.write_bytes((tables_folder / "agencies.sqlite").read_bytes()[:5000])
    (fault,) = faults(tiny, spoilt)
    assert fault.startswith("agencies.sqlite: found a file that can't be read (DatabaseError), expected the folder")


def test_a_sqlite_file_may_stand_under_any_name(tables_folder: Path, tiny: World, tmp_path: Path) -> None:
    strange = tmp_path / "50% of #1? 北京.db"
    shutil.copy(tables_folder / "agencies.sqlite", strange)
    assert len(agency_reader.read(tiny, strange).people) == len(lines(tables_folder, "people"))


def test_a_table_saved_by_a_spreadsheet_reads_the_same(copy: Path, tiny: World) -> None:
    edit(copy / "people.csv", lambda text: "\ufeff" + text.replace("\n", "\r\n"))
    assert len(agency_reader.read(tiny, copy).people) == 319  # 300 residents and 19 companies


def test_no_tables_at_all_are_an_error(tiny: World, tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match=r"There are no agency tables at '.*/nowhere'"):
        agency_reader.read(tiny, tmp_path / "nowhere")


# written whole or not at all


@pytest.mark.parametrize("folder", ["file/out", "file"])
def test_a_folder_that_cannot_be_is_one_line_and_leaves_nothing(tiny: World, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("I am no folder")
    tables = generate_tables(tiny, 1, 20)
    with pytest.raises(LinkageError, match=r"The agency tables can't be written into '.*': "):
        agency_files.write(tables, tmp_path / folder)
    assert (tmp_path / "file").read_text() == "I am no folder"


def test_a_disk_that_fills_up_leaves_the_old_tables(copy: Path, tiny: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, found: object) -> None:
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    monkeypatch.setattr(agency_files, "_write_sqlite", full)
    with pytest.raises(LinkageError, match=r"no space left on device \('.*agencies\.sqlite'\)"):
        agency_files.write(generate_tables(tiny, 2, 50), copy, overwrite=True)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


@pytest.mark.parametrize("name", ["_write_csv", "_write_sqlite"])
def test_a_failed_write_leaves_no_new_folder(
    tiny: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def full(path: Path, *rows: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(agency_files, name, full)
    with pytest.raises(LinkageError, match="no space left on device"):
        agency_files.write(generate_tables(tiny, 2, 50), tmp_path / "deep" / "er")
    assert list(tmp_path.iterdir()) == []


def test_old_draws_do_not_outlive_new_tables(copy: Path, tiny: World) -> None:
    tables = generate_tables(tiny, 2, 50)
    tables.visit_all()
    agency_files.write(tables, copy, overwrite=True)
    assert not (copy / "draws.csv").exists()
    assert not [name for name in os.listdir(copy) if name.startswith(".")]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "trap",
    [
        "CREATE VIEW people AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
        "CREATE VIRTUAL TABLE people USING fts5(subject)",
        "CREATE TABLE people (subject TEXT, name TEXT GENERATED ALWAYS AS (printf('%.*c', 999999999, 'x')))",
    ],
    ids=["view", "virtual", "generated"],
)
def test_what_a_file_of_sqlite_would_work_out_is_not_read(
    tables_folder: Path, tiny: World, tmp_path: Path, trap: str
) -> None:
    path = Path(shutil.copy(tables_folder / "agencies.sqlite", tmp_path))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DROP TABLE people")
        file.execute(trap)
        if trap.startswith("CREATE TABLE"):
            file.execute("INSERT INTO people VALUES ('x')")
    with pytest.raises(BadWorldError) as fault:
        agency_reader.read(tiny, path)
    assert "(table people): found a table that is worked out" in fault.value.lines()[0]


def test_a_database_attached_beside_is_not_read(tables_folder: Path, tiny: World, tmp_path: Path) -> None:
    path = Path(shutil.copy(tables_folder / "agencies.sqlite", tmp_path))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("ATTACH ? AS other", (str(tmp_path / "other.sqlite"),))
        file.execute("CREATE TABLE other.people AS SELECT * FROM main.people")
        file.execute("DROP TABLE main.people")
    assert [remark for remark in agency_reader.read(tiny, path).remarks if remark.startswith("no people: ")]


def test_a_file_of_sqlite_that_is_too_large_is_not_opened(
    tables_folder: Path, tiny: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_tables, "LIMITS", Limits(bytes=1000))
    with pytest.raises(BadWorldError) as fault:
        agency_reader.read(tiny, tables_folder / "agencies.sqlite")
    assert "at most 1,000 bytes" in fault.value.lines()[0]


def test_names_that_differ_by_case_are_two_people(copy: Path, tiny: World) -> None:
    first, second = (row["subject"] for row in lines(copy, "people")[:2])
    for path in copy.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(rf"(?<![\w-]){re.escape(first)}(?![\w-])", "anna", text)
        path.write_text(re.sub(rf"(?<![\w-]){re.escape(second)}(?![\w-])", "Anna", text), encoding="utf-8")
    tables = agency_reader.read(tiny, copy)
    assert {"anna", "Anna"} <= set(tables.people)
    assert {a.subject for a in tables.accounts.values()} & {"anna", "Anna"} == {"anna", "Anna"}
