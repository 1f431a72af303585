"""Where the book shows what a view of the app names: its place behind the `#`, or none where a book doesn't hold it.

A book holds stories, and each single switch of its world; other residents, two what-ifs side by side and what-ifs of
several parts are the app's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from linkage.lessons.lesson_model import View

_PAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stage": ("story", "wave", "step", "on-day", "drawing"),
        "why": ("story", "why"),
        "join": ("story", "join"),
        "what-if": ("story", "what-if"),
        "city": ("what-if",),
        "lessons": ("lesson", "part"),
        "world": (),
    }
)
"""The parts of an address that each page of the book keeps."""

_ELSEWHERE = frozenset({"record", "resident", "beside", "seed", "residents"})
"""The parts that name what a book doesn't hold."""


@dataclass(frozen=True)
class BookPlaces:
    """The world of a book, its stories and the texts of its switches, all by their ids."""

    world: str
    stories: Collection[str]
    switches: Collection[str]

    def place(self, view: View) -> str:
        """The place of a view, without its `#`; blank where the book doesn't hold it.

        >>> BookPlaces("tiny", ["court-fine"], []).place(View("why", (("world", "tiny"), ("why", "loan"))))
        'page=why&story=court-fine&why=loan'
        """
        parts = {name: value for name, value in view.parts if value}
        if parts.pop("world", self.world) != self.world or _ELSEWHERE & parts.keys():
            return ""
        page, what_if = view.page, parts.get("what-if", "")
        story = parts.setdefault("story", next(iter(self.stories), ""))
        if (what_if and what_if not in self.switches) or story not in self.stories:
            return ""
        if what_if and page in ("stage", "why", "join"):
            page = "what-if"
        kept = [("page", page), *((name, parts[name]) for name in _PAGES.get(page, ()) if name in parts)]
        return urlencode(kept, safe=":,@./")
