"""Whoever gives something else than names is told so, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import linkage
from linkage.errors import UsageError

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
