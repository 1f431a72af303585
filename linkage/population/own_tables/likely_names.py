"""What a cell may have meant: the name that it is but for capitals, width and signs; and cells that are alike so."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from linkage.errors import nearest
from linkage.world.real_data_guard import safe_text

_USUAL = re.compile(r"[A-Z]+-[0-9]+")
_WHOLE_WITH_POINT = re.compile(r"(?<=[0-9])\.0+$")
_LEADING_ZEROS = re.compile(r"0+(?=[0-9])")
_NEIGHBOURS = 40  # names that stand nearby when sorted
_LONGEST = 80
_MOST_LOOKED_THROUGH = 500
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Characters that count as letters or signs, but show nothing."""

BLANK_WORDS = frozenset(
    {"nan", "none", "null", "nil", "na", "n/a", "n.a.", "nat", "<na>", "<nan>", "<null>", "<none>"}
    | {"#n/a", "#na", "#null!", "#value!", "#ref!", "-", "--", "---", "0", "0.0"}
)
"""What programs and people write where there is nothing, in small letters."""


def folded(text: str) -> str:
    """A text without what people don't look at: capitals, width, signs, spaces, `.0` behind a number.

    >>> folded("tel-0000000032.0"), folded("ＴＥＬ 0000000032"), folded("007")
    ('tel0000000032', 'tel0000000032', '7')
    """
    plain = _WHOLE_WITH_POINT.sub("", unicodedata.normalize("NFKC", text).strip().casefold())
    letters = "".join(sign for sign in plain if sign.isalnum())
    return _LEADING_ZEROS.sub("", letters) if letters.isdigit() else letters


def is_unseen(text: str) -> bool:
    """Whether a text holds a character that can't be seen, or looks like a space and is none.

    >>> is_unseen("TEL-1"), is_unseen("TEL" + chr(0x200B) + "-1"), is_unseen("a" + chr(0xA0) + "b")
    (False, True, True)
    """
    return not text.isprintable() or (not text.isascii() and _UNSEEN.search(text) is not None)


def twins(texts: Iterable[str]) -> dict[str, str]:
    """The texts that are another one but for what people don't look at, each with the most usual one.

    >>> twins(["TEL-1", "tel-1", "TEL-2"])
    {'tel-1': 'TEL-1'}
    """
    counts = Counter(texts)
    unusual = sorted(text for text in counts if not _USUAL.fullmatch(text))
    if not unusual:
        return {}
    first: dict[str, str] = {}
    for text in sorted(counts, key=lambda text: (_USUAL.fullmatch(text) is None, -counts[text], text)):
        first.setdefault(folded(text), text)
    return {text: first[folded(text)] for text in unusual if first[folded(text)] != text}


class LikelyNames:
    """Says which known name a cell may mean, also where there are very many.

    Args:
        known: gives the known names; asked when somebody first wants a hint.
    """

    def __init__(self, known: Callable[[], Collection[str]]) -> None:
        self._known = known
        self._index: tuple[list[str], dict[str, str]] | None = None

    def __call__(self, text: str) -> str:
        """The likeliest name, or a blank."""
        if len(text) > _LONGEST:
            return ""
        return safe_text(self._likeliest(text))

    def _likeliest(self, text: str) -> str:
        if self._index is None:
            sorted_names = sorted(self._known())
            self._index = sorted_names, {folded(name): name for name in reversed(sorted_names)}
        names, by_fold = self._index
        if folded(text) in by_fold:
            return by_fold[folded(text)]
        if len(names) <= _MOST_LOOKED_THROUGH:
            return nearest(text, names)
        place = bisect_left(names, text)
        return nearest(text, names[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS])
