"""A style sheet without the rules that a picture can never need, so that one page stays small enough to send around.

Works on the text of our own style sheets (rules, one level of `@media`, no strings with braces), not on any CSS.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_BLOCK = re.compile(r"(@media[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}|([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_VARIABLE = re.compile(r"--([\w-]+):[^;]*;")
_USED = re.compile(r"var\(--([\w-]+)")


def classes_in(markup: str) -> set[str]:
    """Every class that some markup names.

    >>> sorted(classes_in('<g class="edge on"><path class="line"/></g>'))
    ['edge', 'line', 'on']
    """
    return {name for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}


def pruned(sheet: str, classes: Collection[str]) -> str:
    """The rules whose classes can all occur, with the variables that they use.

    >>> pruned(".a{--x:1;--y:2;}.a .b{top:var(--x)}.a .c{top:var(--y)}", {"a", "b"})
    '.a{--x:1;}.a .b{top:var(--x)}'
    """
    kept = "".join(_rules(sheet, classes))
    while (slim := _without_unused(kept)) != kept:  # a variable may be used by another one only
        kept = slim
    return kept


def _without_unused(sheet: str) -> str:
    """The sheet without the variables that nothing in it uses."""
    used = set(_USED.findall(sheet))
    return _VARIABLE.sub(lambda found: found[0] if found[1] in used else "", sheet)


def _rules(sheet: str, classes: Collection[str]) -> Iterable[str]:
    for found in _BLOCK.finditer(sheet):
        media, inside, selectors, body = found.groups()
        if media:
            held = "".join(_rules(inside, classes))
            if held:
                yield f"{media.strip()}{{{held}}}"
        else:
            fitting = [each.strip() for each in selectors.split(",") if set(_CLASS.findall(each)) <= set(classes)]
            if fitting:
                yield f"{','.join(fitting)}{{{' '.join(body.split())}}}"
