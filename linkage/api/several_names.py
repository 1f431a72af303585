"""Names that a question takes one or several of: a text, or anything that gives texts."""

from __future__ import annotations

from collections.abc import Iterable

from linkage.errors import UsageError


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
