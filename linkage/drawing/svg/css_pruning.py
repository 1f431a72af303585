"""CSS pruning: a style sheet without the rules that a picture can never need, so that a page stays small.

Works on the text of our own style sheets (rules, one level of `@media`, no strings with braces), not on any CSS.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_BLOCK = re.compile(r"(@media[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}|([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_VARIABLE = re.compile(r"--([\w-]+):[^;]*;")
_VARIABLE_USE = re.compile(r"var\(--([\w-]+)")


def classes_in(markup: str) -> set[str]:
    """The classes that some markup names.

    >>> sorted(classes_in('<g class="edge on"><path class="line"/></g>'))
    ['edge', 'line', 'on']
    """
    return {name for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}


def prune(sheet: str, classes: Collection[str]) -> str:
    """The rules of a sheet whose classes can all occur, with the variables that they use.

    >>> prune(".a{--x:1;--y:2;}.a .b{top:var(--x)}.a .c{top:var(--y)}", {"a", "b"})
    '.a{--x:1;}.a .b{top:var(--x)}'
    """
    pruned = "".join(_rules(sheet, classes))
    return without_unused_variables(pruned)


def without_unused_variables(sheet: str) -> str:
    """The sheet without the variables that nothing in it uses.

    >>> without_unused_variables(".a{--x:1;--y:var(--z);--z:2;}.b{top:var(--x)}")
    '.a{--x:1;}.b{top:var(--x)}'
    """
    used = set(_VARIABLE_USE.findall(sheet))
    smaller = _VARIABLE.sub(lambda match: match[0] if match[1] in used else "", sheet)
    return sheet if smaller == sheet else without_unused_variables(smaller)  # one may be used by another one only


def _rules(sheet: str, classes: Collection[str]) -> Iterable[str]:
    """The rules that can apply, those of a media query inside it."""
    for block in _BLOCK.finditer(sheet):
        media, media_rules, selector_list, body = block.groups()
        if media:
            rules = "".join(_rules(media_rules, classes))
            if rules:
                yield f"{media.strip()}{{{rules}}}"
        else:
            selectors = [
                selector.strip()
                for selector in selector_list.split(",")
                if set(_CLASS.findall(selector)) <= set(classes)
            ]
            if selectors:
                yield f"{','.join(selectors)}{{{' '.join(body.split())}}}"
