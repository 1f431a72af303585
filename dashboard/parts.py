"""Pieces that pages share: buttons that a script hears, labelled selects, the shell around a page. Knows no world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

Options = list[dict[str, str]]

_DARK = ["#f1f5f9", "#c3cfdb", "#9fb0c2", "#7f93a9", "#3a4c61", "#2b3b4e", "#16212e", "#0d1520", "#0a111a", "#070c13"]
THEME: Mapping[str, Any] = {
    "fontFamily": "var(--letters)",
    "primaryColor": "indigo",
    "colors": {"dark": _DARK},
    "black": "#10202f",
    "fontSizes": {"xs": "0.875rem", "sm": "1rem", "md": "1.125rem"},
}


def attributes(**said: str) -> Any:
    """Attributes with a hyphen in their names: `aria_label`, `data_do`."""
    return {name.replace("_", "-"): text for name, text in said.items()}


def button(does: str, label: str, *inside: Any, pressed: bool | None = None, class_name: str = "") -> html.Button:
    """A button that `assets/keys.js` hears: the same deed as a key's."""
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


def select(id: str, label: str, options: Options, value: str | None, **more: Any) -> dmc.Select:
    """A select that can be searched by typing."""
    return dmc.Select(
        id=id,
        label=label,
        data=options,
        value=value,
        searchable=len(options) > 7,
        allowDeselect=False,
        size="xs",
        maxDropdownHeight=420,
        comboboxProps={"shadow": "md", "transitionProps": {"duration": 0}},
        className=f"ask {id}",
        **more,
    )


def options(titles: Mapping[str, str] | Iterable[tuple[str, str]]) -> Options:
    """Value and label of each choice."""
    pairs = titles.items() if isinstance(titles, Mapping) else titles
    return [{"value": value, "label": label} for value, label in pairs]


def blank(id: str, class_name: str = "", tag: Any = html.Div, **more: Any) -> Any:
    """An empty place that a script fills with text."""
    return tag(id=id, className=class_name or id, **more)
