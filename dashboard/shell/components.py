"""Pieces that pages share: buttons that a script hears, labelled selects, the shell around a page. Knows no world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

Options = list[tuple[str, str]]


def attributes(**said: str) -> Any:
    """Attributes with a hyphen in their names: `aria_label`, `data_do`."""
    return {name.replace("_", "-"): text for name, text in said.items()}


def button(does: str, label: str, *inside: Any, pressed: bool | None = None, class_name: str = "") -> html.Button:
    """A button that `keys.js` hears: the same deed as a key's."""
    state = {} if pressed is None else {"aria_pressed": str(pressed).lower()}
    return html.Button(
        list(inside) or label,
        type="button",
        title=label,
        className=f"button {class_name}".strip(),
        **attributes(data_do=does, aria_label=label, **state),
    )


def icon(shape: str) -> html.Span:
    """A drawn sign, from the style sheet's masks: no font and no image has to load."""
    return html.Span(className=f"icon icon-{shape}", **attributes(aria_hidden="true"))


def select(id: str, label: str, none: str = "") -> html.Div:
    """A select of the browser's own, which `controls.js` fills; `none` is shown where nothing is chosen."""
    return labelled(id, label, html.Select(id=id, **attributes(data_none=none)))


def labelled(id: str, label: str, control: Any) -> html.Div:
    """A control with its label above it."""
    return html.Div([html.Label(label, htmlFor=id), control], className=f"ask {id}")


def options(titles: Mapping[str, str] | Iterable[tuple[str, str]]) -> Options:
    """Value and label of each choice."""
    return list(titles.items() if isinstance(titles, Mapping) else titles)


def blank(id: str, class_name: str = "", tag: Any = html.Div, **more: Any) -> Any:
    """An empty place that a script fills with text."""
    return tag(id=id, className=class_name or id, **more)
