"""Whoever gives something else than names, numbers or a what-if is told so, whatever is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import linkage
from linkage.answers.asked_numbers import ASKED_NUMBERS
from linkage.errors import UsageError, WhatIfError

QUESTIONS: dict[str, Callable[[Any], object]] = {
    "service": lambda wrong: linkage.best("tiny", wrong, residents=200),
    "among": lambda wrong: linkage.best("tiny", among=wrong, residents=200),
    "measures": lambda wrong: linkage.city("tiny", residents=200, by="link", measures=wrong),
    "over": lambda wrong: linkage.sweep("tiny", wrong, "restricted", residents=200),
    "links": lambda wrong: linkage.matches("tiny", wrong, residents=200),
}


@pytest.mark.parametrize("wrong", [3, [3], [["loan"]], ["loan", None]])
@pytest.mark.parametrize("what", QUESTIONS)
def test_what_is_no_name_is_refused_in_words(what: str, wrong: object) -> None:
    with pytest.raises(UsageError, match=f"{what}: expected a text, or a list of texts, and not"):
        QUESTIONS[what](wrong)


def test_a_cut_says_the_same() -> None:
    with pytest.raises(UsageError, match="service: expected a text"):
        linkage.cut("tiny", [7], story="court-fine")  # type: ignore[list-item]


# numbers

GIVEN: dict[str, Any] = {
    "world": "tiny",
    "draw": 1,
    "measure": "refuse:loan",
    "over": "share:subscribers-to-defaulter-list=0..1/1",
    "measures": "restricted",
    "service": "loan",
    "before": "tiny",
    "after": "jiangsu",
}
"""What the questions need beside a number."""


def arguments_of(name: str) -> dict[str, Any]:
    """Arguments with which a question can be asked quickly."""
    takes = inspect.signature(getattr(linkage, name)).parameters
    given = {key: value for key, value in GIVEN.items() if key in takes}
    if "answer" in takes:
        given["answer"] = linkage.trace("tiny", "court-fine")
    if name == "trade_off":
        given["over"] = "missing:rail-tickets.phone=0..1/1"
    elif name == "city":
        del given["measures"]
    elif name == "cut":
        given["story"] = "court-fine"
    elif name in ("ranges", "seeds", "one_draw", "tornado"):
        given["before"] = None
    small = {"residents": 60, "draws": 1, "populations": 1}
    return {**given, **{key: value for key, value in small.items() if key in takes}}


def parameters() -> dict[tuple[str, str], str]:
    """Every argument of every question, with its type as it is written."""
    return {
        (name, argument): str(parameter.annotation)
        for name in linkage.__all__
        if inspect.isfunction(question := getattr(linkage, name))
        for argument, parameter in inspect.signature(question).parameters.items()
    }


def numbered() -> list[tuple[str, str]]:
    """Every argument of every question that takes a whole number."""
    return [(name, argument) for name, argument in parameters() if argument in ASKED_NUMBERS]


def test_every_argument_that_is_said_to_be_a_number_is_checked() -> None:
    said = [place for place, type_ in parameters().items() if type_.split(" ")[0] == "int"]
    assert said == numbered()
    assert len(said) > 30


@pytest.mark.parametrize(("name", "argument"), numbered())
def test_what_is_no_whole_number_is_refused_in_words(name: str, argument: str) -> None:
    for wrong in (500.5, True, "5", [5], np.float64(2), np.array([5])):
        with pytest.raises(UsageError, match=f"^{argument}: found .*, expected a whole number"):
            getattr(linkage, name)(**{**arguments_of(name), argument: wrong})
    if argument != "seed":
        with pytest.raises(UsageError, match=f"^{argument}: found -3, expected a whole number from [01]"):
            getattr(linkage, name)(**{**arguments_of(name), argument: -3})


@pytest.mark.parametrize("name", dict(numbered()))
def test_a_number_of_numpy_is_a_number(name: str) -> None:
    given = arguments_of(name)
    numbers = {argument: given.get(argument, 1) for asked, argument in numbered() if asked == name}
    if name == "city":
        numbers.pop("workers")
    plain = getattr(linkage, name)(**given, **{key: value for key, value in numbers.items() if key not in given})
    other = getattr(linkage, name)(**{**given, **{key: np.int64(value) for key, value in numbers.items()}})
    if isinstance(plain, pd.DataFrame):
        pd.testing.assert_frame_equal(plain, other)
    assert repr(plain) == repr(other)


def test_a_cost_is_a_number() -> None:
    for wrong in (2.5, "2", True):
        with pytest.raises(UsageError, match="a cost is a whole number or a Fraction"):
            linkage.cut("tiny", "loan", story="court-fine", costs={"phone": wrong})  # type: ignore[dict-item]
    costs = {"subscribers-to-defaulter-list": Fraction("2.5"), "phone": np.int64(3)}
    assert linkage.cut("tiny", "high-speed-rail", story="court-fine", costs=costs).size == 1


# what-ifs


def what_if_questions() -> list[str]:
    """Every question that takes a what-if."""
    return [name for name, argument in parameters() if argument == "what_if"]


@pytest.mark.parametrize("name", what_if_questions())
def test_a_list_as_what_if_is_refused_with_what_to_write(name: str) -> None:
    given = arguments_of(name)
    if name == "fallback":
        given |= {"without": "national-id", "match": "phone"}
    with pytest.raises(WhatIfError) as error:
        getattr(linkage, name)(**{**given, "what_if": ["drop:phone", "off:loan-refused"]})
    assert str(error.value).startswith("what_if: found ['drop:phone', 'off:loan-refused'], expected a text such as")
    assert str(error.value).endswith("Write 'drop:phone,off:loan-refused'.")


def test_wherever_a_what_if_is_given_a_list_is_refused() -> None:
    trace, wrong = linkage.trace("tiny", "court-fine"), ["drop:phone"]
    asked: dict[str, Callable[[], object]] = {
        "text": lambda: linkage.what_if("tiny", wrong),  # type: ignore[arg-type]
        "after": lambda: linkage.compare(trace, wrong),  # type: ignore[call-overload]
        "before": lambda: linkage.ranges("tiny", before=wrong, residents=60, draws=1),  # type: ignore[arg-type]
        "what_if": lambda: trace.under(wrong),  # type: ignore[arg-type]
    }
    for argument, ask in asked.items():
        with pytest.raises(
            WhatIfError, match=f"{argument}: found .'drop:phone'., expected a text .* Write 'drop:phone'"
        ):
            ask()
    assert trace.under(linkage.what_if("tiny", "drop:phone")).what_if == "drop:phone"


def test_a_world_and_a_what_if_are_not_compared_and_the_message_says_what_is_meant() -> None:
    for after in ("drop:phone", linkage.what_if("tiny", "drop:phone")):
        with pytest.raises(UsageError) as error:
            linkage.compare("tiny", after)  # type: ignore[call-overload]
        for way in (
            "'drop:phone' is a what-if, and a world is compared with another world",
            "compare(trace('tiny'), 'drop:phone')",
            "trace('tiny', what_if='drop:phone')",
            "city('tiny', what_if='drop:phone').attrs['change']",
        ):
            assert way in str(error.value)
