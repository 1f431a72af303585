"""A draft from one's own tables: it answers as the tables themselves do, and holds none of their values."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import linkage
from linkage.answers.spread_question import Question, spread_everybody, unanswerable_stories
from linkage.answers.trace.trace_report import effect_rows
from linkage.cli.command_line import main
from linkage.errors import BadWorldError, LinkageError, UsageError
from linkage.own_data.draft_folder import Draft, draft, write_draft, write_empty
from linkage.own_data.table_files import read_own_tables
from linkage.population import agency_files
from linkage.population.tables import generate_tables
from linkage.world.storage.folders import load, new
from linkage.world.validation.check import check

SHOP = "customer_id,email,phone,joined,amount\n1,anna@x,070-1,2020-01-03,12.50\n2,ben@x,070-2,2020-01-04,3.20\n"
CLINIC = "nr;Phone;E-Mail;visit\n1;070-1;anna@x;2021-01-01\n2;070-9;;2021-01-02\n3;070-2;nan;2021-01-03\n"
LIBRARY = "card,Email\nL7,ben@x\nL8,anna@x\nL9,zoe@x\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three small tables of a shop, a clinic and a library."""
    for name, text in (("shop", SHOP), ("clinic", CLINIC), ("library", LIBRARY)):
        (tmp_path / f"{name}.csv").write_text(text)
    return [tmp_path / f"{name}.csv" for name in ("shop", "clinic", "library")]


def drafted(files: list[Path], folder: Path, *identifiers: str, subject: str = "") -> Draft:
    made = draft(folder.name, read_own_tables(files), identifiers, subject)
    write_draft(folder, made)
    return made


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_files_that_share_a_column_become_a_world_without_a_fault(files: list[Path], tmp_path: Path) -> None:
    drafted(files, tmp_path / "mine")
    world, faults = check(tmp_path / "mine")
    assert faults == []
    assert world is not None
    assert list(world.identifiers) == ["email", "phone"]
    assert unanswerable_stories(world) == []
    assert {row.status for table in (world.links, world.rules, world.databases) for row in table.values()} == {
        "assumed"
    }


def test_the_record_follows_people_through_the_tables_without_being_asked_for(
    files: list[Path], tmp_path: Path
) -> None:
    drafted(files, tmp_path / "mine")
    _, tables, spread = spread_everybody(load(tmp_path / "mine"), Question())
    assert len(tables.people) == 4
    assert [(row[0], row[1]) for row in effect_rows(spread)] == [
        ("R0000000000", "service-of-clinic"),
        ("R0000000000", "service-of-library"),
        ("R0000000001", "service-of-clinic"),
        ("R0000000001", "service-of-library"),
    ]


def test_a_population_that_is_asked_for_is_invented(files: list[Path], tmp_path: Path) -> None:
    drafted(files, tmp_path / "mine")
    world = load(tmp_path / "mine")
    assert len(spread_everybody(world, Question(residents=30))[1].people) == 30
    assert len(spread_everybody(world, Question(seed=2))[1].people) == 1_000


def test_no_value_of_the_files_is_kept(files: list[Path], tmp_path: Path) -> None:
    drafted(files, tmp_path / "mine")
    written = "\n".join(path.read_text() for path in (tmp_path / "mine").rglob("*") if path.is_file())
    values = {
        cell
        for path in files
        for line in path.read_text().splitlines()[1:]
        for cell in line.replace(";", ",").split(",")
    }
    assert [value for value in values if len(value) > 1 and value != "nan" and value in written] == []
    assert [row["email"] for row in rows(tmp_path / "mine" / "tables" / "shop.csv")] == [
        "EMA-0000000000",
        "EMA-0000000001",
    ]


def test_words_for_a_blank_join_nobody(files: list[Path], tmp_path: Path) -> None:
    made = drafted(files, tmp_path / "mine")
    assert rows(tmp_path / "mine" / "tables" / "clinic.csv")[2]["email"] == ""
    assert [
        fact.blank_words["nan"] for row in made.candidates.identifiers for fact in row.facts if fact.blank_words
    ] == [1]


def test_everything_says_what_stands_for_the_truth(files: list[Path], tmp_path: Path) -> None:
    drafted(files, tmp_path / "mine")
    world = load(tmp_path / "mine")
    assert "the identifier 'email' stands for the truth" in world.label_line
    assert "stands for the truth" in world.about
    drafted(files, tmp_path / "told", subject="email")
    assert "the column 'email' is the truth" in load(tmp_path / "told").label_line


def test_what_is_there_already_stays_as_it_is(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(LinkageError, match="is there already"):
        write_empty(files[0])
    assert files[0].read_text() == SHOP
    made = draft("mine", read_own_tables(files))
    (tmp_path / "mine").mkdir()
    with pytest.raises(LinkageError, match="is there already"):
        write_draft(tmp_path / "mine", made)
    assert list((tmp_path / "mine").iterdir()) == []


def test_an_empty_world_has_every_table_and_is_a_world(tmp_path: Path) -> None:
    write_empty(tmp_path / "blank")
    world, faults = check(tmp_path / "blank")
    assert faults == []
    assert world is not None
    assert not world.databases
    assert (tmp_path / "blank" / "links.csv").read_text().startswith("id,source,target,key")


def test_a_copy_of_a_draft_has_its_tables_too(files: list[Path], tmp_path: Path) -> None:
    drafted(files, tmp_path / "mine")
    new(tmp_path / "copy", tmp_path / "mine")
    names = sorted(path.name for path in (tmp_path / "copy" / "tables").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "mine" / "tables").iterdir())


def test_columns_that_make_a_value_together_are_one_identifier(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,born,x\nLi,1990-01-01,1\nLi,1991-01-01,2\nWu,1990-01-01,3\n")
    (tmp_path / "b.csv").write_text("who,birth\nLi,1991-01-01\nWu,\nWu,1990-01-01\n")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    drafted(files, tmp_path / "mine", "person=a.name+born,b.who+birth")
    shown = [[row["person"] for row in rows(tmp_path / "mine" / "tables" / f"{name}.csv")] for name in "ab"]
    assert shown == [
        ["PER-0000000000", "PER-0000000001", "PER-0000000002"],
        ["PER-0000000001", "", "PER-0000000002"],
    ]


def test_a_table_that_shares_nothing_with_the_first_is_reached_by_a_register(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("email\na@x\nb@x\n")
    (tmp_path / "b.csv").write_text("email,phone\na@x,1-1\nb@x,1-2\n")
    (tmp_path / "c.csv").write_text("phone\n1-1\n1-3\n")
    drafted([tmp_path / f"{name}.csv" for name in "abc"], tmp_path / "mine")
    world = load(tmp_path / "mine")
    assert list(world.links) == ["a-to-b-by-email", "a-to-c-by-email-via-b", "b-to-c-by-phone"]
    assert [str(hop) for hop in world.links["a-to-c-by-email-via-b"].via] == ["b.phone"]


def town(world: str, seed: int, folder: Path) -> list[Path]:
    """The rolls of a generated town as CSV files."""
    tables = generate_tables(load(world), seed, 150)
    tables.visit_all()
    folder.mkdir()
    agency_files.write(tables, folder / "all")
    rolls = [name for name, row in tables.world.databases.items() if row.kind == "roll" and len(tables.table(name))]
    return [folder / "all" / f"{name}.csv" for name in rolls]


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "seed"), [("tiny", 1), ("tiny", 2), ("beijing", 1), ("elsewhere", 3), ("jiangsu", 4)])
def test_the_effects_over_tokens_are_the_effects_over_the_tables_renamed(name: str, seed: int, tmp_path: Path) -> None:
    files = town(name, seed, tmp_path / "town")
    drafted(files, tmp_path / "mine", subject="subject")
    world = load(tmp_path / "mine")
    raw = tmp_path / "raw"
    raw.mkdir()
    subjects = sorted({row["subject"] for path in files if path.stem in world.databases for row in rows(path)})
    names = {subject: f"R{number:010d}" for number, subject in enumerate(subjects)}
    lay_out(world.databases, files, subjects, raw, next(iter(world.record_kinds)), world.links)
    over_tokens, over_tables = (
        [list(row) for row in effect_rows(spread_everybody(world, Question(tables=path))[2])] for path in (None, raw)
    )
    assert any(row[7] == "yes" for row in over_tokens) or name != "beijing"
    renamed = [[names[row[0]], *row[1:-3], rename_records(row[-3], names), *row[-2:]] for row in over_tables]
    assert over_tokens == renamed


def rename_records(cell: str, names: dict[str, str]) -> str:
    """The ids of records with their subjects renamed."""
    records = (record.split(":") for record in cell.split())
    return " ".join(f"{kind}:{names[subject]}" for kind, subject in records)


def lay_out(databases, files, subjects, folder, kind, links):  # type: ignore[no-untyped-def]
    """The very tables, values and subjects as they are, as a folder that `--tables` reads."""
    home = next(link.source for link in links.values() if kind.startswith(link.source))
    records, values = [], set()
    for path in files:
        if path.stem not in databases:
            continue
        columns = ["account", "subject", *databases[path.stem].identifiers]
        kept = [[row[column] for column in columns] for row in rows(path)]
        write(folder / path.name, columns, kept)
        values |= {
            (name, cell, row[1]) for row in kept for name, cell in zip(columns[2:], row[2:], strict=True) if cell
        }
        if path.stem == home:
            first = {row[1]: row[0] for row in reversed(kept)}
            records = [(f"{kind}:{s}", kind, s, home, account, "confirmed") for s, account in sorted(first.items())]
    write(folder / "people.csv", agency_files.TRUTH["people"], [(s, "resident", "everyone", "") for s in subjects])
    write(folder / "values.csv", agency_files.TRUTH["values"], sorted(values))
    write(folder / "relations.csv", agency_files.TRUTH["relations"], [])
    write(folder / "records.csv", agency_files.TRUTH["records"], records)


def write(path, heads, lines):  # type: ignore[no-untyped-def]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *lines])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["phone"], "NAME=TABLE.COLUMN"),
        (["phone=shopp.phone,clinic.phone"], "Did you mean 'shop'"),
        (["phone=shop.fone,clinic.phone"], "Did you mean 'phone'"),
        (["phone=shop.phone,shop.email"], "joined with +"),
        (["phone=shop.phone,library.card"], "library.card shares no value"),
        (["a=shop.phone,clinic.phone", "a=shop.email,library.email"], "twice"),
    ],
)
def test_an_identifier_that_names_nothing_is_answered_with_what_is_right(
    files: list[Path], arguments: list[str], says: str
) -> None:
    with pytest.raises(UsageError) as error:
        draft("mine", read_own_tables(files), arguments)
    assert says in str(error.value)


def test_tables_that_share_nothing_are_told_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mail\na@x\nb@x\nc@x\n")
    (tmp_path / "b.csv").write_text("address\na@x\nb@x\nc@x\n")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    with pytest.raises(LinkageError, match=r"--identifier mail=a\.mail,b\.address"):
        draft("mine", read_own_tables(files))
    drafted(files, tmp_path / "mine", "mail=a.mail,b.address")
    assert list(load(tmp_path / "mine").links) == ["a-to-b-by-mail"]
    with pytest.raises(LinkageError, match="two tables"):
        draft("mine", read_own_tables(files[:1]))


def test_files_that_look_real_are_refused_before_anything_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], citizen: Callable[[], str]
) -> None:
    (tmp_path / "a.csv").write_text(f"email,note\na@x,\nb@x,{citizen()}\n")
    (tmp_path / "b.csv").write_text("email\na@x\n")
    with pytest.raises(BadWorldError) as error:
        read_own_tables([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert error.value.lines()[0].startswith("a.csv, row 3, column note: found what looks like a real citizen number")
    assert main(["new", str(tmp_path / "mine"), "--tables", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]) == 1
    assert citizen() not in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


@pytest.fixture
def citizen() -> Callable[[], str]:
    """A number with a right check digit, made here so that none stands in a file."""

    def made() -> str:
        digits = "11010519491231002"
        total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(digits))
        return digits + "10X98765432"[total % 11]

    return made


def test_every_verb_answers_at_once(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "mine")
    assert main(["new", folder, "--tables", *map(str, files)]) == 0
    told = capsys.readouterr().err
    assert "left out (dates): shop.joined, clinic.visit" in told
    assert "stands for the truth" in told
    for verb in (
        ["check", folder],
        ["trace", folder],
        ["why", folder, "service-of-clinic"],
        ["compare", folder, "--what-if", "drop:email"],
        ["cut", folder, "--record", "shop-record", "--protect", "service-of-library"],
        ["effects", folder],
        ["city", folder],
        ["sweep", folder, "--over", "share:shop-to-clinic-by-email=0..1/1", "--measure", "restricted"],
        ["figures", folder],
        ["export", folder, "--to", "dot"],
        ["generate", folder, "--out", str(tmp_path / "out")],
        ["about", folder, "shop"],
    ):
        assert main(verb) == 0, (verb, capsys.readouterr().err)


@pytest.mark.thorough
def test_the_same_files_give_the_same_bytes(files: list[Path], tmp_path: Path) -> None:
    for hash_seed, name in enumerate(("one", "two")):
        env = {**os.environ, "PYTHONPATH": str(Path(linkage.__file__).parent.parent), "PYTHONHASHSEED": str(hash_seed)}
        (tmp_path / name).mkdir()
        words = ["-m", "linkage", "new", "mine", "--tables", *map(str, files)]
        subprocess.run([sys.executable, *words], cwd=tmp_path / name, check=True, env=env)
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert len(one) > 10


def test_names_in_other_scripts_stay_as_their_author_wrote_them(tmp_path: Path) -> None:
    (tmp_path / "客户.csv").write_text("客户号,x\nk1,a\nk2,b\n")
    (tmp_path / "贷款2.csv").write_text("客户号\nk2\n")
    drafted([tmp_path / "客户.csv", tmp_path / "贷款2.csv"], tmp_path / "mine")
    world = load(tmp_path / "mine")
    assert {row.id: row.name for row in world.databases.values()} == {"table-1": "客户", "table-2": "贷款2"}
    assert {row.id: row.name for row in world.identifiers.values()} == {"identifier-1": "客户号"}
    assert [row.name for row in world.services.values()] == ["Service of 贷款2"]
    assert "the identifier '客户号' stands for the truth" in world.label_line


def test_a_name_with_a_space_is_quoted_where_a_command_is_told_and_asked_for_where_it_is_not(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "My town", "--tables", *map(str, files)]) == 0
    assert "'linkage serve 'My town''" in capsys.readouterr().err
    assert main(["new", "a", "--tables", *map(str, files), "--identifier", "x=shop.Customer", "number"]) == 2
    assert "A name with a space in it stands in quotation marks." in capsys.readouterr().err
