"""The densities that a layout may have: the size of letters, the length of labels, the widest boxes. Knows no scene."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Density:
    """One density: lengths are in ems, `label_index` picks an edge's label (0 the long one, 1 the short one)."""

    font_size: float
    label_index: int = 0
    box_width: float = 10.0  # the widest words of a database's box
    service_width: float = 10.0  # the widest words of a service's box
    track_pitch: float = 0.5  # least distance between two tracks
    tight: bool = False
    padding: float = 0.0  # more room in boxes, where the canvas has it


_DENSE = (9, 14), (8.4, 14), (7.8, 14), (7.8, 11), (7.4, 14), (7.4, 11), (7.1, 11), (6.8, 14), (6.8, 11), (6.8, 8)
_DENSEST = (6, 11), (6, 10), (6, 9), (6, 7)

DENSITIES = (
    Density(1.00, label_index=0, box_width=12, service_width=13, track_pitch=0.62),
    Density(1.00, label_index=0, box_width=7, service_width=8, track_pitch=0.62),
    Density(1.00, label_index=1, box_width=7, service_width=8, track_pitch=0.55),
    *(
        Density(1.00, label_index=1, box_width=box, service_width=service, track_pitch=0.42, tight=True)
        for box, service in (*_DENSE, *_DENSEST)
    ),
)
"""From roomy to dense, in letters of size 1; the layout puts in the size that it tries."""
