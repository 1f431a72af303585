"""Cells: what a number may be written as, and which right one a wrong one is near to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkage.errors import nearest
from linkage.world.model import TABLES, columns
from linkage.world.reading.cells import Misread, read_cell
from linkage.world.storage import folders
from linkage.world.validation.check import check_files

DAYS, SHARE = columns(TABLES["links"])["add_days"], columns(TABLES["links"])["share"]
POINTS = columns(TABLES["rules"])["points"]


@given(some.integers(0, 36_500), some.integers(1, 6))
def test_a_whole_number_may_be_written_with_zeros_behind_a_point(number: int, zeros: int) -> None:
    assert read_cell(f"{number}.{'0' * zeros}", DAYS) == number


@pytest.mark.parametrize("text", ["30.5", "30.", ".0", "3e1", "30,0", "+30", "30.0.0"])
def test_what_is_no_whole_number_is_misread(text: str) -> None:
    assert isinstance(read_cell(text, DAYS), Misread)


@pytest.mark.parametrize(
    ("text", "column", "meant"),
    [
        ("0,8", SHARE, "0.8"),
        ("0,95", SHARE, "0.95"),
        ("1,5", SHARE, ""),
        ("30,0", DAYS, "30"),
        ("1,095", DAYS, "1095"),
        ("2,5", DAYS, ""),
        ("-5,0", POINTS, "-5"),
        ("eight", SHARE, ""),
    ],
)
def test_a_decimal_comma_is_near_to_the_number_with_a_point(text: str, column: Any, meant: str) -> None:
    misread = read_cell(text, column)
    assert isinstance(misread, Misread)
    assert misread.nearest == meant


def test_a_name_that_is_too_long_is_told_so() -> None:
    misread = read_cell("a" * 120, columns(TABLES["links"])["id"])
    assert isinstance(misread, Misread)
    assert misread[:2] == (f"{'a' * 20}…, a name of 120 characters", "at most 100")


def test_the_nearest_name_is_found_whatever_its_capitals() -> None:
    assert nearest("LOAN", ["loan", "LUNA-PARK"]) == "loan"
    assert nearest("rail tickets", ["rail-tickets"]) == "rail-tickets"


def with_services(change: str, to: str) -> list[str]:
    """The faults of the tiny world with something else in its services."""
    files = {path.name: path.read_bytes() for path in folders.find("tiny").iterdir() if path.is_file()}
    files["services.csv"] = files["services.csv"].replace(change.encode(), to.encode())
    return [str(fault) for fault in check_files("tiny", files)[1]]


@pytest.mark.parametrize("misspelt", ["Loan", "LOAN", "lOAN"])
def test_a_misspelt_id_is_one_fault_with_the_right_one_and_is_itself_no_hint(misspelt: str) -> None:
    (fault,) = with_services("\nloan,", f"\n{misspelt},")
    assert "did you mean 'loan'?" in fault


def test_a_name_is_never_near_to_a_misspelt_id() -> None:
    faults = with_services("\nloan,", "\nLoann,")
    assert all("'Loann'?" not in fault for fault in faults)
    assert any("did you mean 'loann'?" in fault for fault in faults)
