"""Values that look like real people's are known by shape and check digit; what is plainly invented passes."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from linkage.errors import BadWorldError
from linkage.population.agency_files import as_rows
from linkage.population.own_tables.agency_reader import read
from linkage.population.tables import generate_tables
from linkage.population.text_tables.agency_columns import plain_table
from linkage.world.personal_values import luhn, personal_kind
from linkage.world.real_data_guard import column_fault, may_hold_real_numbers, safe_text
from linkage.world.storage.folders import load, worlds

CHANCE = random.Random(17)


def digits(count: int) -> str:
    return "".join(CHANCE.choice("0123456789") for _ in range(count))


def card(first: str = "4", length: int = 16) -> str:
    """A number with a right check digit, made here so that none stands in a file."""
    number = first + digits(length - 1 - len(first))
    return next(number + last for last in "0123456789" if luhn(number + last))


def account(country: str = "DE", length: int = 22) -> str:
    body = digits(length - 4)
    turned = int("".join(str(int(letter, 36)) for letter in f"{body}{country}00"))
    return f"{country}{98 - turned % 97:02d}{body}"


def us_number(area: str = "") -> str:
    return f"{area or CHANCE.randint(1, 665):0>3}-{CHANCE.randint(1, 99):02d}-{CHANCE.randint(1, 9998):04d}"


def spaced(text: str, every: int = 4) -> str:
    return " ".join(re.findall(f".{{1,{every}}}", text))


MADE = {
    "ssn": lambda: us_number(),
    "card": lambda: card(CHANCE.choice(["4", "51", "34", "6", "2221"]), CHANCE.choice([13, 15, 16, 19])),
    "iban": lambda: account(CHANCE.choice(["DE", "GB", "NO", "MT"]), CHANCE.choice([15, 22, 31])),
    "nino": lambda: f"AB{digits(6)}C",
    "phone": lambda: f"+{CHANCE.choice(['4915', '86138', '3361'])}{digits(8)}",
    "email": lambda: f"{CHANCE.choice(['anna', 'b.en'])}{digits(3)}@mail{digits(1)}.co.uk",
}
WRITTEN = {
    "ssn": [str, lambda text: text.replace("-", " "), lambda text: text.replace("-", "‑")],
    "card": [str, spaced, lambda text: spaced(text).replace(" ", "-")],
    "iban": [str, spaced, str.lower],
    "nino": [str, lambda text: f"{text[:2]} {text[2:4]} {text[4:6]} {text[6:8]} {text[8]}", str.lower],
    "phone": [str, lambda text: f"{text[:3]} {text[3:6]} {text[6:]}", lambda text: f"tel:{text}"],
    "email": [str, str.upper, lambda text: f" {text} "],
}


@pytest.mark.parametrize(
    ("kind", "form"), [(kind, form) for kind, forms in WRITTEN.items() for form in range(len(forms))]
)
def test_each_kind_is_known_however_it_is_written(kind: str, form: int) -> None:
    values = [WRITTEN[kind][form](MADE[kind]()) for _ in range(50)]
    assert {personal_kind(value) for value in values} == {kind}
    assert all(may_hold_real_numbers(value) for value in values)
    assert all(value.strip() not in safe_text(f"there is no {value} here", 200) for value in values)


@pytest.mark.parametrize("kind", MADE)
def test_a_table_of_plain_bytes_with_such_a_cell_is_looked_at(kind: str) -> None:
    for _ in range(50):
        data = f"account,subject,x\na/1,R0000000001,SYN-0000000001\na/2,R0000000002,{MADE[kind]()}\n".encode()
        table = plain_table(data, ["account", "subject", "x"])
        assert table is not None
        assert table.may_be_real


@pytest.mark.parametrize(
    "value",
    [
        "SYN-0000000042", "R0000000042", "C0000123", "payment-accounts/17", "unpaid-court-judgment:R0000000042",
        "000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "078-05-1120",
        "+15555550123", "+447700900123", "li@example.org", "wu@mail.example.com", "x@host.test",
        "2018-03-05", "2018-03-05T10:00:00", "1,234.50", "1520000000000", "AB123456", "GB123456A", "BG123456A",
        "4" * 16, "5fa2c1d0e4", "DE00123456781234567890", "d2719e6c", "@home", "a@b", "+1", "a+b",
    ],
)  # fmt: skip
def test_what_is_plainly_invented_or_something_else_passes(value: str) -> None:
    assert personal_kind(value) == ""


@pytest.mark.parametrize("kind", MADE)
def test_a_column_is_refused_where_most_filled_cells_are_of_one_kind(kind: str) -> None:
    real = [MADE[kind]() for _ in range(6)]
    cells = [*real, *["", "nan", "NULL"] * 9, *["x"] * 5]
    fault = column_fault("a.csv", "c", list(enumerate(cells, start=2)))
    assert fault is not None
    assert (fault.place.row, fault.place.column) == (2, "c")
    assert not any(value in fault.sentence() for value in real)
    assert column_fault("a.csv", "c", list(enumerate([*real, *["x"] * 6], start=2))) is None


@pytest.mark.parametrize("kind", MADE)
def test_tables_and_worlds_with_such_a_column_are_refused(kind: str, tmp_path: Path) -> None:
    tiny = load("tiny")
    people = generate_tables(tiny, 1, 40)
    people.visit_all()
    values = []
    for name, (heads, rows) in as_rows(people).items():
        lines = [",".join(heads)]
        for row in rows:
            cells = list(row)
            if name == "rail-tickets":
                cells[2] = MADE[kind]()
                values.append(cells[2])
            lines.append(",".join(cells))
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(BadWorldError) as error:
        read(tiny, tmp_path)
    told = "\n".join(error.value.lines())
    assert f"rail-tickets.csv, row 2, column {heads_of('rail-tickets')}: found a column of what look like real" in told
    assert not any(value in told for value in values)


def heads_of(database: str) -> str:
    return load("tiny").databases[database].identifiers[0]


@pytest.mark.parametrize("world", [world.id for world in worlds()])
def test_generated_tables_are_passed_over_by_the_quick_look(world: str) -> None:
    people = generate_tables(load(world), 3, 300)
    people.visit_all()
    for heads, rows in as_rows(people).values():
        data = ("\n".join(",".join(row) for row in [heads, *rows]) + "\n").encode()
        table = plain_table(data, list(heads))
        assert table is None or not table.may_be_real
