"""A lesson as a worksheet, an answer key or a handout: one HTML file each, which needs no server and no script.

The worksheet holds no answer. The key opens all of them, with the teacher's notes and the command that shows each. The
handout is for pupils on their own: answers are folded in, and the browser unfolds them without a script. Every answer
was found by the engine when the file was made. Beside a task stands the step's map: what the app shows before the
answer, on the key what it shows after it; and a QR code leads to the lesson in the app.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.resources import files
from types import MappingProxyType

from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.drawing.layout.geometry import Canvas
from linkage.drawing.markup import element, escape
from linkage.drawing.qr_code import qr_code
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import StaticImage, svg
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_case import Choice, LessonAnswer
from linkage.lessons.lesson_model import Lesson, LessonStop
from linkage.lessons.puzzle_view import PuzzleView, puzzle_view
from linkage.lessons.step_map import lit_scene, step_map
from linkage.lessons.viewpoints import QuotedText, Viewpoint, viewpoints
from linkage.world.model import World
from linkage.world.what_if.parser import under

FORMS = ("worksheet", "key", "handout")
"""The forms of a lesson on paper."""

USUAL_ADDRESS = "http://127.0.0.1:8050"
"""Where the app is found unless it is said: `linkage serve` on this machine."""

_LINES = 2
_BESIDE = Canvas(560, 300, (22, 20, 18, 16.5, 15, 14, 13))
"""The room for a small map beside its task on paper."""

_ACROSS = Canvas(1000, 470, (19, 17.5, 16, 15, 14, 13, 12.2))
"""The same for a large one, as wide as the page."""

_SMALL_MAP = 9
"""So many boxes can be read beside a task."""
_MANY_MAPS = 3
"""From so many large maps on they are printed a little smaller, so that a worksheet stays on two pages."""

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "worksheet": "Worksheet",
        "key": "Answer key",
        "handout": "Handout",
        "name": "Name",
        "scan": "Scan, or type this address; the numbers here are the lesson's steps there.",
        "look": "In the app",
        "map": "The map so far",
        "map_key": "The map with the answer",
        "as_before": "The map is that of step {number}.",
        "several": "Choose all that apply.",
        "one": "Choose one.",
        "write": "Write your answer here",
        "reason": "Because",
        "choose": "What can be removed",
        "answer": "Answer",
        "solutions": "What solves it",
        "more": "and {more} more",
        "hints": "Hints, from gentle to nearly the answer",
        "hint": "Hint {number}",
        "note": "For the teacher",
        "check": "Check it",
        "switch": "Try it in What-if",
        "unseen": "in our words: we have not seen the text",
        "minutes": "{minutes} minutes, with the world “{world}”",
    }
)


def worksheet(lesson: Lesson, world: World, form: str = "worksheet", address: str = USUAL_ADDRESS) -> str:
    """A lesson as HTML text, in one form.

    Args:
        form: one of `FORMS`.
        address: where the class finds the app.

    Raises:
        LinkageError: a question or puzzle that has no answer in this world.
    """
    page = _Worksheet(world.everything, form, address.rstrip("/"), lesson.counted_services)
    body = page.head(lesson) + "".join(page.stop(number, stop) for number, stop in enumerate(lesson.stops, start=1))
    body += element("footer", "<br/>".join(map(escape, world_provenance(under(world)))))
    style = styles() + (files("linkage.lessons") / "worksheet.css").read_text("utf-8")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=policy)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escape(f"{lesson.title} - {_LABELS[form]}"))
        + f"<style>{style}</style>"
    )
    kind = f"{form} many-maps" if form == "worksheet" and body.count('class="across"') >= _MANY_MAPS else form
    page_html = f'<head>{head}</head>\n<body class="{kind}">{body}</body>'
    return f'<!doctype html>\n<html lang="en" data-theme="light">{page_html}</html>\n'


class _Worksheet:
    """Writes the parts of one file."""

    def __init__(self, world: World, form: str, address: str, counted: Collection[str]) -> None:
        self.world, self.form, self.address = world, form, address
        self._counted = counted
        self._drawn: dict[str, int] = {}  # each map that stands on the sheet, and the step that it stands at

    def head(self, lesson: Lesson) -> str:
        """The head: the form and minutes, the title, what the lesson is about, and the label."""
        minutes = _LABELS["minutes"].format(minutes=lesson.minutes, world=self.world.title)
        name = element("p", f"{_LABELS['name']}: <span></span>", class_="name") if self.form == "worksheet" else ""
        address = f"{self.address}/lessons?lesson={lesson.id}"
        scan = element("p", _LABELS["scan"] + "<br/>" + element("code", escape(address)))
        return element(
            "header",
            element("div", qr_code(address) + scan, class_="scan")
            + element("p", escape(f"{_LABELS[self.form]} - {minutes}"), class_="kind")
            + element("h1", escape(lesson.title))
            + element("p", escape(lesson.about))
            + name
            + element("p", escape(self.world.label_line), class_="label"),
        )

    def stop(self, number: int, stop: LessonStop) -> str:
        """One stop: its sentence, its view, and its task."""
        parts = [element("h2", f"<b>{number}</b> {escape(stop.say)}")]
        if self.form == "key":
            address = element("code", escape(self.address + stop.view.address))
            parts.append(element("p", f"{_LABELS['look']}: {address}", class_="look"))
        parts.append(self.map(number, stop))
        if stop.note and self.form == "key":
            parts.append(element("p", f"<b>{_LABELS['note']}:</b> {escape(stop.note)}", class_="note"))
        if stop.question:
            parts.append(self.question(answer_question(self.world, stop.question)))
        if stop.puzzle:
            parts.append(self.puzzle(puzzle_view(self.world, stop.puzzle), stop.puzzle.protect in self._counted))
        if stop.discuss:
            parts.append(self.discussion(stop.discuss.ask, viewpoints(self.world, stop.discuss)))
        return element("section", "".join(parts))

    def map(self, number: int, stop: LessonStop) -> str:
        """The map of a step; none where it shows only the record at home, or where no map is looked at."""
        if stop.discuss:
            return ""
        shown = step_map(self.world, stop)
        is_key = self.form == "key"
        scene, lights = (shown.scene_after, shown.lights_after) if is_key else (shown.scene, shown.lights)
        home_only = not any(part.startswith("link:") for part in lights)
        if not (stop.question or stop.puzzle) and (home_only or stop.view.page != "stage"):
            return ""
        if is_key or not (stop.question or stop.puzzle):
            scene = lit_scene(scene, lights)
        is_small = len(scene.nodes) <= _SMALL_MAP
        wrong = frozenset(part for part, classes in lights.items() if "wrong" in classes)
        image = StaticImage(lights, wrong, small=True)
        drawn = svg(scene, canvas=_BESIDE if is_small else _ACROSS, image=image)
        first = self._drawn.setdefault(drawn, number)
        if first != number:
            return element("p", _LABELS["as_before"].format(number=first), class_="hint")
        caption = element("figcaption", _LABELS["map_key" if is_key else "map"])
        return element("figure", drawn + caption, class_="beside" if is_small else "across")

    def question(self, answer: LessonAnswer) -> str:
        """A question with its choices, and its answer where the form shows one."""
        ask = element("p", escape(answer.ask), class_="ask")
        hint = element("p", _LABELS["several" if answer.several else "one"], class_="hint")
        return ask + hint + self.choices(answer.choices, answer.right) + self.answer(lambda: _answer_html(answer), 1)

    def choices(self, choices: Iterable[Choice], right: Iterable[str]) -> str:
        """A list of choices; on the key the right ones are ticked, by sign and by words."""
        ticked = set(right) if self.form == "key" else set()
        listed = (
            element(
                "li",
                escape(choice.label) + (" <b>✔ right</b>" if choice.id in ticked else ""),
                class_=_choice_class(choice, ticked),
            )
            for choice in choices
        )
        return element("ul", "".join(listed), class_="choices")

    def puzzle(self, puzzle: PuzzleView, is_counted: bool) -> str:
        """A puzzle with what may be removed; hints and solutions where the form shows them.

        Args:
            is_counted: a question of the lesson asks how few removals are enough: then no form says it but the key.
        """
        task = puzzle.task_without_number if is_counted and self.form != "key" else puzzle.task
        ask = element("p", escape(puzzle.ask), class_="ask") + element("p", escape(task), class_="hint")
        choices = element("h3", _LABELS["choose"]) + self.choices(puzzle.choices, ())
        hints = "" if self.form == "worksheet" else self.hints(puzzle.hints)
        return ask + choices + hints + self.answer(lambda: _solutions_html(puzzle))

    def hints(self, hints: Iterable[str]) -> str:
        """The hints: one after the other on the handout, all at once on the key."""
        if self.form == "key":
            listed = "".join(element("li", escape(hint)) for hint in hints)
            return element("h3", _LABELS["hints"]) + element("ol", listed)
        return "".join(
            element("details", element("summary", _LABELS["hint"].format(number=number)) + element("p", escape(hint)))
            for number, hint in enumerate(hints, start=1)
        )

    def answer(self, content: Callable[[], str], lines: int = _LINES) -> str:
        """An answer: open on the key, folded on the handout, lines for a reason on the worksheet."""
        if self.form == "worksheet":
            return element(
                "div", _LABELS["reason"] + "<hr/>" * lines, class_="lines reason", aria_label=_LABELS["write"]
            )
        title = _LABELS["answer"]
        if self.form == "key":
            return element("div", element("h3", title) + content(), class_="answer")
        return element("details", element("summary", title) + content(), class_="answer")

    def discussion(self, ask: str, sides: Iterable[Viewpoint]) -> str:
        """A discussion: its question, and all viewpoints side by side."""
        cards = "".join(element("article", _viewpoint_html(side)) for side in sides)
        lines = element("div", "<hr/>" * _LINES, class_="lines") if self.form == "worksheet" else ""
        return element("p", escape(ask), class_="ask") + element("div", cards, class_="sides") + lines


def _choice_class(choice: Choice, ticked: set[str]) -> str | None:
    return "right" if choice.id in ticked else None


def _answer_html(answer: LessonAnswer) -> str:
    reasons = "".join(element("li", escape(reason)) for reason in answer.details)
    return (
        element("p", element("b", escape(answer.answer)))
        + element("p", escape(answer.because))
        + (element("ul", reasons) if reasons else "")
        + element("p", f"{_LABELS['check']}: {element('code', escape(answer.command))}", class_="look")
    )


def _solutions_html(puzzle: PuzzleView) -> str:
    labels = {choice.id: choice.label for choice in puzzle.choices}
    listed = "".join(
        element("li", "<br/>".join(escape(labels.get(removal, removal)) for removal in solution))
        for solution in puzzle.solutions
    )
    more = element("p", escape(_LABELS["more"].format(more=puzzle.more))) if puzzle.more else ""
    check = element("p", f"{_LABELS['check']}: {element('code', escape(puzzle.command))}", class_="look")
    because = element("p", escape(puzzle.because))
    return element("p", element("b", _LABELS["solutions"])) + element("ul", listed) + more + because + check


def _viewpoint_html(side: Viewpoint) -> str:
    switch = f"{_LABELS['switch']}: {element('code', escape(side.what_if))}" if side.what_if else ""
    return (
        element("h3", escape(side.title))
        + element("p", escape(side.says))
        + "".join(map(_quote_html, side.quotes))
        + (element("p", switch, class_="look") if switch else "")
    )


def _quote_html(quote: QuotedText) -> str:
    if quote.seen:
        return element("p", f"<q>{escape(quote.text)}</q> {element('cite', escape(quote.source))}", class_="quote")
    unseen = element("cite", escape(f"{quote.source} ({_LABELS['unseen']})"))
    return element("p", f"{escape(quote.text)} {unseen}", class_="quote")
