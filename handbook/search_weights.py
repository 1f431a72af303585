"""How much a page counts in the site's search: reference, tutorials and how-tos come before what only tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "reference/verbs.md": 16,
        "reference/": 2,
        "tutorials/": 3,
        "explanation/measured.md": 0.2,
        "recipes/": 0.5,
        "gallery/": 0.2,
        "contribute/": 0.1,
    }
)
"""The weights of pages, and of folders of pages; the first that fits holds, and all else weighs 1."""


def weight_of(place: str) -> float:
    """How much a page counts in the search.

    >>> weight_of("reference/verbs.md"), weight_of("commands.md"), weight_of("contribute/changelog.md")
    (16, 1, 0.1)
    """
    return next((weight for start, weight in WEIGHTS.items() if place.startswith(start)), 1)
