"""Isotonic regression with least distances."""

from __future__ import annotations

from linkage.drawing.layout.isotonic import isotonic_positions


def test_positions_keep_their_distance_and_stay_near_their_targets() -> None:
    assert isotonic_positions([0, 1, 50], [1, 1, 1], [0, 10, 10], 0, 100) == [0, 10, 50]
