"""The page of Python: every public name, its signature and its docstring, and the values that questions return."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import linkage
from handbook.docstrings import docstring_page
from handbook.markdown import block
from linkage import api, errors

_HEAD = """# Python

Every name of `import linkage`, from its docstring. [Ask in Python](../python.md) is the way in.
"""
_VALUES = """
## What questions return

Values that show themselves in a notebook, and tables that draw themselves.
"""


def python_page() -> str:
    """The page of all public names, in the order of `linkage.__all__`, and of the values that they return."""
    questions = "".join(_function(name) for name in linkage.__all__ if inspect.isfunction(getattr(linkage, name)))
    values = "".join(_class(value) for value in public_values())
    tree = (inspect.getdoc(errors) or "").split("\n\n")[1]
    return f"{_HEAD}\n## Questions\n{questions}{_VALUES}{values}\n## LinkageError\n\n{_of_errors()}{block(tree)}"


def public_values() -> list[type]:
    """The classes of the interface that questions return."""
    modules = (importlib.import_module(f"{api.__name__}.{each.name}") for each in pkgutil.iter_modules(api.__path__))
    return [
        value
        for module in modules
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]


def _of_errors() -> str:
    return (
        f"{docstring_page(linkage.LinkageError)}\nEach error says what was asked, what exists, the nearest name and "
        "where. They stand in `linkage.errors`:\n"
    )


def _function(name: str) -> str:
    function = getattr(linkage, name)
    call = block(f"linkage.{name}{signature(function)}", "python")
    return f"\n### {name} {{#{name}}}\n{call}\n{docstring_page(function)}"


def signature(function: Any) -> str:
    """A function's signature, as one would write it; a long one has an argument a line.

    >>> signature(linkage.load)
    '(world: WorldOrPath) -> World'
    """
    text = re.sub(r"'([^']*)'", r"\1", str(inspect.signature(function)))
    if len(text) < 80:
        return text
    parameters = "".join(f"    {part},\n" for part in _parts(text))
    return f"(\n{parameters}){text[text.rindex(')') + 1 :]}"


def _parts(text: str) -> list[str]:
    """The parameters of a signature: what commas part that stand in no bracket."""
    inner, depth, parts = text[1 : text.rindex(")")], 0, [""]
    for letter in inner:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _class(value: type) -> str:
    members = "".join(_member(name, member) for name, member in _members(value))
    return f"\n### {value.__name__} {{#value-{value.__name__.lower()}}}\n\n{docstring_page(value)}{members}"


def _members(value: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class itself defines."""
    for name, member in vars(value).items():
        shown = hasattr(member, "fget") or hasattr(member, "func") or callable(member) or hasattr(member, "__func__")
        if shown and not name.startswith("_") and inspect.getdoc(member):
            yield name, member


def _member(name: str, member: Any) -> str:
    function = getattr(member, "__func__", member)
    call = signature(function) if inspect.isfunction(function) else ""
    if len(call) >= 60:
        return f"\n#### .{name}\n{block(f'.{name}{call}', 'python')}\n{docstring_page(function)}"
    return f"\n#### .{name}\n\n`.{name}{call}`\n\n{docstring_page(function)}"
