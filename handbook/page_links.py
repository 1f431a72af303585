"""Which files of the repository are pages of the site, and links between files as links between pages.

A page of `docs/` links to files beside it and elsewhere in the repository. On the site a link to a page leads there; of
a link to what is no page its text stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from posixpath import normpath, relpath
from types import MappingProxyType

DOCS = PurePosixPath("docs")

BROUGHT: Mapping[str, str] = MappingProxyType(
    {
        "sample_data/worlds/README.md": "tutorials/own-world.md",
        "sample_data/lessons/README.md": "reference/lesson-files.md",
        "sample_data/tours/README.md": "reference/tour-files.md",
        "sample_data/stage.png": "assets/stage.png",
        "tests/bench/README.md": "explanation/measured.md",
        "ARCHITECTURE.md": "contribute/architecture.md",
        "CONTRIBUTING.md": "contribute/contributing.md",
        "SECURITY.md": "contribute/security.md",
        "CHANGELOG.md": "contribute/changelog.md",
    }
)
"""Files outside of `docs/` that the site has as they are, and where."""

_STANDS_FOR: Mapping[str, str] = MappingProxyType(
    {
        **BROUGHT,
        "README.md": "index.md",
        "sample_data/README.md": "reference/world-tables.md",
        "sample_data/README.md#tables-of-your-own": "reference/agency-tables.md",
    }
)
"""Where the site has what a file of the repository, or a part of it, holds."""

_LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(#[^)\s]*)?\)")
_TEXT_AND_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)" + _LINK.pattern)


def with_site_links(text: str, origin: str, page: str, pages: Collection[str]) -> str:
    """A text of the repository with its links as they are on the site.

    Args:
        text: Markdown.
        origin: the file of the repository that it stands in; its links count from there.
        page: the page of the site that it becomes.
        pages: the pages and other files of the site.

    >>> with_site_links("[a](../CHANGELOG.md#new) [b](../run.py)", "docs/x.md", "x.md", {"contribute/changelog.md"})
    '[a](contribute/changelog.md#new) b'
    >>> with_site_links("[a](gone.md)", "docs/x.md", "x.md", set())
    '[a](gone.md)'
    """

    def on_site(found: re.Match[str]) -> str:
        picture, words, path, anchor = found[1], found[2], found[3], found[4] or ""
        if not path:
            return found[0]
        file = normpath(str(PurePosixPath(origin).parent / path))
        target, anchor = _target(file, anchor)
        if target not in pages and not target.endswith(".md"):  # a page that isn't there is mkdocs' to complain of
            return words
        return f"{picture}[{words}]({relpath(target, str(PurePosixPath(page).parent))}{anchor})"

    return _TEXT_AND_LINK.sub(on_site, text)


def _target(file: str, anchor: str) -> tuple[str, str]:
    """The page of the site that holds a file of the repository, or a part of it, and the anchor that is left."""
    if file + anchor in _STANDS_FOR:
        return _STANDS_FOR[file + anchor], ""
    if PurePosixPath(file).is_relative_to(DOCS):
        return str(PurePosixPath(file).relative_to(DOCS)), anchor
    return _STANDS_FOR.get(file, ""), anchor
