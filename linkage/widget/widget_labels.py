"""The texts of the live map that belong to no world: what its buttons, boxes and remarks say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "back": "Back",
        "next": "Next",
        "slider": "Step",
        "start": "before the first step",
        "place": "Step {step} of {steps}, day {day}",
        "place_start": "Step 0 of {steps}",
        "doors": "{count} of {total} services closed to {name}",
        "wrong": "wrong match",
        "what_if": "What if",
        "example": "for example {text}",
        "ask": "Ask",
        "clear": "Take back",
        "before": "Before",
        "after": "After",
        "sides": "Before or after the what-if",
        "opens": "Opens: {names}",
        "closes": "Closes: {names}",
        "redrawn": "This what-if adds parts, so the map is drawn anew, once, with all parts of both.",
        "asked": "Asked …",
        "no_kernel": "No answer yet: a what-if needs Python, the steps don't. After a restart, run this cell again.",
        "steps": "Every step",
        "keys": "Arrow keys step, Home and End go to both ends.",
    }
)
"""Where a word stands in braces, a number or a name comes in its place."""
STATIC_NOTE = "This is the map as a saved page shows it. Run the cell for one that can be stepped through."
INSTALL_NOTE = "To step through the map here, install the extra `notebook`: pip install 'linkage[notebook]'"
