"""Arguments of the questions, checked at the door: whole numbers, and names of which there may be several."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from linkage.answers.asked_numbers import ASKED_NUMBERS, asked_number
from linkage.errors import UsageError

Question = TypeVar("Question", bound=Callable[..., Any])


def whole_numbers(question: Question) -> Question:
    """A question that checks the numbers it is given, by the names of its arguments, before it is asked.

    Args:
        question: a function; its arguments that `ASKED_NUMBERS` names are checked. None is one where it is the default.

    Returns:
        The same function, which checks first.

    Raises:
        UsageError: once it is asked: something is no whole number, or can't be one of these.
    """
    signature = inspect.signature(question)
    numbers = [name for name in signature.parameters if name in ASKED_NUMBERS]

    @wraps(question)
    def asked(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        for name in numbers:
            if name in bound.arguments and bound.arguments[name] is not signature.parameters[name].default:
                bound.arguments[name] = asked_number(name, bound.arguments[name])
        return question(*bound.args, **bound.kwargs)

    return cast(Question, asked)


def several(given: str | Iterable[str], what: str) -> list[str]:
    """The names that somebody gave; none where that is a blank.

    Args:
        given: a text, or texts.
        what: what they name, such as `service`.

    Returns:
        The texts as a list.

    Raises:
        UsageError: something that is no text is among them, or that is all there is.

    >>> several("loan", "service"), several(["loan", "flight"], "service"), several("", "service")
    (['loan'], ['loan', 'flight'], [])
    """
    if isinstance(given, str):
        return [given] if given else []
    names = list(given) if isinstance(given, Iterable) else [given]
    for name in names:
        if not isinstance(name, str):
            raise UsageError(f"{what}: expected a text, or a list of texts, and not {name!r:.60}.")
    return names
