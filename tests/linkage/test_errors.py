"""Errors talk to the presenter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkage import errors
from linkage.errors import BadTableError, BadWorldError, MissingSourceError, Place, RealDataError, UnknownNameError
from linkage.world.storage import folders

FAULT = BadTableError(Place("links.csv", 7, "key"), "'fone'", "an identifier", "phone")


def test_a_fault_says_where_what_and_what_was_meant() -> None:
    assert str(FAULT) == "links.csv, row 7, column key: found 'fone', expected an identifier; did you mean 'phone'?"


def test_a_fault_of_a_whole_file_has_no_row() -> None:
    assert str(BadTableError(Place("links.csv"), "nothing", "a table")) == "links.csv: found nothing, expected a table"


def test_a_bad_world_says_every_fault_on_a_line_of_its_own() -> None:
    other = UnknownNameError(Place("rules.csv", 2, "database"), "'rial'", "a database", "rail")
    assert BadWorldError("x has 2 faults", [FAULT, other]).lines() == [
        "links.csv, row 7, column key: found 'fone', expected an identifier; did you mean 'phone'?",
        "rules.csv, row 2, column database: found 'rial', expected a database; did you mean 'rail'?",
    ]


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.BadWorldError, ExceptionGroup),
        (UnknownNameError, LookupError),
        (MissingSourceError, ValueError),
        (BadTableError, ValueError),
        (RealDataError, ValueError),
        (errors.WhatIfError, ValueError),
        (errors.NoProofError, LookupError),
        (errors.NobodyFitsError, LookupError),
        (errors.UsageError, ValueError),
    ],
)
def test_every_error_is_ours_and_what_it_specialises(error: type, builtin: type) -> None:
    assert issubclass(error, errors.LinkageError)
    assert issubclass(error, builtin)
    assert error.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (["to-rail", "to-air"], "There is no link 'to-rial'. Did you mean 'to-rail'?"),
        (["a", "b"], "There is no link 'to-rial'. There are: a, b."),
        (["a"], "There is no link 'to-rial'. There is: a."),
        ([], "There is no link 'to-rial'. This world has no link at all."),
        (list("abcdefghi"), "There is no link 'to-rial'. There are: a, b, c, d, e, f, g, h, …."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_or_with_what_there_is(known: list[str], sentence: str) -> None:
    assert errors.unknown("link", "to-rial", known) == sentence


def test_an_unknown_name_can_say_where_it_stood() -> None:
    assert errors.unknown("link", "to-rial", ["to-rail"], "no-phones.toml, line 7").endswith(
        "Did you mean 'to-rail'?  (no-phones.toml, line 7)"
    )


def test_the_nearest_name_does_not_depend_on_the_order_of_the_known() -> None:
    names = ["rail-a", "rail-b", "rail-c"]
    assert errors.nearest("rail-x", names) == errors.nearest("rail-x", names[::-1])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phone-number", "phone"),
        ("Phone number", "phone"),
        ("fone", "phone"),
        ("company number", "company-number"),
        ("company-numbr", "company-number"),
        ("手机号", "phone"),
        ("number", "company-number"),
        ("plate", ""),
    ],
)
def test_the_nearest_name_is_an_id_whether_an_id_or_a_label_was_meant(typed: str, meant: str) -> None:
    identifiers = folders.load("tiny").identifiers
    rows = {id_: identifiers[id_] for id_ in ("phone", "company-number")}
    rows["phone"] = replace(rows["phone"], name_zh="手机号")
    assert errors.nearest(typed, rows) == meant


def test_of_names_with_numbers_no_words_are_compared() -> None:
    assert errors.nearest("TEL", ["TEL-0000000032"]) == ""
    assert errors.nearest("gym", ["service-of-gym", "loan"]) == "service-of-gym"
    assert errors.nearest("", ["gym"]) == ""


def test_an_unknown_name_of_a_table_may_be_its_label() -> None:
    services = folders.load("tiny").services
    assert errors.unknown("service", "Bank loan", services) == "There is no service 'Bank loan'. Did you mean 'loan'?"
