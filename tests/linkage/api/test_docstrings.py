"""The Python interface documents itself: every argument, what is returned with its columns, and every error."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, NamedTuple

import pandas as pd
import pytest

import linkage
from linkage import api
from linkage.api import city_questions
from linkage.api.notebook import Trace
from linkage.errors import LinkageError, NoProofError, UsageError

MODULES = [importlib.import_module(f"linkage.api.{module.name}") for module in pkgutil.iter_modules(api.__path__)]
SECTIONS = ("Args", "Returns", "Raises", "Attributes")


# what a docstring says


def sections(text: str) -> dict[str, str]:
    """The sections of a docstring in Google's style, by name, without their heads."""
    heads = rf"^({'|'.join(SECTIONS)}):$"
    parts = re.split(heads, inspect.cleandoc(text), flags=re.MULTILINE)
    bodies = (textwrap.dedent(body.partition("\n>>>")[0]).strip("\n") for body in parts[2::2])
    return dict(zip(parts[1::2], bodies, strict=True))


def entries(section: str) -> dict[str, str]:
    """The names that a section lists, each with its meaning."""
    return dict(re.findall(r"^(\w+): (.*(?:\n[ ].*|\n$)*)", section, re.MULTILINE))


def documented_errors(function: Callable[..., Any]) -> list[type[LinkageError]]:
    """The tool's own errors that a function says it raises."""
    names = entries(sections(inspect.getdoc(function) or "").get("Raises", ""))
    errors = [getattr(linkage.errors, name, None) for name in names]
    return [error for error in errors if isinstance(error, type) and issubclass(error, LinkageError)]


# what a function does


def nodes(function: Callable[..., Any]) -> Iterator[ast.AST]:
    """The syntax tree of a function's body."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    for statement in definition.body:
        yield from ast.walk(statement)


def resolved(expression: ast.expr, names: dict[str, Any]) -> Any:
    """What a name, or an attribute of a name, stands for in a module; None where only a run could tell."""
    if isinstance(expression, ast.Name):
        return names.get(expression.id)
    if isinstance(expression, ast.Attribute):
        return getattr(resolved(expression.value, names), expression.attr, None)
    return None


class Errors(NamedTuple):
    """The tool's own errors that a function raises: in its body, and by what it calls."""

    own: set[type[LinkageError]]
    called: set[type[LinkageError]]


def raised_errors(function: Callable[..., Any]) -> Errors:
    """The errors of a function's body and its private helpers, and those that other called functions document."""
    function = inspect.unwrap(function)
    assert isinstance(function, FunctionType)
    names = function.__globals__
    errors = Errors(set(), set())
    for node in nodes(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            error = resolved(node.exc.func, names)
            if isinstance(error, type) and issubclass(error, LinkageError):
                errors.own.add(error)
        elif isinstance(node, ast.Call):
            called = resolved(node.func, names)
            if not isinstance(called, FunctionType):
                continue
            if called.__name__.startswith("_") and called.__module__ == function.__module__:
                helper = raised_errors(called)
                errors.own.update(helper.own)
                errors.called.update(helper.called)
            else:
                errors.called.update(documented_errors(called))
    return errors


def faults(function: Callable[..., Any]) -> list[str]:
    """What a function's docstring leaves out, or says of what isn't there."""
    text = inspect.getdoc(function) or ""
    parts = sections(text)
    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    listed = entries(parts.get("Args", ""))
    lacking = [f"Args lacks {name}" for name in parameters if not listed.get(name, "").strip()]
    lacking += [f"Args has {name}, which is no parameter" for name in listed if name not in parameters]
    if not text.partition("\n")[0].endswith("."):
        lacking.append("the first line is no sentence")
    if not parts.get("Returns", "").strip():
        lacking.append("Returns lacks")
    known, raised = documented_errors(function), raised_errors(function)
    unnamed = raised.own - set(known)
    unnamed |= {error for error in raised.called if not issubclass(error, tuple(known))}
    lacking += sorted(f"Raises lacks {error.__name__}" for error in unnamed)
    return lacking


# the public names


def public_functions() -> dict[str, Callable[..., Any]]:
    """Every public function that a module of the interface defines, by module and name."""
    return {
        f"{module.__name__}.{name}": function
        for module in MODULES
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def public_classes() -> list[type]:
    """Every public class that a module of the interface defines."""
    return [
        value
        for module in MODULES
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]


def public_methods(owner: type) -> dict[str, Any]:
    """The public methods and properties that a class itself defines."""
    return {name: value for name, value in vars(owner).items() if not name.startswith("_") and name in dir(owner)}


METHODS = {
    f"{owner.__name__}.{name}": getattr(value, "__func__", value)
    for owner in public_classes()
    for name, value in public_methods(owner).items()
    if inspect.isfunction(getattr(value, "__func__", value))
}
PROPERTIES = {
    f"{owner.__name__}.{name}": value
    for owner in public_classes()
    for name, value in public_methods(owner).items()
    if hasattr(value, "fget") or hasattr(value, "func")
}


@pytest.mark.parametrize("name", [name for name in linkage.__all__ if name != "LinkageError"])
def test_every_name_of_the_package_is_one_of_them(name: str) -> None:
    assert getattr(linkage, name) in public_functions().values()


@pytest.mark.parametrize("name", public_functions())
def test_a_function_documents_its_arguments_its_answer_and_its_errors(name: str) -> None:
    assert faults(public_functions()[name]) == []


@pytest.mark.parametrize("name", METHODS)
def test_a_method_documents_its_arguments_its_answer_and_its_errors(name: str) -> None:
    assert faults(METHODS[name]) == []


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_says_what_it_is(name: str) -> None:
    assert (inspect.getdoc(PROPERTIES[name]) or "").partition("\n")[0].endswith(".")


@pytest.mark.parametrize("owner", public_classes(), ids=lambda owner: owner.__name__)
def test_a_class_documents_every_attribute(owner: type) -> None:
    text = inspect.getdoc(owner) or ""
    assert text.partition("\n")[0].endswith(".")
    if issubclass(owner, pd.DataFrame):
        return  # its columns stand in the docstring of the function that returns it
    assert dataclasses.is_dataclass(owner)
    fields = [field.name for field in dataclasses.fields(owner)]
    assert list(entries(sections(text)["Attributes"])) == fields


# columns and attributes of tables


def tables() -> dict[str, tuple[Any, list[pd.DataFrame]]]:
    """Each function or property that returns tables, with tables that it returned."""
    trace = linkage.trace("tiny", "court-fine")
    return {
        "worlds": (linkage.worlds, [linkage.worlds()]),
        "check": (linkage.check, [linkage.check("tiny")]),
        "stories": (linkage.stories, [linkage.stories("tiny")]),
        "figures": (linkage.figures, [linkage.figures("tiny")]),
        "people": (linkage.people, [linkage.people("tiny", 30)]),
        "compare": (
            linkage.compare,
            [linkage.compare(trace, "drop:phone"), linkage.compare("tiny", "jiangsu", residents=30)],
        ),
        "lifts": (linkage.lifts, [linkage.lifts(trace, "loan")]),
        "effects": (linkage.effects, [linkage.effects("tiny", residents=30)]),
        "city": (
            linkage.city,
            [linkage.city("tiny", "drop:phone", residents=100, by=by) for by in city_questions.BY],
        ),
        "best": (linkage.best, [linkage.best("tiny", "high-speed-rail", 1, residents=100)]),
        "steps": (Trace.steps, [trace.steps]),
    }


def test_a_function_that_returns_a_table_names_every_column_and_attribute() -> None:
    for name, (function, answers) in tables().items():
        text = inspect.getdoc(function) or ""
        for table in answers:
            attributes = [key for key in table.attrs if key not in ("label", "units")]
            wanted = [*table.columns, *attributes]
            assert [word for word in wanted if f"`{word}`" not in text and f'attrs["{word}"]' not in text] == [], name


def test_the_tables_of_the_agencies_are_named_with_the_columns_of_the_truth() -> None:
    text = inspect.getdoc(linkage.tables) or ""
    written = linkage.tables("tiny", 10)
    for name in ("people", "values", "relations", "records"):
        assert [word for word in (name, *written[name].columns) if f"`{word}`" not in text] == []


def test_figures_have_their_units_in_words() -> None:
    units = {Trace.steps: "days after the record", linkage.effects: "days after the record", linkage.city: "share 0-1"}
    for function, unit in units.items():
        assert unit in re.sub(r"\s+", " ", inspect.getdoc(function) or "")


# these tests can fail


def undocumented(days: int) -> int:
    """Something."""
    if days < 0:
        raise UsageError("days count from 0")
    return days


def half_documented(days: int, share: float) -> float:
    """Something.

    Args:
        days: days after the record.
        weeks: no parameter.

    Returns:
        A share from 0 to 1.

    Raises:
        NoProofError: another error.
    """
    return undocumented(days) + documented(days) * share


def documented(days: int) -> int:
    """Something.

    Args:
        days: days after the record,
            on more than one line.

    Returns:
        The days.

    Raises:
        UsageError: the days are below 0.
    """
    return _checked(days)


def _checked(days: int) -> int:
    if days < 0:
        raise UsageError("days count from 0")
    return days


def test_what_a_docstring_leaves_out_is_seen() -> None:
    assert faults(undocumented) == ["Args lacks days", "Returns lacks", "Raises lacks UsageError"]
    assert faults(half_documented) == [
        "Args lacks share",
        "Args has weeks, which is no parameter",
        "Raises lacks UsageError",
    ]
    assert faults(documented) == []
    assert documented_errors(half_documented) == [NoProofError]
