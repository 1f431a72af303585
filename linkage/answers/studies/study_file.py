"""Reading a study's file: TOML into worlds, what-ifs, measures and seeds, with every fault at once.

title = "What each removal would do"               # optional
worlds = ["tiny", "beijing"]                       # bundled, or folders: beside this file, or where you stand
what-ifs = ["", "drop:national-id"]                # "" is the world as it stands; left out: that alone
measures = ["restricted", "closed:high-speed-rail"]  # those of `linkage sweep`
seeds = [1, 2, 3]                                  # which invented people; left out: 1
residents = 20_000                                 # left out: each world's population
on-day = 60                                        # left out: whatever the day
tables = "my-tables"                               # instead of invented people

A study is right when every what-if and every measure can be asked of every world: so that the table has no holes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files as resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from linkage.answers.whole_city.city_measures import Measure, measure_names, read_measure
from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UnknownNameError, nearest
from linkage.population.own_tables import agency_reader
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.tables import Tables
from linkage.tokens import MOST_RESIDENTS
from linkage.world.model import World
from linkage.world.reading.toml_tables import read_text
from linkage.world.reading.toml_text import guard_toml, line_of, lines_of, parse_toml
from linkage.world.real_data_guard import safe_text
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.parser import check_text, under

MOST_ROWS = 20_000
"""The most rows of a study's table."""

_MOST_SEED = 2**63 - 1  # of a whole number in a Parquet file
_MOST_DAY = 1_000_000

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "title": "a text",
        "worlds": 'a list of worlds, as in ["tiny"]',
        "what-ifs": 'a list of what-ifs, as in ["", "drop:phone"]',
        "measures": 'a list of measures, as in ["restricted", "closed:loan"]',
        "seeds": "a list of whole numbers, as in [1, 2]",
        "residents": f"a whole number from 1 to {MOST_RESIDENTS:,}",
        "on-day": "a whole number from 0 on, counted from the record's own day",
        "tables": "the path of agency tables: a folder or a SQLite file",
    }
)
"""What a study may say, and what is expected of each."""

Item = TypeVar("Item", str, int)

_NEEDED = ("worlds", "measures")


class StudiedWorld(NamedTuple):
    """A world of a study, with what its measures are there, and its people where they are somebody's own."""

    world: World
    measures: tuple[Measure, ...]
    tables: Tables | None


class Study(NamedTuple):
    """A study that was read and found right; `remarks` are what its reader should know of the tables."""

    name: str
    title: str
    worlds: tuple[StudiedWorld, ...]
    what_ifs: tuple[str, ...]
    seeds: tuple[int, ...]
    residents: int | None
    on_day: int | None
    remarks: tuple[str, ...]


def bundled_studies() -> dict[str, Path]:
    """The studies that come with the tool, by name."""
    folder = Path(str(resources("sample_data"))) / "studies"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find_study(name: str) -> Path:
    """The file of a study: a path, or a bundled study's name.

    Raises:
        UnknownNameError: there is neither.
    """
    bundled = bundled_studies()
    if Path(name).is_file():
        return Path(name)
    if name in bundled:
        return bundled[name]
    expected = f"a file, or one of {', '.join(bundled)}"
    raise UnknownNameError(Place("study"), safe_text(name) or "a blank", expected, nearest(name[:80], bundled))


def read_study(path: Path) -> Study:
    """The study of a file, with its worlds and tables.

    Raises:
        BadWorldError: with every fault: file, row, key, what was found, what was expected, the nearest right name.
    """
    reader = _StudyReader(path, read_text(path))
    study = reader.study()
    if reader.faults:
        raise BadWorldError(f"{path.name}: {len(reader.faults)} fault(s)", reader.faults)
    return study


class _StudyReader:
    """Reads one study, collecting its faults."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.file_text = path, text
        self.faults = list[FaultError]()
        self.remarks = list[str]()
        self.lines = lines_of(text)
        self.raw: dict[str, Any] = {}
        try:
            self.raw = parse_toml(path.name, text)
        except BadTableError as fault:
            self.faults.append(fault)
        self.faults += guard_toml(path.name, self.lines, self.raw)

    def fault(self, key: str, found: str, expected: str, near: str = "", item: str = "") -> None:
        """Keep a fault of a key; `item` is the text in its list that it is about."""
        place = Place(self.path.name, self._line(key, item), safe_text(key))
        self.faults.append(BadTableError(place, found, expected, near))

    def _line(self, key: str, item: str) -> int | None:
        """The line of a key, or of an item in its list as far as it can be found."""
        first = line_of(self.lines, key)
        if first is None or not item:
            return first
        start = sum(len(line) + 1 for line in self.file_text.split("\n", first)[: first - 1])
        written = (json.dumps(item, ensure_ascii=False), f"'{item}'")
        places = [place for text in written if (place := self.file_text.find(text, start)) >= 0]
        return self.file_text.count("\n", 0, min(places)) + 1 if places else first

    def study(self) -> Study:
        """The study; what it says is right only where there are no faults."""
        empty = Study(self.path.stem, "", (), (), (), None, None, ())
        if self.faults:
            return empty
        self.check_keys()
        names, measures = self.texts_of("worlds"), self.texts_of("measures")
        what_ifs = self.texts_of("what-ifs", blank=True) or ("",)
        seeds = self.seeds()
        residents = self.number("residents", 1, MOST_RESIDENTS)
        on_day = self.number("on-day", 0, _MOST_DAY)
        title, tables = self.text("title"), self.text("tables")
        self.check_size(len(names) * len(what_ifs) * len(measures) * len(seeds))
        worlds = self.worlds(names, what_ifs, measures, tables)
        study = Study(self.path.stem, title, worlds, what_ifs, seeds, residents, on_day, tuple(self.remarks))
        return empty if self.faults else study

    def check_keys(self) -> None:
        """Keep a fault for each key that means nothing, for those that lack, and for tables beside invented people."""
        for key in self.raw:
            if key not in KEYS:
                self.fault(key, "an unknown key", f"one of {', '.join(KEYS)}", nearest(key[:80], KEYS))
        for key in _NEEDED:
            if key not in self.raw:
                self.fault(key, "nothing", KEYS[key])
        for key in ("seeds", "residents"):
            if key in self.raw and "tables" in self.raw:
                self.fault(key, "invented people beside tables", "one of the two: tables bring their own people")

    def text(self, key: str) -> str:
        """The text of a key; blank where it isn't there, or holds anything else, which is a fault."""
        value = self.raw.get(key, "")
        if key in self.raw and not (isinstance(value, str) and value.strip()):
            self.fault(key, _shown(value), KEYS[key])
            return ""
        return str(value).strip()

    def texts_of(self, key: str, blank: bool = False) -> tuple[str, ...]:
        """The texts of a key's list; a fault for whatever else stands there, and for what stands there twice."""
        items = self.items_of(key, lambda item: isinstance(item, str) and (blank or bool(item.strip())))
        return self.without_repeats(key, [item.strip() for item in items])

    def items_of(self, key: str, fits: Callable[[Any], bool]) -> list[Any]:
        """The items of a key's list that fit."""
        if key not in self.raw:
            return []
        value = self.raw[key]
        if not isinstance(value, list) or not value:
            self.fault(key, _shown(value), KEYS[key])
            return []
        for item in value:
            if not fits(item):
                self.fault(key, _shown(item), KEYS[key], item=item if isinstance(item, str) else "")
        return [item for item in value if fits(item)]

    def without_repeats(self, key: str, items: Iterable[Item]) -> tuple[Item, ...]:
        """Each item once; a fault for those that stand there again."""
        numbers = Counter(items)
        for item, number in numbers.items():
            if number > 1:
                self.fault(key, f"{_shown(item)} {number} times", "each once", item=str(item))
        return tuple(numbers)

    def seeds(self) -> tuple[int, ...]:
        """The seeds; 1 where none is named."""
        seeds = self.items_of("seeds", lambda item: type(item) is int and abs(item) <= _MOST_SEED)
        return self.without_repeats("seeds", seeds) or (1,)

    def number(self, key: str, least: int, most: int) -> int | None:
        """The whole number of a key; None where it isn't there."""
        value = self.raw.get(key)
        if value is None or (type(value) is int and least <= value <= most):
            return value
        self.fault(key, _shown(value), KEYS[key])
        return None

    def check_size(self, rows: int) -> None:
        """Keep a fault where the table would be too large."""
        if rows > MOST_ROWS:
            found = f"{rows:,} combinations of worlds, what-ifs, measures and seeds"
            self.fault("what-ifs", found, f"at most {MOST_ROWS:,}: part the study in two")

    def worlds(
        self, names: Iterable[str], what_ifs: Iterable[str], measures: Iterable[str], path: str
    ) -> tuple[StudiedWorld, ...]:
        """The worlds of a study, each with its measures and tables."""
        studied = []
        by_hash: dict[tuple[str, str], str] = {}
        for name in names:
            world = self.world(name)
            if world is None:
                continue
            first = by_hash.setdefault((world.id, fingerprint(world)), name)
            if first != name:
                self.fault("worlds", f"{_shown(name)}, the same as {_shown(first)}", "each world once", item=name)
            tables = self.tables(world, path)
            asked = world if tables is None else paired_world(world, tables)
            for text in what_ifs:
                self.check_what_if(text, asked)
            read = tuple(measure for text in measures if (measure := self.measure(text, asked)) is not None)
            studied.append(StudiedWorld(asked, read, tables))
        return tuple(studied)

    def world(self, name: str) -> World | None:
        """The world of a name: a folder beside the study, else as every verb finds it."""
        beside = self.path.parent / name
        try:
            return folders.load(beside if folders.holds_world(beside) else name).everything
        except UnknownNameError as error:
            self.fault("worlds", _shown(name), error.expected, error.nearest, name)
        except BadWorldError as error:
            found = f"{_shown(name)}, a world with {len(error.lines())} fault(s): {error.lines()[0]}"
            self.fault("worlds", found, "a world without faults ('linkage check' names them all)", item=name)
        except LinkageError as error:
            self.fault("worlds", f"{_shown(name)}: {error}", "a world that can be read", item=name)
        return None

    def tables(self, world: World, given: str) -> Tables | None:
        """The tables whose people are counted in a world: those that the study names, or in the world's folder."""
        beside, path = self.path.parent / given, given or world.own_tables
        asked = [key for key in ("seeds", "residents") if key in self.raw]
        if given and beside.exists():
            path = str(beside)
        elif path and not given and asked:
            self.remarks.append(f"{' and '.join(asked)} asks for invented people: the tables in {path} are left aside.")
            return None
        if not path:
            return None
        try:
            tables = agency_reader.read(world, Path(path))
        except LinkageError as error:
            first = error.lines()[0] if isinstance(error, BadWorldError) else str(error)
            self.fault("tables", f"'{safe_text(path)}': {safe_text(first, 300)}", f"agency tables of world {world.id}")
            return None
        self.remarks += tables.remarks
        return tables

    def check_what_if(self, text: str, world: World) -> None:
        """Keep a fault for whatever a what-if says that a world can't do."""
        found_faults = check_text(text, world)
        for found, expected, near in found_faults:
            self.fault("what-ifs", f"{found} (world {world.id})", expected, near, text)
        if not found_faults:
            try:
                under(world, text)
            except LinkageError as error:
                self.fault("what-ifs", f"{_shown(text)}: {error}", f"a what-if of world {world.id}", item=text)

    def measure(self, text: str, world: World) -> Measure | None:
        """What a measure counts in a world."""
        try:
            return read_measure(text, world)
        except LinkageError:
            known = measure_names(world)
            near = nearest(text[:80], known)
            shown = f"{', '.join(known[:6])}, … ({len(known)} in all)"
            self.fault("measures", _shown(text), f"a measure of world {world.id}: {shown}", near, text)
            return None


def _shown(value: object) -> str:
    """A value as a fault may show it."""
    if isinstance(value, str):
        return f"'{safe_text(value)}'" if value.strip() else "a blank text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if abs(value) <= _MOST_SEED else "a number that is too large"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "a table" if isinstance(value, dict) else f"a {type(value).__name__}"
