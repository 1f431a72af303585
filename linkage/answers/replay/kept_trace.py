"""A trace that was kept as JSON: read back, with the question that its stamp says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkage.answers.exports.provenance_stamp import JSON_FORMAT
from linkage.answers.spread_question import Question
from linkage.errors import BadTableError, LinkageError, Place
from linkage.world.reading.csv_text import read_bytes, text_of
from linkage.world.reading.syntax_words import json_words
from linkage.world.real_data_guard import safe_text

MOST_BYTES = 100_000_000
_TEXTS = ("id", "kind", "database", "account", "subject", "record", "record_kind", "by")


@dataclass(frozen=True)
class KeptTrace:
    """What a file says: the answer, and the stamp by which it can be asked again."""

    name: str
    answer: dict[str, Any]
    stamp: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Its steps."""
        return list(self.answer["steps"])

    @property
    def effects(self) -> list[dict[str, Any]]:
        """Its effects."""
        return list(self.answer["effects"])

    @property
    def on_day(self) -> int | None:
        """The day that was asked about, if one was."""
        day: int | None = self.stamp["asked"].get("on_day")
        return day

    def question(self, tables: Path | None) -> Question:
        """The question that it answers, asked of these tables, or of the people of its seed.

        Raises:
            LinkageError: it was asked of somebody's own tables, and none are given.
        """
        asked, seed = self.stamp["asked"], self.stamp["seed"]
        if self.stamp.get("own_tables") and tables is None:
            raise LinkageError(f"{self.name} was asked of tables: name them with --tables.")
        if seed is None and tables is None:
            raise LinkageError(f"{self.name} says no seed, so its people can't be made again.")
        return Question(
            story=asked.get("story", ""),
            record_kind=asked.get("record", ""),
            resident=asked.get("resident", ""),
            what_if=",".join(asked.get("what_if", ())),
            seed=1 if seed is None else seed,
            seed_stated=tables is not None and seed is not None,
            residents=asked.get("residents"),
            with_own=asked.get("with_own", False),
            tables=tables,
        )


def read_kept_trace(path: Path) -> KeptTrace:
    """The trace that a file keeps.

    Raises:
        BadTableError: a file that isn't a stamped trace; the message names the field.
    """
    name = safe_text(path.name)
    text = text_of(read_bytes(path, MOST_BYTES), name)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        expected = "JSON, as `trace --format json` prints it"
        raise BadTableError(Place(name, line), json_words(text, error), expected) from error
    reader = _Reader(name)
    answer = reader.object("", told)
    stamp = reader.object("stamp", answer.pop("stamp", None))
    if not isinstance(stamp.get("format"), int) or stamp["format"] > JSON_FORMAT or stamp["format"] < 1:
        raise reader.fault("stamp.format", stamp.get("format"), f"a number up to {JSON_FORMAT}")
    if stamp.get("verb") != "trace":
        raise reader.fault("stamp.verb", stamp.get("verb"), "trace: only traces can be replayed")
    reader.stamp(stamp)
    for place, step in enumerate(reader.list("steps", answer.get("steps"))):
        reader.step(f"steps[{place}]", step)
    for place, effect in enumerate(reader.list("effects", answer.get("effects"))):
        reader.texts(f"effects[{place}]", effect, ("service", "effect", "subject", "rule", "step", "falls_on"))
    return KeptTrace(name, answer, stamp)


class _Reader:
    """Reads fields, and names the one that isn't what it should be."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fault(self, field: str, found: Any, expected: str) -> BadTableError:
        shown = "nothing" if found is None else safe_text(json.dumps(found, ensure_ascii=False), 60)
        return BadTableError(Place(self.name, None, field), shown, expected)

    def object(self, field: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(field, value, "an object, as `trace --format json` prints it")
        return dict(value)

    def list(self, field: str, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.fault(field, value, "a list")
        return value

    def texts(self, field: str, value: Any, names: tuple[str, ...]) -> None:
        held = self.object(field, value)
        for name in names:
            if not isinstance(held.get(name), str):
                raise self.fault(f"{field}.{name}", held.get(name), "a text")

    def whole(self, field: str, value: Any, may_lack: bool) -> None:
        if (value is not None or not may_lack) and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.fault(field, value, "a whole number")

    def stamp(self, stamp: dict[str, Any]) -> None:
        self.texts("stamp", stamp, ("world", "hash", "linkage"))
        self.whole("stamp.seed", stamp.get("seed"), True)
        asked = self.object("stamp.asked", stamp.get("asked"))
        self.texts("stamp.asked", asked, tuple(name for name in ("story", "record", "resident") if name in asked))
        for name in ("on_day", "residents"):
            self.whole(f"stamp.asked.{name}", asked.get(name), True)
        for place, text in enumerate(self.list("stamp.asked.what_if", asked.get("what_if", []))):
            if not isinstance(text, str):
                raise self.fault(f"stamp.asked.what_if[{place}]", text, "a text")

    def step(self, field: str, step: Any) -> None:
        self.texts(field, step, _TEXTS)
        self.whole(f"{field}.day", step.get("day"), False)
        self.whole(f"{field}.until", step.get("until"), True)
        for place, cause in enumerate(self.list(f"{field}.causes", step.get("causes"))):
            if not isinstance(cause, str):
                raise self.fault(f"{field}.causes[{place}]", cause, "the id of a step")
        for place, joined in enumerate(self.list(f"{field}.joined", step.get("joined"))):
            self.texts(f"{field}.joined[{place}]", joined, ("identifier", "value"))
