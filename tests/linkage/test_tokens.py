"""Fake values on purpose, and the guard that knows real ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import tokens
from linkage.world.real_data_guard import column_fault

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen_number(area: int, day: str, order: int) -> str:
    """A number that passes the check, made by the weights as GB 11643 prints them."""
    first = f"{area:06d}{day}{order:03d}"
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize(
    ("made", "looks"),
    [
        (tokens.token("SYN", 4711003), "SYN-0004711003"),
        (tokens.token("TEL", 0), "TEL-0000000000"),
        (tokens.resident(42), "R0000000042"),
        (tokens.company(123), "C0000123"),
    ],
)
def test_a_value_shows_that_it_is_invented(made: str, looks: str) -> None:
    assert made == looks


@given(area=st.integers(110_000, 659_999), date=st.dates(), order=st.integers(0, 999))
def test_every_number_with_a_right_check_character_is_known(area: int, date, order: int) -> None:
    assert tokens.looks_like_citizen_number(citizen_number(area, f"{date:%Y}".zfill(4) + f"{date:%m%d}", order))


@given(area=st.integers(110_000, 659_999), date=st.dates(), order=st.integers(0, 999), wrong=st.integers(1, 10))
def test_a_number_with_a_wrong_check_character_is_none(area: int, date, order: int, wrong: int) -> None:
    number = citizen_number(area, f"{date:%Y}".zfill(4) + f"{date:%m%d}", order)
    characters = "0123456789X"
    other = characters[(characters.index(number[17]) + wrong) % 11]
    assert not tokens.looks_like_citizen_number(number[:17] + other)


@pytest.mark.parametrize(
    "cell",
    [
        citizen_number(110101, "19900229", 123),  # there was no such day
        citizen_number(110101, "19901301", 123),  # nor such a month
        "SYN-0004711003",
        "",
        "11010119900307123",
        "0" * 18,
    ],
)
def test_what_only_resembles_a_citizen_number_is_none(cell: str) -> None:
    assert not tokens.looks_like_citizen_number(cell)


def test_a_citizen_number_is_known_in_small_letters_full_width_and_between_blanks() -> None:
    number = next(n for n in (citizen_number(110101, "19900307", order) for order in range(99)) if n.endswith("X"))
    wide = "".join(chr(ord(each) + 0xFEE0) for each in number)
    assert [tokens.looks_like_citizen_number(cell) for cell in (number.lower(), wide, f" {number}\t")] == [True] * 3


@pytest.mark.parametrize(
    ("column", "real"),
    [
        (["13800000001", "19912345678", ""], True),
        (["13800000001", "TEL-0000000001", "TEL-0000000002"], False),
        (["13800000001", "TEL-0000000001"], False),  # half of them are not most of them
        (["12800000001"], False),
        (["１３８０００００００１"], True),  # full width
        ([], False),
        (["", " "], False),
    ],
)
def test_a_column_of_mobile_numbers_is_known_by_most_of_its_cells(column: list[str], real: bool) -> None:
    assert (column_fault("t.csv", "phone", list(enumerate(column, start=2))) is not None) is real


@given(prefix=st.sampled_from(["SYN", "TEL", "PAY", "PLT", "COM", "FAC", "NAM"]), number=st.integers(0, 10**10 - 1))
def test_no_token_ever_looks_real(prefix: str, number: int) -> None:
    value = tokens.token(prefix, number)
    assert not tokens.looks_like_citizen_number(value)
    assert not tokens.looks_like_mobile_number(value)


@pytest.mark.parametrize("number", [0, 110101199003071, 10**17])
def test_no_subject_is_eighteen_digits(number: int) -> None:
    assert not tokens.looks_like_citizen_number(tokens.resident(number))


@pytest.mark.parametrize(
    ("text", "split"),
    [("fine:R0000000042", ("fine:R", 42)), ("list@C0000007", ("list@C", 7)), ("x", ("x", 0)), ("7", ("", 7))],
)
def test_the_number_at_the_end_of_a_name(text: str, split: tuple[str, int]) -> None:
    assert tokens.trailing_number(text) == split
