"""A lesson on paper: worksheet, answer key, or handout, each one HTML file that needs no server and no script.

The worksheet holds no answer. The key opens all of them, with the teacher's notes and the command that shows each. The
handout is for pupils on their own: answers are folded in, and the browser unfolds them without a script. Every answer
was found by the engine when the file was made.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from linkage.answers.exports.provenance import stamp_of_world
from linkage.drawing.markup import element, escape
from linkage.lessons.lesson_answers import Choice, Reveal, reveal
from linkage.lessons.lesson_model import Lesson, Stop
from linkage.lessons.puzzle_view import PuzzleView, pose
from linkage.lessons.viewpoints import Quoted, Side, sides
from linkage.vocabulary import LABEL
from linkage.world.atomic_write import write_file
from linkage.world.model import World
from linkage.world.what_if.parser import under

FORMS = ("worksheet", "key", "handout")
"""What a lesson can be made into."""

_LINES = 3
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "worksheet": "Worksheet",
        "key": "Answer key",
        "handout": "Handout",
        "name": "Name",
        "look": "In the app",
        "several": "There may be more than one, or none.",
        "one": "One of these.",
        "write": "Write your answer here",
        "choose": "What can be removed",
        "answer": "Answer",
        "solutions": "What solves it",
        "more": "and {more} more",
        "hints": "Hints, from a nudge to nearly the answer",
        "hint": "Hint {number}",
        "note": "For the teacher",
        "check": "Check it",
        "switch": "Switch it on",
        "unseen": "in our words: the text was not seen",
        "minutes": "{minutes} minutes, with the world “{world}”",
    }
)


def sheet(lesson: Lesson, world: World, form: str = "worksheet") -> str:
    """The whole file as HTML text.

    Args:
        form: one of `FORMS`.

    Raises:
        LinkageError: a question or puzzle that has no answer in this world.
    """
    made = _Sheet(world.everything, form)
    body = made.head(lesson) + "".join(made.stop(number, stop) for number, stop in enumerate(lesson.stops, start=1))
    body += element("footer", "<br/>".join(map(escape, stamp_of_world(under(world)))))
    style = (files("linkage.lessons") / "worksheet.css").read_text("utf-8")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=policy)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escape(f"{lesson.title} - {_WORDS[form]}"))
        + f"<style>{style}</style>"
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body class="{form}">{body}</body></html>\n'


def save(lesson: Lesson, world: World, path: Path, form: str = "worksheet") -> None:
    """Write the file: beside its place first, then renamed."""
    write_file(path, sheet(lesson, world, form))


class _Sheet:
    """One file in the making."""

    def __init__(self, world: World, form: str) -> None:
        self.world, self.form = world, form

    def head(self, lesson: Lesson) -> str:
        """Title, what it is for, and the label."""
        minutes = _WORDS["minutes"].format(minutes=lesson.minutes, world=self.world.title)
        name = element("p", f"{_WORDS['name']}: <span></span>", class_="name") if self.form == "worksheet" else ""
        return element(
            "header",
            element("p", escape(f"{_WORDS[self.form]} - {minutes}"), class_="kind")
            + element("h1", escape(lesson.title))
            + element("p", escape(lesson.about))
            + name
            + element("p", escape(LABEL), class_="label"),
        )

    def stop(self, number: int, stop: Stop) -> str:
        """One stop: its sentence, where to look, and what there is to do."""
        parts = [element("h2", f"<b>{number}</b> {escape(stop.say)}")]
        parts.append(element("p", f"{_WORDS['look']}: {element('code', escape(stop.view.address))}", class_="look"))
        if stop.note and self.form == "key":
            parts.append(element("p", f"<b>{_WORDS['note']}:</b> {escape(stop.note)}", class_="note"))
        if stop.question:
            parts.append(self.question(reveal(self.world, stop.question)))
        if stop.puzzle:
            parts.append(self.puzzle(pose(self.world, stop.puzzle)))
        if stop.discuss:
            parts.append(self.talk(stop.discuss.ask, sides(self.world, stop.discuss)))
        return element("section", "".join(parts))

    def question(self, found: Reveal) -> str:
        """A question with its choices, and its answer where the form shows one."""
        asked = element("p", escape(found.ask), class_="ask")
        hint = element("p", _WORDS["several" if found.several else "one"], class_="hint")
        return asked + hint + self.choices(found.choices, found.right) + self.answered(lambda: _because(found))

    def choices(self, choices: Iterable[Choice], right: Iterable[str]) -> str:
        """A box for each choice; on the key the right ones are ticked, by sign and by words."""
        ticked = set(right) if self.form == "key" else set()
        listed = (
            element(
                "li", escape(each.label) + (" <b>✔ right</b>" if each.id in ticked else ""), class_=_tick(each, ticked)
            )
            for each in choices
        )
        return element("ul", "".join(listed), class_="choices")

    def puzzle(self, found: PuzzleView) -> str:
        """A puzzle with what may be removed; hints and solutions where the form shows them."""
        asked = element("p", escape(found.ask), class_="ask") + element("p", escape(found.task), class_="hint")
        chosen = element("h3", _WORDS["choose"]) + self.choices(found.choices, ())
        hints = "" if self.form == "worksheet" else self.hints(found.hints)
        return asked + chosen + hints + self.answered(lambda: _solved(found))

    def hints(self, hints: Iterable[str]) -> str:
        """The hints: one after the other on the handout, all at once on the key."""
        if self.form == "key":
            listed = "".join(element("li", escape(each)) for each in hints)
            return element("h3", _WORDS["hints"]) + element("ol", listed)
        return "".join(
            element("details", element("summary", _WORDS["hint"].format(number=number)) + element("p", escape(each)))
            for number, each in enumerate(hints, start=1)
        )

    def answered(self, made: Callable[[], str]) -> str:
        """An answer: open on the key, folded on the handout, lines to write on on the worksheet."""
        if self.form == "worksheet":
            return element("div", "<hr/>" * _LINES, class_="lines", aria_label=_WORDS["write"])
        title = _WORDS["answer"]
        if self.form == "key":
            return element("div", element("h3", title) + made(), class_="answer")
        return element("details", element("summary", title) + made(), class_="answer")

    def talk(self, ask: str, found: Iterable[Side]) -> str:
        """A discussion: its question, and all sides next to each other."""
        cards = "".join(element("article", _side(each)) for each in found)
        lines = element("div", "<hr/>" * _LINES, class_="lines") if self.form == "worksheet" else ""
        return element("p", escape(ask), class_="ask") + element("div", cards, class_="sides") + lines


def _tick(choice: Choice, ticked: set[str]) -> str | None:
    return "right" if choice.id in ticked else None


def _because(found: Reveal) -> str:
    reasons = "".join(element("li", escape(each)) for each in found.because)
    return (
        element("p", element("b", escape(found.answer)))
        + (element("ul", reasons) if reasons else "")
        + element("p", f"{_WORDS['check']}: {element('code', escape(found.command))}", class_="look")
    )


def _solved(found: PuzzleView) -> str:
    labels = {choice.id: choice.label for choice in found.choices}
    listed = "".join(
        element("li", "<br/>".join(escape(labels.get(each, each)) for each in solution)) for solution in found.solutions
    )
    more = element("p", escape(_WORDS["more"].format(more=found.more))) if found.more else ""
    check = element("p", f"{_WORDS['check']}: {element('code', escape(found.command))}", class_="look")
    return element("p", element("b", _WORDS["solutions"])) + element("ul", listed) + more + check


def _side(side: Side) -> str:
    switch = f"{_WORDS['switch']}: {element('code', escape(side.what_if))}" if side.what_if else ""
    return (
        element("h3", escape(side.title))
        + element("p", escape(side.says))
        + "".join(map(_quote, side.quotes))
        + (element("p", switch, class_="look") if switch else "")
    )


def _quote(quote: Quoted) -> str:
    if quote.seen:
        return element("p", f"<q>{escape(quote.text)}</q> {element('cite', escape(quote.source))}", class_="quote")
    unseen = element("cite", escape(f"{quote.source} ({_WORDS['unseen']})"))
    return element("p", f"{escape(quote.text)} {unseen}", class_="quote")
