"""What a pupil's phone shows of the place where the class is, as values: the step, its question, the story behind.

The place is small and asked for every other second; the story is fetched once and shown as far as the class has come.
An answer is sent only once the presenter has shown it. Knows no Flask.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from dashboard.classroom.class_place import PresenterPlace
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.stage.stage_view import stage_view
from dashboard.services.app_context import AppContext
from dashboard.shell.page_frame import page_question
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import State, address, read_address
from linkage.errors import LinkageError
from linkage.lessons.lesson_model import Lesson

Json = dict[str, Any]

STORY_PAGES = ("stage", "why", "join", "what-if")
"""The pages that show one record's story; the others show a city or a world."""
_STEP_FIELDS = ("sentence", "when", "status", "badge", "quotes")
_ROW_FIELDS = (
    "service", "effect", "rule", "name", "sentence", "word", "whom", "with", "when", "counts", "at", "proof", "weakest",
)  # fmt: skip


class StoryPlace(NamedTuple):
    """A story's question, and the place in it: by waves and steps, or by day; or all of it."""

    state: State
    is_whole: bool


def place_json(context: AppContext, lesson_view: LessonView, place: PresenterPlace | None, edition: int = 0) -> Json:
    """What a phone shows of a place, but for its story.

    Args:
        edition: how often a world of the app has changed: the same story is another one then.
    """
    if place is None:
        return {"shared": False}
    lesson = _lesson(lesson_view, place.state)
    step = _lesson_step(lesson_view, lesson, place.state) if lesson else {}
    story = story_place(context, lesson_view, place)
    open_state = replace(place.state, guess="", told="")
    return {
        "shared": True,
        "page": place.page,
        "title": PAGES[place.page].title,
        "open": PAGES[place.page].path + address(open_state),
        **step,
        **(_story_fields(story, edition) if story else {}),
    }


def story_place(context: AppContext, lesson_view: LessonView, place: PresenterPlace) -> StoryPlace | None:
    """The story that is on the screen at a place; behind a lesson's step, once its question is answered."""
    page, state = place.page, place.state
    if page == "lessons":
        lesson = _lesson(lesson_view, state)
        step = _lesson_step(lesson_view, lesson, state) if lesson else {}
        if lesson is None or (step.get("question") and not step["told"]):
            return None
        view = lesson.stops[step["part"] - 1].view
        shown = read_address(view.address.partition("?")[2])[0]
        page, state = view.page, replace(shown, lang=state.lang, names=state.names)
    if page not in STORY_PAGES:
        return None
    try:
        question = page_question(context, address(state)).state
    except LinkageError:
        return None
    kept = replace(question, wave=state.wave, step=state.step, on_day=state.on_day)
    return StoryPlace(kept, page != "stage")


def story_key(state: State, edition: int) -> str:
    """The text by which a phone knows a story again."""
    return f"{edition} {address(state.bare)}"


def _story_fields(story: StoryPlace, edition: int) -> Json:
    state = story.state
    return {
        "story": story_key(state, edition),
        "whole": story.is_whole,
        "wave": state.wave,
        "step": state.step,
        "day": state.on_day,
        "why": state.why.partition("/")[0],
    }


def _lesson(lesson_view: LessonView, state: State) -> Lesson | None:
    try:
        return lesson_view.lesson(state.lesson) if state.lesson else None
    except LinkageError:
        return None


def _lesson_step(lesson_view: LessonView, lesson: Lesson, state: State) -> Json:
    """A lesson's step with its task; the right answers only where they are shown."""
    shown = lesson_view.json(lesson, state.names)
    part = min(max(1, state.part), len(shown["stops"]))
    stop = shown["stops"][part - 1]
    told = state.told == "yes"
    return {
        "lesson": lesson.id,
        "lessonTitle": shown["title"],
        "part": part,
        "parts": len(shown["stops"]),
        "say": stop["say"],
        "told": told,
        "question": _question(stop.get("question", {}), told),
        "task": _task(stop),
    }


def _question(question: Json, told: bool) -> Json | None:
    if "choices" not in question:
        return None
    fields = ("ask", "several", "choices", *(("right", "because") if told else ()))
    return {field: question[field] for field in fields}


def _task(stop: Json) -> Json | None:
    """A puzzle or something to discuss: what is asked, and what each side says."""
    task = stop.get("puzzle") or stop.get("discuss")
    if not task:
        return None
    sides = [[side["title"], side["says"]] for side in task.get("sides", ())]
    return {"ask": task["ask"], "says": task.get("task", ""), "sides": sides}


def phone_story(context: AppContext, state: State, edition: int = 0) -> Json:
    """A story as a phone shows it: the stage's answer without its pictures and what only they need."""
    shown = stage_view(context, state)
    rows = [*shown["doors"], *(row for row in shown["effects"] if not row["again"])]
    steps = [_only(step, _STEP_FIELDS) for step in shown["steps"]]
    quoted = {quote for step in steps for quote in step["quotes"]}
    return {
        "key": story_key(state, edition),
        **_only(shown, ("title", "worldTitle", "label", "opening", "difference", "headline", "signs")),
        "waves": [_only(wave, ("end", "sentence")) for wave in shown["waves"]],
        "steps": steps,
        "rows": [_only(row, _ROW_FIELDS) for row in rows],
        "days": _days(shown["days"]),
        "quotes": {name: quote for name, quote in shown["quotes"].items() if name in quoted},
    }


def _days(days: Json) -> list[Json]:
    """For each stretch of days: from when, what it is in a sentence, the number in the headline, what is closed."""
    return [
        {
            "from": day,
            "sentence": stretch["sentence"],
            "shut": stretch["shut"],
            "closed": [
                days["rows"][row]["id"].removeprefix("service:")
                for row in stretch["rows"]
                if days["rows"][row]["state"] == "shut"
            ],
        }
        for day, stretch in zip(days["stops"], days["stretches"], strict=True)
    ]


def _only(row: Json, names: Iterable[str]) -> Json:
    return {name: row[name] for name in names if name in row}
