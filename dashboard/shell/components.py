"""HTML components that pages share: buttons, icons, labelled selects, empty elements that scripts fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dash import html

Options = list[tuple[str, str]]


def attributes(**values: str) -> Any:
    """HTML attributes whose names have hyphens: `aria_label` becomes `aria-label`."""
    return {name.replace("_", "-"): text for name, text in values.items()}


def button(action: str, label: str, *children: Any, pressed: bool | None = None, class_name: str = "") -> html.Button:
    """A button whose click runs an action, by its name in `keys.js`, just as a key does."""
    state = {} if pressed is None else {"aria_pressed": str(pressed).lower()}
    return html.Button(
        list(children) or label,
        type="button",
        title=label,
        className=f"button {class_name}".strip(),
        **attributes(data_do=action, aria_label=label, **state),
    )


def icon(shape: str) -> html.Span:
    """An icon drawn with a mask of the style sheet: no font and no image has to load."""
    return html.Span(className=f"icon icon-{shape}", **attributes(aria_hidden="true"))


def select(id: str, label: str, none: str = "") -> html.Div:
    """A labelled select, which `controls.js` fills; `none` is its text where nothing is chosen."""
    return labelled_control(id, label, html.Select(id=id, **attributes(data_none=none)))


def labelled_control(id: str, label: str, control: Any) -> html.Div:
    """A control with its label above it."""
    return html.Div([html.Label(label, htmlFor=id), control], className=f"ask {id}")


def options(titles: Mapping[str, str] | Iterable[tuple[str, str]]) -> Options:
    """The choices of a select: the value and label of each."""
    return list(titles.items() if isinstance(titles, Mapping) else titles)


def blank(id: str, class_name: str = "", tag: Any = html.Div, **more: Any) -> Any:
    """An empty element that a script fills."""
    return tag(id=id, className=class_name or id, **more)
