"""Dirt in given tables: either the answers of the clean ones, or a fault that names the place. Never another answer."""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city.city_report import CityCounter
from linkage.errors import BadWorldError
from linkage.population import agency_files
from linkage.population.own_tables import agency_reader
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.world.model import World
from linkage.world.what_if.parser import under

Rows = dict[str, list[list[str]]]
"""Every table: its line of names, then its rows."""

WHAT_IF = "enforced:rail-tickets-refuse-monthly-pass=0.5"
SPACES = " \t\u00a0\u3000\u2003\u202f"


def around(signs: str) -> Callable[[str, Random], str]:
    return lambda cell, rng: rng.choice((signs + cell, cell + signs, signs + cell + signs))


def inside(signs: str) -> Callable[[str, Random], str]:
    def put(cell: str, rng: Random) -> str:
        place = rng.randint(0, len(cell))
        return cell[:place] + signs + cell[place:]

    return put


DIRT: Mapping[str, Callable[[str, Random], str]] = {
    **{f"word {word}": lambda cell, rng, word=word: word for word in (
        "nan", "NaN", "Nan", "None", "NULL", "null", "NA", "N/A", "n/a", "-", "0", "<NA>", "NaT", "#N/A", "0.0",
    )},
    **{f"space {ord(sign):04x} around": around(sign) for sign in SPACES},
    **{f"sign {ord(sign):04x} around": around(sign) for sign in "\u200b\ufeff\u200e\u2060\u00ad\u034f\u3164\u2800'`"},
    **{f"sign {ord(sign):04x} inside": inside(sign) for sign in "\u200b\u00a0 \t\u00ad\n\x00\x1f\ufe0f.,;\"'-"},
    "quotes": lambda cell, rng: f'"{cell}"',
    "a point and a zero": lambda cell, rng: f"{cell}.0",
    "small letters": lambda cell, rng: cell.lower(),
    "capitals": lambda cell, rng: cell.upper(),
    "one letter in the other case": lambda cell, rng: cell[:1].swapcase() + cell[1:],
    "full width": lambda cell, rng: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in cell),
    "a dash of another sort": lambda cell, rng: cell.replace("-", "\u2013"),
    "a Cyrillic letter": lambda cell, rng: cell.replace("E", "\u0415").replace("e", "\u0435"),
    "without its token": lambda cell, rng: cell.partition("-")[2],
    "without its zeros": lambda cell, rng: cell.replace("0000", ""),
    "a letter for the zeros": lambda cell, rng: cell.replace("0", "O", 1),
    "cut short": lambda cell, rng: cell[:-1],
    "doubled": lambda cell, rng: cell + cell,
    "mistyped as elsewhere": lambda cell, rng: f"{cell}~elsewhere",
    "blank": lambda cell, rng: "",
}  # fmt: skip


def tables_of(world: World) -> Tables:
    tables = generate_tables(world, 1, 120)
    tables.visit_all()
    return tables


@pytest.fixture(scope="module")
def clean(tiny: World) -> Rows:
    """The tables of 120 people of `tiny`, with their draws."""
    rows = agency_files.as_rows(tables_of(tiny), tiny.links)
    about = agency_files.TRUTH["about"], [("tiny", "1", "120")]
    return {name: [list(heads), *map(list, table)] for name, (heads, table) in {**rows, "about": about}.items()}


def csv_text(rows: list[list[str]], **how: str) -> str:
    file = io.StringIO()
    csv.writer(file, **{"lineterminator": "\n", **how}).writerows(rows)  # type: ignore[arg-type]
    return file.getvalue()


def write_folder(rows: Rows, folder: Path) -> Path:
    for name, table in rows.items():
        (folder / f"{name}.csv").write_text(csv_text(table), "utf-8", newline="")
    return folder


def write_sqlite(rows: Rows, folder: Path) -> Path:
    path = folder / "own.sqlite"
    with closing(sqlite3.connect(path)) as file, file:
        for name, (heads, *table) in rows.items():
            columns = ", ".join(f'"{head}" TEXT' for head in heads)
            file.execute(f'CREATE TABLE "{name}" ({columns})')
            file.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(heads))})', table)
    return path


WRITERS = {"csv": write_folder, "sqlite": write_sqlite}


def answers(world: World, tables: Tables) -> tuple[object, ...]:
    """What these tables answer: every effect, with and without draws of rules, and everybody counted."""
    effects = []
    for what_if in ("", WHAT_IF):
        plan = CompiledRules.of(under(world.everything, what_if))
        rows = spread_from(plan, tables, tables.records.values()).effects
        effects.append(sorted(effect._replace(step="") for effect in rows))
    counts = CityCounter(world, tables=tables).answer(WHAT_IF, by_link=False)
    return (*effects, counts)


def read(world: World, rows: Rows, writer: str) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        return agency_reader.read(world, WRITERS[writer](rows, Path(folder)))


def without(rows: Rows, lacking: str) -> Rows:
    """The same tables without some of them, or without a column `subject`."""
    if lacking == "subject":
        return {name: [[cell for place, cell in enumerate(row) if place != 1] for row in table]
                if table[0][:2] == ["account", "subject"] else table for name, table in rows.items()}  # fmt: skip
    return {name: table for name, table in rows.items() if name not in lacking.split()}


def cells_of(rows: Rows) -> list[tuple[str, int]]:
    """Every column of every table."""
    return [(name, place) for name, table in rows.items() for place in range(len(table[0]))]


@pytest.mark.parametrize("dirt", sorted(DIRT))
def test_dirt_is_the_clean_answer_or_a_fault_with_its_place(tiny: World, clean: Rows, dirt: str) -> None:
    rng = Random(dirt)
    expected = answers(tiny, read(tiny, clean, "csv"))
    for seed, (name, place) in enumerate(rng.sample(cells_of(clean), 6)):
        check_dirt(tiny, clean, expected, (dirt, name, place, seed, rng.choice(sorted(WRITERS))))


@pytest.mark.prove
@pytest.mark.parametrize("writer", sorted(WRITERS))
@pytest.mark.parametrize("dirt", sorted(DIRT))
def test_dirt_in_every_column_is_the_clean_answer_or_a_fault_with_its_place(
    tiny: World, clean: Rows, dirt: str, writer: str
) -> None:
    expected = answers(tiny, read(tiny, clean, writer))
    for seed, (name, place) in enumerate(cells_of(clean)):
        check_dirt(tiny, clean, expected, (dirt, name, place, seed, writer))


def check_dirt(tiny: World, clean: Rows, expected: tuple[object, ...], of: tuple[str, str, int, int, str]) -> None:
    """Put dirt into one to three filled cells of a column, and hold what is read against the clean answers."""
    dirt, name, place, seed, writer = of
    rng, head = Random(seed), clean[name][0][place]
    filled = [number for number, row in enumerate(clean[name]) if number and row[place]]
    table = [list(row) for row in clean[name]]
    changed = rng.sample(filled, min(len(filled), rng.randint(1, 3)))
    for number in changed:
        table[number][place] = DIRT[dirt](table[number][place], rng)
    if table == clean[name] or says_something_else(tiny, dirt, name, head):
        return
    tables, lines = tables_or_faults(tiny, {**clean, name: table}, writer)
    if tables is None:
        assert any(name in line and ("row " in line or "column" in line) for line in lines), (of, lines)
    else:
        assert answers(tiny, tables) == expected, (of, [table[number] for number in changed])


def says_something_else(world: World, dirt: str, name: str, head: str) -> bool:
    """Where dirt is no dirt: an agency doesn't know a value; another seed."""
    is_blank = dirt == "blank" and name in world.databases and head in world.identifiers
    return is_blank or (dirt in ("doubled", "word 0") and (name, head) == ("about", "seed"))


@pytest.mark.parametrize("lacking", ["values", "people", "values people", "relations", "subject", "subject people"])
def test_dirt_is_found_without_the_truth_too(tiny: World, clean: Rows, lacking: str) -> None:
    """Signs that people don't see are found by the same name spelt otherwise; a name that stands once joins nothing."""
    rows = without(clean, "draws enforced errors")
    for part in lacking.split():
        rows = without(rows, part)
    before = effects_only(tiny, read(tiny, rows, "csv"))
    kinds = [name for name in sorted(DIRT) if is_unseen_dirt(name)]
    columns = [(name, place) for name, place in cells_of(rows) if name in tiny.databases]
    columns = [(name, place) for name, place in columns if any(row[place] for row in rows[name][1:])]
    for seed in range(40):
        check_unseen_dirt(tiny, rows, before, Random(seed), (kinds, columns))


def check_unseen_dirt(
    tiny: World,
    rows: Rows,
    before: list[tuple[str, ...]],
    rng: Random,
    choices: tuple[list[str], list[tuple[str, int]]],
) -> None:
    """Put unseen dirt into one cell, and hold what is read against the clean effects."""
    dirt, (name, place) = rng.choice(choices[0]), rng.choice(choices[1])
    number = rng.choice([number for number, row in enumerate(rows[name]) if number and row[place]])
    table = [list(row) for row in rows[name]]
    table[number][place] = DIRT[dirt](table[number][place], rng)
    tables, lines = tables_or_faults(tiny, {**rows, name: table}, "csv")
    if tables is None:
        assert any(line.startswith(f"{name}.csv, row ") for line in lines), (dirt, table[number], lines)
    else:
        assert effects_only(tiny, tables) == before, (dirt, name, table[number])


def tables_or_faults(world: World, rows: Rows, writer: str) -> tuple[Tables | None, list[str]]:
    """What is read, or the lines of its faults."""
    try:
        return read(world, rows, writer), []
    except BadWorldError as error:
        return None, error.lines()


def is_unseen_dirt(name: str) -> bool:
    """Dirt that leaves a name as it looks, or nearly so."""
    return name.startswith(("word", "space", "sign")) or name in (
        "quotes",
        "a point and a zero",
        "small letters",
        "full width",
    )


def effects_only(world: World, tables: Tables) -> list[tuple[str, ...]]:
    what_if = "share:payment-accounts-to-rail-tickets=1"
    effects = spread_from(CompiledRules.of(under(world.everything, what_if)), tables, tables.records.values()).effects
    return sorted((effect.subject, effect.service, effect.effect, effect.rule) for effect in effects)


# how whole files are written


def texts(clean: Rows) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The same tables as files, written otherwise."""
    plain = {name: csv_text(table) for name, table in clean.items()}
    yield "semicolons", {name: csv_text(table, delimiter=";").encode() for name, table in clean.items()}
    yield "tabs", {name: csv_text(table, delimiter="\t").encode() for name, table in clean.items()}
    yield (
        "said separator",
        {name: b"sep=;\r\n" + csv_text(table, delimiter=";").encode() for name, table in clean.items()},
    )
    yield "mark", {name: b"\xef\xbb\xbf" + text.encode() for name, text in plain.items()}
    yield (
        "all quoted",
        {
            name: csv_text(table, quoting=csv.QUOTE_ALL).encode()  # type: ignore[arg-type]
            for name, table in clean.items()
        },
    )
    yield "lines of Windows", {name: text.replace("\n", "\r\n").encode() for name, text in plain.items()}
    yield "lines of old Macs", {name: text.replace("\n", "\r").encode() for name, text in plain.items()}
    yield "blank lines", {name: (text.replace("\n", "\n\n") + "\n" * 3_000).encode() for name, text in plain.items()}
    yield (
        "blank rows",
        {name: (text + f"{',' * (len(clean[name][0]) - 1)}\n" * 3_000).encode() for name, text in plain.items()},
    )
    yield "blank columns", {name: text.replace("\n", ",,\n").encode() for name, text in plain.items()}
    yield "spaces", {name: text.replace(",", " , ").encode() for name, text in plain.items()}
    yield (
        "an index as pandas writes it",
        {
            name: "".join(
                f"{number - 1 if number else ''},{line}\n" for number, line in enumerate(text.splitlines())
            ).encode()
            for name, text in plain.items()
        },
    )
    yield (
        "further columns",
        {
            name: "".join(
                f"{line},{'note' if number == 0 else 'n/a'}\n" for number, line in enumerate(text.splitlines())
            ).encode()
            for name, text in plain.items()
        },
    )
    yield (
        "columns turned round",
        {name: csv_text([row[::-1] for row in table]).encode() for name, table in clean.items()},
    )


@pytest.mark.parametrize("number", range(14))
def test_tables_read_the_same_however_their_files_are_written(
    tiny: World, clean: Rows, tmp_path: Path, number: int
) -> None:
    expected = answers(tiny, read(tiny, clean, "csv"))
    how, files = list(texts(clean))[number]
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_bytes(text)
    tables = agency_reader.read(tiny, tmp_path)
    assert answers(tiny, tables) == expected, how
    noted = how in ("an index as pandas writes it", "further columns")
    assert bool(tables.remarks) == noted, tables.remarks


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_a_fault(tiny: World, clean: Rows, tmp_path: Path, encoding: str) -> None:
    write_folder(clean, tmp_path)
    text = (tmp_path / "people.csv").read_text("utf-8").replace("18-34", "jünger")
    (tmp_path / "people.csv").write_bytes(text.encode(encoding))
    with pytest.raises(BadWorldError, match="1 fault") as caught:
        agency_reader.read(tiny, tmp_path)
    assert "UTF-8" in caught.value.lines()[0]


# what lacks


def test_what_lacks_is_said(tiny: World, clean: Rows) -> None:
    bare = without(without(clean, "people values relations records draws enforced about"), "subject")
    tables = read(tiny, bare, "csv")
    assert [remark.partition(":")[0] for remark in tables.remarks] == [
        "no people", "no values", "no relations", "no records",
        "no column subject in " + ", ".join(tiny.databases),
    ]  # fmt: skip
    assert not tables.records
    assert tables.people


def test_without_people_and_values_the_same_fall_where_no_register_is_wrong(tiny: World, clean: Rows) -> None:
    """What stands in for the truth is right, but for what only the truth can tell."""
    right = {subject for _, value, subject in clean["values"] if value.startswith("SYN-")}
    rows = {**clean, "subscribers": [row if row[3] in ("", "national-id") or row[3] == owned(clean, row[1]) else
                                     [*row[:3], owned(clean, row[1])] for row in clean["subscribers"]]}  # fmt: skip
    assert right
    full = effects_only(tiny, read(tiny, without(rows, "draws enforced"), "csv"))
    assert effects_only(tiny, read(tiny, without(rows, "draws enforced people"), "csv")) == full
    assert effects_only(tiny, read(tiny, without(rows, "draws enforced values"), "csv")) == full
    assert effects_only(tiny, read(tiny, without(rows, "draws enforced people values"), "csv")) == full
    assert full


def owned(clean: Rows, subject: str) -> str:
    return next((value for name, value, owner in clean["values"] if name == "national-id" and owner == subject), "")


def test_without_subjects_the_owners_of_values_stand_in(tiny: World, clean: Rows) -> None:
    """An account all of whose cells are in error is nobody's that is known: it stands for itself."""
    named = read(tiny, without(clean, "draws enforced errors"), "csv")
    bare = read(tiny, without(without(clean, "draws enforced errors"), "subject"), "csv")
    owners = {account.id: account.subject for account in named.accounts.values()}
    known = {account.id: account.subject for account in bare.accounts.values() if account.subject != account.id}
    assert known == {id_: owner for id_, owner in owners.items() if id_ in known}
    assert len(known) > 0.95 * len(owners)
    nameless = {account.subject for account in bare.accounts.values()} - set(named.people)
    assert nameless
    assert all(bare.people[name].id == name for name in nameless)


def test_a_misspelt_file_or_column_is_a_fault_with_what_it_may_be(tiny: World, clean: Rows, tmp_path: Path) -> None:
    write_folder(clean, tmp_path)
    (tmp_path / "rail-tickets.csv").rename(tmp_path / "rail-tickts.csv")
    (tmp_path / "values.csv").rename(tmp_path / "value.csv")
    with pytest.raises(BadWorldError) as caught:
        agency_reader.read(tiny, tmp_path)
    assert caught.value.lines() == [
        "rail-tickets.csv: found no such table, expected a table 'rail-tickets'; did you mean 'rail-tickts'?",
        "values.csv: found 'value' instead, expected a table 'values', or none",
    ]


def test_a_misspelt_value_is_a_fault_with_the_nearest_one(tiny: World, clean: Rows) -> None:
    rows = {**clean, "rail-tickets": [list(row) for row in clean["rail-tickets"]]}
    rows["rail-tickets"][3][2] = "SYN-0000000006x"
    with pytest.raises(BadWorldError) as caught:
        read(tiny, rows, "csv")
    assert caught.value.lines() == [
        "rail-tickets.csv, row 4, column national-id: found 'SYN-0000000006x', expected a national-id that values gives"
        " to somebody; did you mean 'SYN-0000000006'?"
    ]


def test_a_mistyped_cell_of_its_own_table_is_no_fault(tiny: World, clean: Rows) -> None:
    rows = {**without(clean, "errors"), "rail-tickets": [list(row) for row in clean["rail-tickets"]]}
    rows["rail-tickets"][3][2] += "~rail-tickets"
    tables = read(tiny, rows, "csv")
    assert tables.rows("rail-tickets", "national-id", rows["rail-tickets"][3][2])


def test_a_cell_that_was_changed_by_hand_stands_as_it_is_whatever_was_drawn(tiny: World, clean: Rows) -> None:
    """In a column with errors, too: put one wrong cell right, load the tables again, and the answer is another."""
    heads, first, *others = clean["rail-tickets"]
    place = heads.index("national-id")
    (other,) = (row[place] for row in others[:1])
    changed = [heads, [*first[:place], other, *first[place + 1 :]], *others]
    tables = read(tiny, clean | {"rail-tickets": changed}, "csv")
    assert tables.accounts[first[0]].values["national-id"] == other
    drawn = {row[1] for row in clean["errors"] if row[2] == "national-id"}
    assert {first[0], others[0][0]} <= drawn
    assert read(tiny, clean, "csv").accounts[first[0]].values["national-id"] != other


def test_a_record_is_born_at_the_home_of_its_kind(tiny: World, clean: Rows) -> None:
    rows = {**clean, "records": [list(row) for row in clean["records"]]}
    place = next(place for place, row in enumerate(rows["records"]) if row[1] == "unpaid-phone-bill")
    rows["records"][place][1] = "skipped-fare"
    with pytest.raises(BadWorldError) as caught:
        read(tiny, rows, "csv")
    assert f"records.csv, row {place + 1}, column database: found 'subscribers'" in caught.value.lines()[0]


def test_a_zero_among_numbers_is_a_number(tiny: World, clean: Rows) -> None:
    """Accounts numbered from 0, as pandas numbers rows, have names like any others."""
    rows = without(clean, "draws enforced errors")
    names = {row[0]: str(number) for number, row in enumerate(rows["school-enrolment"][1:])}
    rows["school-enrolment"] = [
        rows["school-enrolment"][0],
        *([names[r[0]], *r[1:]] for r in clean["school-enrolment"][1:]),
    ]
    assert {account.id for account in read(tiny, rows, "csv").table("school-enrolment")} == set(names.values())


def test_questions_about_given_tables_are_those_of_effects(tiny: World, clean: Rows, tmp_path: Path) -> None:
    spread = spread_everybody(tiny, Question(tables=write_folder(clean, tmp_path)))[2]
    assert spread.effects == spread_everybody(tiny, Question(residents=120))[2].effects
