"""A lesson's question with the answer that holds its spread, and the answer that is made of both, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from linkage.answers import sentences
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, under_what_if
from linkage.lessons.lesson_model import LessonQuestion, append_change
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import World

MAX_NAMES = 6
"""How many services a sentence names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question: its id, its text, and of a wrong one the misreading that leads to it."""

    id: str
    label: str
    misread: str = ""


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """The answer of a question: its choices, the ids of the right ones, why they are right, and the command.

    `because` is one sentence, about the step of the proof that decides; `details` are what else the engine says.
    """

    ask: str
    several: bool  # whether more than one may be right
    choices: tuple[Choice, ...]
    right: tuple[str, ...]
    because: str
    details: tuple[str, ...]
    command: str
    hints: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """The texts of the right choices."""
        return ", ".join(choice.label for choice in self.choices if choice.id in self.right)

    def with_hints(self, home: str, decisive: str) -> LessonAnswer:
        """The same answer with three hints: where the record begins, what decides, and a choice that is wrong."""
        wrong = next((choice.label for choice in self.choices if choice.id not in self.right), "")
        last = f"One choice that is not right: {wrong}." if wrong else "Every choice is right."
        return replace(self, hints=(home, decisive, last))


@dataclass(frozen=True)
class Case:
    """A lesson's question with the answer that holds its spread."""

    question: LessonQuestion
    world: World
    answer: Answer

    @property
    def subject(self) -> str:
        """The id of the record's subject."""
        return self.answer.subject

    @property
    def subject_name(self) -> str:
        """What the subject is called in sentences."""
        return self.answer.name

    @cached_property
    def called(self) -> dict[str, str]:
        """The names of people in sentences, by their ids."""
        return sentences.names(self.subject, self.subject_name)

    def closed_services(self) -> list[str]:
        """The services that are closed to the subject on some day."""
        return [service for service in self.answer.spread.closed(self.subject) if service in self.world.services]

    def closing_effects(self, services: Iterable[str] | None = None) -> list[Effect]:
        """The effects by which some services, or all that are, are closed to the subject."""
        wanted = None if services is None else set(services)
        return [
            effect
            for effect in self.answer.spread.effects
            if effect.subject == self.subject
            and effect.effect in CLOSING_EFFECTS
            and (wanted is None or effect.service in wanted)
        ]

    def refusals(self) -> list[Effect]:
        """The effects by which the question's service is closed to anybody."""
        service = self.question.service
        return [e for e in self.answer.spread.effects if e.effect in CLOSING_EFFECTS and e.service == service]

    def service_name(self, id_: str) -> str:
        """A service's name."""
        return name(self.world.services, id_)

    def service_names(self, ids: Iterable[str]) -> str:
        """The names of some services: the first few, and how many more."""
        named = [self.service_name(service) for service in ids]
        more = f" and {len(named) - MAX_NAMES} more" if len(named) > MAX_NAMES + 1 else ""
        return ", ".join(named[:MAX_NAMES] if more else named) + more

    def sentence(self, step: Step) -> str:
        """What a step says."""
        return sentences.sentence(self.answer.world, step, self.called)

    def effect_sentence(self, effect: Effect) -> str:
        """What an effect says, with its days."""
        return self.sentence(self.answer.spread.by_id[effect.step])

    def answer_after(self, change: str) -> Answer:
        """The answer for the same record of the same subject after one more change."""
        return under_what_if(self.answer, append_change(self.answer.what_if, change))

    def command(self, verb: str, *more: str, what_if: bool = True) -> str:
        """The `linkage` command that shows the spread of the question."""
        selection = self.question.selection
        parts = ["linkage", verb, self.world.id, *more]
        if selection.story:
            parts += ["--story", selection.story]
        elif selection.record:
            parts += ["--record", selection.record]
        parts += ["--resident", selection.resident] if selection.resident else []
        parts += ["--what-if", selection.what_if] if what_if and selection.what_if else []
        return " ".join(parts)

    def compare_command(self, change: str) -> str:
        """The `linkage compare` command for the question's spread with one more change."""
        plain = self.command("compare", what_if=False)
        before = self.question.selection.what_if
        after = append_change(before, change)
        return f"{plain} --what-if {before} --what-if {after}" if before else f"{plain} --what-if {after}"
