"""The state of the screen, and the address that says it: a link sent to somebody opens the same picture.

Every field has one name in the address; what stands at its default is left out. An address is somebody's typing: what
it says that means nothing is answered with a remark, never with an error. Whether a named story or link exists is for
the world to say, not for this file. `assets/address.js` writes the same text in the browser; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from urllib.parse import parse_qsl, quote

from dashboard.state.display_names import ENGLISH, STANDS
from linkage.answers.spread_question import Question
from linkage.errors import nearest

VERSION = 1
LONGEST = 8_000
"""Characters of an address that are read."""

DRAWINGS = ("map", "accounts")
THEMES = ("dark", "light")
LANGUAGES = ("en",)
SWITCHED = ("", "yes")


@dataclass(frozen=True, slots=True)
class State:
    """What is asked, and how far it has been told.

    `wave` waves are shown, and `step` single steps of the next one; or the day `on_day`. `what_if` may begin with
    `reading:NAME`; `beside` is a second what-if to hold against it. `why` names an effect or a service, `proof` one of
    its proofs, `join` a step that joins. `door` is the service/effect in front on the City page, `tab` its picture,
    `over` the figures that it sweeps (with commas) and `measure` what it counts there; where it asks what would spare
    most, `group` is the age group, `among` what may be removed (with commas) and `weigh` holds lost rewards against it;
    `table` and `row` what is open
    on the World page. `lesson` is the lesson that is given, `part` its step, `guess` the choices that were ticked
    there (their places, with commas) and `told` whether the answer is shown; `room` is large type for a hall.
    `names` says how agencies, databases and the like are called: in English, in Chinese, or both.
    """

    world: str = ""
    story: str = ""
    record: str = ""
    resident: str = ""
    what_if: str = ""
    beside: str = ""
    seed: int = 1
    residents: int | None = None
    drawing: str = "map"
    wave: int = 0
    step: int = 0
    on_day: int | None = None
    why: str = ""
    proof: int = 1
    join: str = ""
    door: str = ""
    tab: str = ""
    over: str = ""
    measure: str = ""
    group: str = ""
    among: str = ""
    weigh: str = ""
    table: str = ""
    row: str = ""
    lesson: str = ""
    part: int = 1
    guess: str = ""
    told: str = ""
    room: str = ""
    theme: str = "dark"
    lang: str = "en"
    names: str = ENGLISH

    @property
    def bare(self) -> State:
        """Only what is asked, wherever the presenter stands and whichever page it is for."""
        return State(
            world=self.world,
            story=self.story,
            record=self.record,
            resident=self.resident,
            what_if=self.what_if,
            seed=self.seed,
            residents=self.residents,
            lang=self.lang,
            names=self.names,
        )

    @property
    def question(self) -> Question:
        """What it asks of `linkage`; a story and a record kind don't go together, and the story wins."""
        return Question(
            story=self.story,
            record_kind="" if self.story else self.record,
            resident=self.resident,
            what_if=self.what_if,
            seed=self.seed,
            residents=self.residents,
        )


NAMES: Mapping[str, str] = MappingProxyType(
    {each.name: each.name.replace("_", "-") for each in fields(State)},
)
"""Field → its name in the address, in the order in which they are written."""

_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "drawing": DRAWINGS,
        "theme": THEMES,
        "lang": LANGUAGES,
        "told": SWITCHED,
        "room": SWITCHED,
        "weigh": SWITCHED,
        "names": STANDS,
    },
)
_NUMBERS = frozenset({"seed", "residents", "wave", "step", "on_day", "proof", "part"})
_SAFE = ":,=@./*!"


def address(state: State) -> str:
    """The query that says a state.

    >>> address(State(story="court-fine", wave=2, what_if="drop:phone"))
    '?story=court-fine&what-if=drop:phone&wave=2'
    >>> address(State())
    ''
    """
    blank = State()
    said = [
        f"{head}={quote(str(getattr(state, field)), safe=_SAFE)}"
        for field, head in NAMES.items()
        if getattr(state, field) != getattr(blank, field)
    ]
    return "?" + "&".join(said) if said else ""


def read(search: object) -> tuple[State, tuple[str, ...]]:
    """The state that an address says, and a remark on each part of it that means nothing.

    >>> read("?story=court-fine&wave=2")[0].wave
    2
    >>> read("?stroy=x")[1]
    ("The address says 'stroy', which means nothing here. Did you mean 'story'?",)
    """
    text = search if isinstance(search, str) else ""
    parts: dict[str, object] = {}
    remarks: list[str] = []
    for head, value in _pairs(text, remarks):
        _take(head, value, parts, remarks)
    return State(**parts), tuple(remarks)  # type: ignore[arg-type]


def _pairs(text: str, remarks: list[str]) -> list[tuple[str, str]]:
    if len(text) > LONGEST:
        remarks.append(f"The address is longer than {LONGEST:,} characters; the rest was not read.")
    try:
        return parse_qsl(text[:LONGEST].lstrip("?").replace("+", "%2B"), max_num_fields=50, keep_blank_values=True)
    except ValueError:
        remarks.append("The address has more parts than can be read.")
        return []


def _take(head: str, value: str, parts: dict[str, object], remarks: list[str]) -> None:
    """Read one part of an address into its field, or remark on it."""
    if head == "v":
        if value != str(VERSION):
            remarks.append(f"The address was made by another version ('{_short(value)}'); some of it may be lost.")
        return
    field = next((name for name, known in NAMES.items() if known == head), "")
    if not field:
        near = nearest(head, NAMES.values())
        hint = f" Did you mean '{near}'?" if near else ""
        remarks.append(f"The address says '{_short(head)}', which means nothing here.{hint}")
    elif field in _NUMBERS:
        _take_number(field, value, parts, remarks)
    elif field in _CHOICES and value not in _CHOICES[field]:
        remarks.append(f"There is no {head} '{_short(value)}'. There is: {', '.join(_CHOICES[field])}.")
    else:
        parts[field] = value


def _take_number(field: str, value: str, parts: dict[str, object], remarks: list[str]) -> None:
    if value.isascii() and value.isdigit() and len(value) <= 10 and (int(value) or field != "residents"):
        parts[field] = int(value)
    elif value:
        remarks.append(f"'{_short(value)}' is no number for '{NAMES[field]}'.")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def reading_of(what_if: str) -> str:
    """The reading that a what-if's text begins with, or nothing.

    >>> reading_of("reading:press,drop:phone"), reading_of("drop:phone")
    ('press', '')
    """
    first = what_if.split(",", 1)[0].strip()
    return first.removeprefix("reading:").strip() if first.startswith("reading:") else ""


def beyond_reading(what_if: str) -> str:
    """The rest of a what-if, after its reading.

    >>> beyond_reading("reading:press,drop:phone"), beyond_reading("reading:press")
    ('drop:phone', '')
    """
    return what_if.partition(",")[2] if reading_of(what_if) else what_if
