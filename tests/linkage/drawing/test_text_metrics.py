"""A label that is too long ends behind a word."""

from __future__ import annotations

import pytest

from linkage.drawing.text_metrics import shorten, width


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("Market commission", 400, "Market commission"),
        ("Market commission for registers", 120, "Market…"),
        ("Market commission for registers", 160, "Market commission…"),
        ("Commissioners", 60, "Com…"),  # one word, of which what fits
        ("Courts, and more", 80, "Courts…"),
        ("失信被执行人名单", 80, "失信被执…"),
    ],
)
def test_a_label_is_cut_behind_a_word(text: str, room: float, shown: str) -> None:
    assert shorten(text, 16, room) == shown
    assert width(shown, 16) <= room
