"""Reading a lesson's file: TOML into values, with every fault at once. Knows no world; `lint` checks names against one.

title = "One record, many doors"
about = "What pupils know afterwards."
world = "beijing"
story = "court-fine"      # or record = KIND; for all stops that name no other
minutes = 20

[[steps]]
say = "The sentence that everybody hears."
note = "What only the teacher reads."
view = { page = "why", why = "flight" }
question = { ask = "How many doors?", kind = "how-many-closed" }
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from linkage.answers.cuts.removals import USUAL
from linkage.errors import BadWorldError, nearest
from linkage.lessons.lesson_model import (
    PAGES,
    PARTS,
    QUESTION_KINDS,
    Discussion,
    Lesson,
    LessonPuzzle,
    LessonQuestion,
    LessonStop,
    RecordSelection,
    View,
)
from linkage.world.reading.toml_tables import EXPECTED, TableReader, read_text
from linkage.world.real_data_guard import safe_text

_SELECTION = {"story": "text", "record": "text", "resident": "text", "what_if": "text"}
_LESSON = {"title": "text!", "about": "text!", "world": "text!", "minutes": "number", "steps": "tables!", **_SELECTION}
_STOP = {"say": "text!", "note": "text", "view": "table", "question": "table", "puzzle": "table", "discuss": "table"}
_QUESTION = {
    "ask": "text!", "kind": "text!", "service": "text", "services": "texts", "removals": "texts", "readings": "texts",
    "change": "text", "day": "number", **_SELECTION,
}  # fmt: skip
_PUZZLE = {"ask": "text!", "protect": "text!", "most": "number!", "keep": "texts", "among": "texts", **_SELECTION}
_DISCUSSION = {"ask": "text!", "cards": "texts", "readings": "texts"}
_VIEW = {"page": "text", **dict.fromkeys(PARTS, "text")}
_NUMBERS_IN_VIEWS = ("wave", "step", "on-day", "proof")


def read_lesson(path: Path) -> Lesson:
    """The lesson of a file.

    Raises:
        BadWorldError: with every fault: file, row, column, found, expected, nearest.
    """
    text = read_text(path)
    return parse_lesson(text, path.name)


def parse_lesson(text: str, file: str) -> Lesson:
    """The lesson of a text; `file` names it in faults, and without its suffix is the lesson's id.

    Raises:
        BadWorldError: with every fault: file, row, column, found, expected, nearest.
    """
    reader = _Reader(file, text, "steps")
    lesson = reader.lesson()
    if reader.faults or lesson is None:
        raise BadWorldError(f"{file}: {len(reader.faults)} fault(s)", reader.faults)
    return lesson


class _Reader(TableReader):
    """Reads one lesson, collecting its faults."""

    def lesson(self) -> Lesson | None:
        if self.faults:
            return None
        id_ = self.name()
        raw = self.settings(self.raw, _LESSON, None, "")
        selection = _record_selection(raw, RecordSelection())
        steps = raw.get("steps", [])
        world = raw.get("world", "")
        stops = tuple(self.stop(table, index, selection, world) for index, table in enumerate(steps))
        if not any(stop.question for stop in stops) and not self.faults:
            self.fault(None, "steps", "no question", "at least one question to predict")
        if self.faults:
            return None
        return Lesson(id_, raw["title"], raw["about"], raw["world"], raw.get("minutes", 15), stops)

    def stop(self, raw: dict[str, Any], index: int, selection: RecordSelection, world: str) -> LessonStop:
        row = self.row(index)
        own = self.settings(raw, _STOP, row, "")
        tasks = [name for name in ("question", "puzzle", "discuss") if name in own]
        if len(tasks) > 1:
            self.fault(row, tasks[1], f"{' and '.join(tasks)} in one step", "one of them a step")
        return LessonStop(
            own.get("say", ""),
            own.get("note", ""),
            self.view(own.get("view", {}), row, selection, world),
            self.question(own["question"], row, selection) if "question" in own else None,
            self.puzzle(own["puzzle"], row, selection) if "puzzle" in own else None,
            self.discussion(own["discuss"], row) if "discuss" in own else None,
            row,
        )

    def view(self, raw: dict[str, Any], row: int | None, selection: RecordSelection, world: str) -> View:
        """The view of a stop; numbers may stand without quotation marks."""
        plain = {name: str(value) if type(value) is int and value >= 0 else value for name, value in raw.items()}
        own = self.settings(plain, _VIEW, row, "view")
        page = own.pop("page", "stage")
        if page not in PAGES:
            self.fault(row, "view.page", f"'{safe_text(page)}'", f"one of {', '.join(PAGES)}", nearest(page, PAGES))
        for name in _NUMBERS_IN_VIEWS:
            if name in own and not (own[name].isascii() and own[name].isdigit()):
                self.fault(row, f"view.{name}", f"'{safe_text(own[name])}'", EXPECTED["number"])
        if not {"story", "record"} & own.keys():
            record = {"record": selection.record, "resident": selection.resident}
            own |= {"story": selection.story} if selection.story else record
        if "what-if" not in own:
            own["what-if"] = selection.what_if
        parts = [("world", world), *((name, own[name]) for name in PARTS if own.get(name))]
        return View(page, tuple(parts))

    def question(self, raw: dict[str, Any], row: int | None, selection: RecordSelection) -> LessonQuestion:
        own = self.settings(raw, _QUESTION, row, "question")
        kind = own.get("kind", "")
        if kind not in QUESTION_KINDS:
            expected = f"one of {', '.join(QUESTION_KINDS)}"
            self.fault(row, "question.kind", f"'{safe_text(kind)}'", expected, nearest(kind, QUESTION_KINDS))
        else:
            needed, given = set(QUESTION_KINDS[kind][0]), set(own) - set(_SELECTION) - {"ask", "kind"}
            for name in sorted(needed - given):
                self.fault(row, f"question.{name}", "nothing", f"what '{kind}' asks about")
            for name in sorted(given - needed):
                self.fault(row, f"question.{name}", "something", f"nothing: '{kind}' has no use for it")
        return LessonQuestion(
            ask=own.get("ask", ""),
            kind=kind,
            selection=_record_selection(own, selection),
            service=own.get("service", ""),
            services=tuple(own.get("services", ())),
            removals=tuple(own.get("removals", ())),
            readings=tuple(own.get("readings", ())),
            change=own.get("change", ""),
            day=own.get("day"),
        )

    def puzzle(self, raw: dict[str, Any], row: int | None, selection: RecordSelection) -> LessonPuzzle:
        own = self.settings(raw, _PUZZLE, row, "puzzle")
        among = tuple(own.get("among", ())) or USUAL
        selected = _record_selection(own, selection)
        keep = tuple(own.get("keep", ()))
        return LessonPuzzle(own.get("ask", ""), selected, own.get("protect", ""), own.get("most", 1), keep, among)

    def discussion(self, raw: dict[str, Any], row: int | None) -> Discussion:
        own = self.settings(raw, _DISCUSSION, row, "discuss")
        return Discussion(own.get("ask", ""), tuple(own.get("cards", ())), tuple(own.get("readings", ())))


def _record_selection(raw: Mapping[str, Any], usual: RecordSelection) -> RecordSelection:
    """Whose record a table names, or the usual one; the what-if may change alone."""
    if "story" in raw or "record" in raw:
        return RecordSelection(
            raw.get("story", ""), raw.get("record", ""), raw.get("resident", ""), raw.get("what_if", "")
        )
    return RecordSelection(usual.story, usual.record, usual.resident, raw.get("what_if", usual.what_if))
