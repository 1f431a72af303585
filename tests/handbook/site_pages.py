"""A built site as tests read it: each page's anchors, what it links to, and its words."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src"}


class SitePage(HTMLParser):
    """A page of the site.

    Attributes:
        anchors: the ids of its elements.
        addresses: what it links to or loads, each with its tag.
        codes: the texts of its `code` elements, by the anchor of the heading above them.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.addresses: list[tuple[str, str]] = []
        self.codes: dict[str, list[str]] = {}
        self._heading, self._in_code = "", False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if "id" in named:
            self.anchors.add(named["id"])
            self._heading = named["id"] if tag in ("h1", "h2", "h3", "h4") else self._heading
        if ADDRESSES.get(tag, "") in named:
            self.addresses.append((tag, named[ADDRESSES[tag]]))
        self._in_code = tag == "code" or (self._in_code and tag in ("span", "a"))
        if tag == "code":
            self.codes.setdefault(self._heading, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.codes[self._heading][-1] += data


@cache
def read_page(path: Path) -> SitePage:
    """A page, read once."""
    return SitePage(path)
