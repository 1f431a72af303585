"""The ways to letter a picture: how large, how densely, with how long words. Knows no scene."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Density:
    """One way to letter a picture: size, which words on arrows (0 long, 1 short), widest boxes and doors in ems."""

    font: float
    words: int = 0
    box: float = 10.0
    door: float = 10.0
    track: float = 0.5  # least distance between tracks, in ems
    tight: bool = False
    pad: float = 0.0  # more room in boxes, in ems, where the stage has it


_DENSE = (9, 14), (8.4, 14), (7.8, 14), (7.8, 11), (7.4, 14), (7.4, 11), (7.1, 11), (6.8, 14), (6.8, 11), (6.8, 8)
_DENSEST = (6, 11), (6, 10), (6, 9), (6, 7)

MANNERS = (
    Density(1.00, words=0, box=12, door=13, track=0.62),
    Density(1.00, words=0, box=7, door=8, track=0.62),
    Density(1.00, words=1, box=7, door=8, track=0.55),
    *(Density(1.00, words=1, box=box, door=door, track=0.42, tight=True) for box, door in (*_DENSE, *_DENSEST)),
)
"""The ways to letter a picture, from roomy to dense; `font` is put in by whoever tries them."""
