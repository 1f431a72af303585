"""The state of the screen, and the address that holds it: a link sent to somebody opens the same picture.

Every field of an address is declared once, as a row of `State`: its name, its default, how it is read, and who asks it.
The pages are rows of `page_table`. From these come the address's reader and writer here, and `declarations`, which
hands both to the scripts (`declarations.js`, `address_text.js`).

A field at its default is left out. Anybody may type an address, so a part that means nothing gets a remark, never an
error. Whether a story or link that it names exists is checked by the world, not here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote

from dashboard.state.display_names import NAME_CHOICES
from dashboard.state.page_table import PAGES
from dashboard.state.strict_values import (
    HINT,
    MOST_DAY,
    MOST_NUMBER,
    MOST_PLACE,
    NO_CHOICE,
    NO_NUMBER,
    WHOLE,
    choice,
    expected_number,
    short,
    whole_number,
)
from linkage.answers.spread_question import Question
from linkage.errors import UsageError, nearest
from linkage.tokens import MOST_RESIDENTS
from linkage.tours.tour_model import CHOICES
from linkage.vocabulary import EFFECT_KINDS

VERSION = 1
MAX_LENGTH = 8_000
"""Characters of an address that are read at most."""

QUESTION, PLACE, DISPLAY = "question", "place", "display"
"""The role of a field: part of every page's question; only the place where the presenter is; or how every page shows
things. Any other role is the id of the one page that the field belongs to."""

ANSWER, WORLD = "answer", "world"
"""What a field's value is about: it means nothing any more once another record is asked for (`ANSWER`), or once another
world is opened (`WORLD`; then those of an answer don't either). The others, named neither, stay."""


def _text(role: str, about: str = "") -> Any:
    return field(default="", metadata={"role": role, "about": about})


def _number(role: str, default: int | None = 0, *, least: int = 0, most: int = MOST_PLACE, about: str = "") -> Any:
    return field(default=default, metadata={"role": role, "least": least, "most": most, "about": about})


def _choice(role: str, *choices: str) -> Any:
    """One of some words; the first is the default."""
    return field(default=choices[0], metadata={"role": role, "choices": choices})


CITY_TABS = CHOICES["tab"]
"""The pictures of the City page by their names in the address."""


@dataclass(frozen=True, slots=True)
class State:
    """The question, and the place in its answer.

    `wave` waves are shown, and `step` single steps of the next one; or the day `on_day`. `what_if` may begin with
    `reading:NAME`; `beside` is a second what-if to hold against it. `why` names an effect or a service, `proof` one
    of its proofs, `join` a step that joins. `door` is the service/effect in front on the City page, `tab` its
    picture, `over` the figures that it sweeps (with commas) and `measure` what it counts there; where it asks what
    would spare most, `group` is the age group, `among` what may be removed (with commas), `weigh` holds lost rewards
    against it, `spare` names further services (with commas), `costs` what removals cost (`ID=N`, with commas),
    `budget` how much in all, and `objective` whether residents or doors count; where it trades
    wrong people off against people missed, `over` is the figure, or `without` the identifier that is gone and `match`
    the keys that stand in for it (with commas); `table` and `row` what is open on the
    World page. `lesson` is the lesson that is given, `part` its step, `guess` the choices that were ticked there (their
    places, with commas) and `told` whether the answer is shown. `tour` is the guided talk that is walked, `stop` its
    stop and `walked` how many presses within it; `room` is large type for a hall. `names` says how agencies, databases
    and the like are called: in English,
    in Chinese, or both.
    """

    world: str = _text(QUESTION)
    story: str = _text(QUESTION, WORLD)
    record: str = _text(QUESTION, WORLD)
    resident: str = _text(QUESTION, WORLD)
    what_if: str = _text(QUESTION, WORLD)
    beside: str = _text("what-if", WORLD)
    seed: int = _number(QUESTION, 1, most=MOST_NUMBER, about=WORLD)
    residents: int | None = _number(QUESTION, None, least=1, most=MOST_RESIDENTS, about=WORLD)
    drawing: str = _choice(PLACE, "", "map", "accounts", "matrix")
    wave: int = _number(PLACE, about=ANSWER)
    step: int = _number(PLACE, about=ANSWER)
    on_day: int | None = _number(PLACE, None, most=MOST_DAY, about=ANSWER)
    why: str = _text("why", ANSWER)
    proof: int = _number(PLACE, 1, least=1, about=ANSWER)
    join: str = _text("join", ANSWER)
    door: str = _text(PLACE, WORLD)
    tab: str = _choice(PLACE, "", *CITY_TABS)
    over: str = _text(PLACE, WORLD)
    measure: str = _text(PLACE, WORLD)
    group: str = _text(PLACE, WORLD)
    among: str = _text(PLACE)
    weigh: str = _choice(PLACE, "", "yes")
    spare: str = _text(PLACE, WORLD)
    costs: str = _text(PLACE, WORLD)
    budget: int = _number(PLACE, 3, least=1, most=1_000)
    objective: str = _choice(PLACE, "", "doors")
    without: str = _text(PLACE, WORLD)
    match: str = _text(PLACE, WORLD)
    table: str = _text(PLACE)
    row: str = _text(PLACE, ANSWER)
    lesson: str = _text("lessons")
    part: int = _number(PLACE, 1, least=1)
    guess: str = _text(PLACE)
    told: str = _choice(PLACE, "", "yes")
    tour: str = _text(PLACE)
    stop: int = _number(PLACE, 1, least=1)
    walked: int = _number(PLACE)
    room: str = _choice(PLACE, "", "yes")
    theme: str = _choice(PLACE, "", "dark", "light")
    lang: str = _choice(DISPLAY, "en")
    names: str = _choice(DISPLAY, *NAME_CHOICES)

    @property
    def bare(self) -> State:
        """The same question at no place in its answer, whichever page it is for."""
        kept = [row.name for row in fields(self) if row.metadata["role"] in (QUESTION, DISPLAY)]
        return State(**{name: getattr(self, name) for name in kept})

    @property
    def question(self) -> Question:
        """The question for `linkage`; a story and a record kind exclude each other, and the story wins."""
        return Question(
            story=self.story,
            record_kind="" if self.story else self.record,
            resident=self.resident,
            what_if=self.what_if,
            seed=self.seed,
            residents=self.residents,
        )


FIELDS: Mapping[str, Field[Any]] = MappingProxyType(
    {declared.name.replace("_", "-"): declared for declared in fields(State)}
)
"""The fields by their names in an address, in the order in which they are written."""

_SAFE_CHARACTERS = ":,=@./*!"


def address(state: State) -> str:
    """The query part of an address that holds a state.

    >>> address(State(story="court-fine", wave=2, what_if="drop:phone"))
    '?story=court-fine&what-if=drop:phone&wave=2'
    >>> address(State())
    ''
    """
    parts = [
        f"{name}={quote(str(value), safe=_SAFE_CHARACTERS)}"
        for name, declared in FIELDS.items()
        if (value := getattr(state, declared.name)) != declared.default
    ]
    return "?" + "&".join(parts) if parts else ""


def read_address(search: object) -> tuple[State, tuple[str, ...]]:
    """The state that an address holds, and a remark on each part of it that means nothing.

    >>> read_address("?story=court-fine&wave=2")[0].wave
    2
    >>> read_address("?stroy=x")[1]
    ("The address says 'stroy', which means nothing here. Did you mean 'story'?",)
    """
    text = search if isinstance(search, str) else ""
    parts: dict[str, object] = {}
    remarks: list[str] = []
    for head, value in _split(text, remarks):
        _read_part(head, value, parts, remarks)
    return State(**parts), tuple(remarks)  # type: ignore[arg-type]


def _split(text: str, remarks: list[str]) -> list[tuple[str, str]]:
    if len(text) > MAX_LENGTH:
        remarks.append(f"The address is longer than {MAX_LENGTH:,} characters; the rest was not read.")
    try:
        return parse_qsl(text[:MAX_LENGTH].lstrip("?").replace("+", "%2B"), max_num_fields=50, keep_blank_values=True)
    except ValueError:
        remarks.append("The address has more parts than can be read.")
        return []


def _read_part(head: str, value: str, parts: dict[str, object], remarks: list[str]) -> None:
    """Read one part of an address into its field, or remark on it."""
    if head == "v":
        if value != str(VERSION):
            remarks.append(f"The address was made by another version ('{short(value)}'); some of it may be lost.")
        return
    declared = FIELDS.get(head)
    if declared is None:
        near = nearest(head, FIELDS)
        hint = f" Did you mean '{near}'?" if near else ""
        remarks.append(f"The address says '{short(head)}', which means nothing here.{hint}")
        return
    try:
        parts[declared.name] = read_value(head, value)
    except UsageError as error:
        remarks.append(str(error))


def read_value(name: str, text: str) -> object:
    """The value that a text means in a field, by the field's name in the address; a blank one is its default.

    Raises:
        UsageError: it is no number within the field's bounds, or none of its choices.
    """
    declared = FIELDS[name]
    if not text:
        return declared.default
    if "choices" in declared.metadata:
        return choice(name, text, declared.metadata["choices"])
    if "least" not in declared.metadata:
        return text
    return whole_number(name, text, *_bounds(declared))


def _bounds(declared: Field[Any]) -> tuple[int, int]:
    return declared.metadata["least"], declared.metadata["most"]


def declarations() -> str:
    """The pages, the fields of an address and the effects as JSON, for the scripts; safe to stand in a page."""
    paths = {page.id: page.path for page in PAGES.values()}
    effects = {kind.word: {"colour": kind.colour, "closes": kind.closes} for kind in EFFECT_KINDS.values()}
    rows = [
        {
            "name": name,
            "default": "" if declared.default is None else str(declared.default),
            "role": declared.metadata["role"],
            "about": declared.metadata.get("about", ""),
            "choices": declared.metadata.get("choices", ()),
            "bounds": _bounds(declared) if "least" in declared.metadata else (),
            "expects": expected_number(*_bounds(declared)) if "least" in declared.metadata else "",
        }
        for name, declared in FIELDS.items()
    ]
    says = {"number": NO_NUMBER, "whole": WHOLE, "choice": NO_CHOICE, "hint": HINT}
    declared_all = {"paths": paths, "fields": rows, "effects": effects, "says": says}
    return json.dumps(declared_all, separators=(",", ":")).replace("<", "\\u003c")


def reading_of(what_if: str) -> str:
    """The reading that a what-if's text begins with; blank if none.

    >>> reading_of("reading:press,drop:phone"), reading_of("drop:phone")
    ('press', '')
    """
    first = what_if.split(",", 1)[0].strip()
    return first.removeprefix("reading:").strip() if first.startswith("reading:") else ""


def without_reading(what_if: str) -> str:
    """A what-if without its reading.

    >>> without_reading("reading:press,drop:phone"), without_reading("reading:press")
    ('drop:phone', '')
    """
    return what_if.partition(",")[2] if reading_of(what_if) else what_if
