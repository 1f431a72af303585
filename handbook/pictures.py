"""The pictures of a page, each in a box of its own: on a telephone it keeps its size and scrolls, a click opens it."""

from __future__ import annotations

import re

_ALONE = re.compile(r'<p>(?:<a [^>]*>)?(<img [^>]*?src="([^"]*)"[^>]*>)(?:</a>)?</p>')


def with_scrolling_pictures(html: str) -> str:
    """HTML in which each picture that is a paragraph stands in a box that scrolls, and leads to its file.

    >>> with_scrolling_pictures('<p><img alt="a" src="b.svg"></p>')
    '<div class="picture"><a href="b.svg" title="Open the picture alone"><img alt="a" src="b.svg"></a></div>'
    >>> with_scrolling_pictures('<p>See <img alt="a" src="b.svg"></p>')
    '<p>See <img alt="a" src="b.svg"></p>'
    """
    box = r'<div class="picture"><a href="\2" title="Open the picture alone">\1</a></div>'
    return _ALONE.sub(box, html)
