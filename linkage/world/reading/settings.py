"""The settings of a world, `world.toml`: which keys it has, how it is read, how it is written.

Faults of single values are found in this file; whether a name in it stands in a table is checked in `name_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.vocabulary import STATUSES
from linkage.world.model import People, World
from linkage.world.reading.cells import MOST_TEXT, SILENT, Misread
from linkage.world.reading.csv_text import Contents, text_of
from linkage.world.reading.toml_text import MOST_NAMES, guard_toml, line_of, lines_of, pairs, parse_toml, section
from linkage.world.real_data_guard import invisible_character, looks_real, nearest_name, safe_text

SETTINGS_FILE = "world.toml"
FORMAT = 1
LANES = ("left", "hub", "right")

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "title": "the world's title",
        "question": "the question that it puts",
        "about": "what it shows, in a sentence or two",
        "label": "what it pictures, for the line under everything made from it: `a picture of 2018` (blank: nothing)",
        "population": "how many residents the city has",
        "baseline": "the reading that is shown first (blank: everything that the folder says)",
        "format": "the version of this format: 1",
        "scores.DATABASE.base": "the score of an account of that database before any points",
        "people": "how invented people are drawn: see below",
        "lanes": "the order of the map: agencies in `left`, `hub` and `right`, each once (absent: computed)",
    }
)
"""The keys of `world.toml`, with their meanings."""

PEOPLE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "household_sizes": "weights of households of 1, 2, 3 … residents",
        "under_18": "share of a household's third and later members who are under 18",
        "age_groups": "age group → weight, of adults",
        "namesakes": "share of residents who share name and birth date with another",
        "company_sizes": "company size → weight",
        "officers": "company size → how many officers it has",
        "residents_per_company": "one company to so many residents",
        "values": "identifier → weights of having 0, 1, 2 … values of it",
        "number_status": "how these figures are known",
    }
)
"""The keys of `[people]`, with their meanings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of `world.toml`, as far as it could be read."""

    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[FaultError, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True

    def line(self, column: str) -> int | None:
        """The line on which a setting stands, written `people.under_18`."""
        return line_of(self.lines, column)


def read_settings(contents: Contents) -> Settings:
    """Read `world.toml`."""
    if SETTINGS_FILE not in contents:
        fault = BadTableError(Place(SETTINGS_FILE), "no such file", "a file with title, population and so on")
        return Settings(faults=(fault,), complete=False)
    try:
        text = text_of(contents[SETTINGS_FILE](), SETTINGS_FILE)
        raw = parse_toml(SETTINGS_FILE, text)
    except BadTableError as unreadable:
        return Settings(faults=(unreadable,), complete=False)
    lines = lines_of(text)
    reader = _SettingsReader(lines)
    values = reader.world(raw)
    return Settings(values, (*guard_toml(SETTINGS_FILE, lines, raw), *reader.faults), lines)


def settings_text(world: World) -> str:
    """`world.toml` as text: of `[people]` only what differs from the defaults."""
    plain = {key: getattr(world, key) for key in ("title", "question", "about", "population", "baseline")}
    scores = (section(("scores", name), {"base": base}) for name, base in sorted(world.bases.items()))
    default = People()
    figures = {column.name: getattr(world.people, column.name) for column in fields(People)}
    changed = {key: value for key, value in figures.items() if value != getattr(default, key)}
    values = dict(sorted(set(changed.pop("values", ())) - set(default.values)))
    parts = [
        pairs({**plain, "format": FORMAT, **({"label": world.label} if world.label else {})}),
        *scores,
        section(("people",), changed),
        section(("people", "values"), values),
        section(("lanes",), dict(world.lanes)),
    ]
    return "\n".join(part for part in parts if part)


_Check = Callable[[Any], Any]
"""A reader of one setting: from a TOML value to the world's, or to a `Misread`."""


class _SettingsReader:
    """Reads the settings one by one and collects their faults."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self.lines = lines
        self.faults: list[FaultError] = []

    def world(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """All settings, by the names of the world's fields."""
        values = self.table(raw, "", _TOP, nested=("scores", "people", "lanes"))
        values.pop("format", None)
        values["bases"] = self.bases(self.nested(raw, "", "scores"))
        values["people"] = People(**self.people(self.nested(raw, "", "people")))
        values["lanes"] = self.table(self.nested(raw, "", "lanes"), "lanes.", _LANES)
        return values

    def bases(self, raw: Mapping[str, Any]) -> dict[str, int]:
        """The base of each database that keeps a score."""
        bases = {}
        for database in sorted(raw):
            prefix = f"scores.{safe_text(database)}"
            score = self.table(self.nested(raw, "scores.", database), f"{prefix}.", _SCORES)
            bases.update({database: score["base"]} if "base" in score else {})
            if raw[database] == {}:
                self.fault(prefix, Misread("a table without a base", "a line such as base = 100"))
        return bases

    def people(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The `[people]` table; `values` adds to what is the default, identifier by identifier."""
        values = self.table(raw, "people.", _PEOPLE, nested=("values",))
        weights = self.nested(raw, "people.", "values")
        own = self.table(weights, "people.values.", dict.fromkeys(weights, _weights(10)))
        values["values"] = tuple(sorted({**dict(People().values), **own}.items()))
        self.same_sizes(raw, values)
        return values

    def same_sizes(self, raw: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Officers are given for the sizes that companies have, and for no other."""
        keys = ("company_sizes", "officers")
        if any(key in raw and key not in values for key in keys):
            return
        sizes, officers = ({name for name, _ in values.get(key, getattr(People(), key))} for key in keys)
        if sizes != officers:
            expected = f"one number for each size of company: {_name_list(sizes)}"
            self.fault("people.officers", Misread(_name_list(officers), expected))

    def nested(self, raw: Mapping[str, Any], prefix: str, key: str) -> dict[str, Any]:
        """A table in a table; an empty one where it is missing or something else."""
        value = raw.get(key, {})
        if isinstance(value, dict) and len(value) <= MOST_NAMES:
            return value
        self.fault(f"{prefix}{safe_text(key)}", Misread(_value_text(value), f"a table of at most {MOST_NAMES} names"))
        return {}

    def table(
        self, raw: Mapping[str, Any], prefix: str, checks: Mapping[str, _Check], nested: Sequence[str] = ()
    ) -> dict[str, Any]:
        """The values of a table that could be read; the tables in it are read by themselves."""
        values = {}
        for key in (name for name in raw if name not in nested):
            read = checks[key](raw[key]) if key in checks else _unknown_name(key, [*checks, *nested])
            if isinstance(read, Misread):
                self.fault(f"{prefix}{safe_text(key)}", read)
            else:
                values[key] = read
        return values

    def fault(self, column: str, misread: Misread) -> None:
        """Note a fault, unless another one reports it."""
        if misread.found:
            place = Place(SETTINGS_FILE, line_of(self.lines, column), column)
            self.faults.append(BadTableError(place, misread.found, misread.expected, misread.nearest))


def _unknown_name(key: str, known: Sequence[str]) -> Misread:
    return Misread("an unknown name", f"one of {', '.join(known)}", nearest_name(key, known))


def _name_list(names: Iterable[str]) -> str:
    return safe_text(", ".join(sorted(names)), 200) or "none"


def _value_text(value: object) -> str:
    """A TOML value in a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return safe_text(str(value)) if value.bit_length() <= 64 else "a very large number"
    if isinstance(value, str):
        return safe_text(value) or "a blank"
    return str(value) if isinstance(value, float) else _KINDS.get(type(value), "a date or time")


_KINDS: Mapping[type, str] = MappingProxyType({dict: "a table", list: "a list"})


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -(10**15) <= value <= 10**15


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        return Misread(_value_text(value), "text in quotation marks")
    if looks_real(value):
        return SILENT
    if len(value) > MOST_TEXT:
        return Misread(f"{len(value)} characters", f"at most {MOST_TEXT}")
    code = invisible_character(value)
    return Misread(f"a character that can't be seen ({code})", "text without it") if code else value


def _whole(least: int, most: int) -> _Check:
    def check(value: Any) -> Any:
        good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return value if good else Misread(_value_text(value), f"a whole number from {least} to {most}")

    return check


def _share(value: Any) -> Any:
    good = _is_number(value) and 0 <= value <= 1
    return float(value) if good else Misread(_value_text(value), "a share from 0 to 1")


def _weights(longest: int) -> _Check:
    def check(value: Any) -> Any:
        if isinstance(value, list) and len(value) <= longest and _are_weights(value):
            return tuple(map(float, value))
        return Misread(_value_text(value), f"a list of at most {longest} weights, not all of them 0")

    return check


def _are_weights(values: Iterable[Any]) -> bool:
    weights = list(values)
    return all(_is_number(weight) and weight >= 0 for weight in weights) and any(weights)


def _groups(value: Any) -> Any:
    if isinstance(value, dict) and all(map(_is_name, value)) and _are_weights(value.values()):
        return tuple((name, float(weight)) for name, weight in value.items())
    return Misread(_value_text(value), "names with weights, not all of them 0; no name begins with = + - @")


def _officers(value: Any) -> Any:
    seats = _whole(0, 8)
    good = isinstance(value, dict) and not any(isinstance(seats(count), Misread) for count in value.values())
    return tuple(value.items()) if good else Misread(_value_text(value), "company sizes with 0 to 8 officers")


def _is_name(text: str) -> bool:
    """Whether a text can name a group: people.csv is read back as it is written, so no cell may be a formula."""
    return (
        0 < len(text) <= 40 and text[0] not in "=+-@＝＋－＠" and not invisible_character(text) and not looks_real(text)
    )


def _status(value: Any) -> Any:
    if value == "" or (isinstance(value, str) and value in STATUSES):
        return value
    hint = nearest_name(value, STATUSES) if isinstance(value, str) else ""
    return Misread(_value_text(value), f"one of {', '.join(STATUSES)}", hint)


def _agencies(value: Any) -> Any:
    good = isinstance(value, list) and len(value) <= MOST_NAMES and all(isinstance(agency, str) for agency in value)
    return tuple(value) if good else Misread(_value_text(value), f"a list of at most {MOST_NAMES} agencies")


_TOP: Mapping[str, _Check] = MappingProxyType(
    {
        "title": _text,
        "question": _text,
        "about": _text,
        "label": _text,
        "population": _whole(1, 10**10),
        "baseline": _text,
        "format": _whole(FORMAT, FORMAT),
    }
)
_SCORES: Mapping[str, _Check] = MappingProxyType({"base": _whole(-1_000_000, 1_000_000)})
_LANES: Mapping[str, _Check] = MappingProxyType(dict.fromkeys(LANES, _agencies))
_PEOPLE: Mapping[str, _Check] = MappingProxyType(
    {
        "household_sizes": _weights(16),
        "under_18": _share,
        "age_groups": _groups,
        "namesakes": _share,
        "company_sizes": _groups,
        "officers": _officers,
        "residents_per_company": _whole(1, 256),
        "number_status": _status,
    }
)
