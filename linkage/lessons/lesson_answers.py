"""The answers of a lesson's questions, computed by the engine and never read from a file.

An answer has the choices of its question, the right ones among them, and the sentences that show why. Values in,
values out; the same world gives the same answer, and a changed world another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zlib import crc32

from linkage.answers import sentences
from linkage.answers.compare import change_sentences, compare, compare_closed_services
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.evidence_summary import is_second_hand
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, ask, under_what_if
from linkage.answers.trace import residual_copies, trace_report
from linkage.errors import LinkageError, unknown
from linkage.lessons.lesson_model import LessonQuestion, append_change
from linkage.population.tables import Tables
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, STATUSES, weakest
from linkage.world.model import World
from linkage.world.what_if.parser import parse

NONE = "none"
"""The id of the choice that no other one is right."""

_NUMBER_CHOICES = 4
_MAX_CUT_SIZE = 4
_MAX_NAMES = 6
"""How many closed services a sentence names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question: its id and its text."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """The answer of a question: its choices, the ids of the right ones, the reasons, and the command that shows it."""

    ask: str
    several: bool  # whether more than one may be right
    choices: tuple[Choice, ...]
    right: tuple[str, ...]
    because: tuple[str, ...]
    command: str

    @property
    def answer(self) -> str:
        """The texts of the right choices."""
        return ", ".join(choice.label for choice in self.choices if choice.id in self.right)


@dataclass(frozen=True)
class _Case:
    """A lesson's question with the answer that holds its spread."""

    question: LessonQuestion
    world: World
    answer: Answer

    @property
    def subject(self) -> str:
        return self.answer.subject

    @property
    def subject_name(self) -> str:
        return self.answer.name

    def closed_services(self) -> list[str]:
        return [door for door in self.answer.spread.closed(self.subject) if door in self.world.services]

    def service_name(self, id_: str) -> str:
        return name(self.world.services, id_)

    def service_names(self, ids: Iterable[str]) -> str:
        """The names of some services: the first few, and how many more."""
        named = [self.service_name(service) for service in ids]
        more = f" and {len(named) - _MAX_NAMES} more" if len(named) > _MAX_NAMES + 1 else ""
        return ", ".join(named[:_MAX_NAMES] if more else named) + more

    def answer_after(self, change: str) -> Answer:
        """The answer for the same record of the same subject after one more change."""
        return under_what_if(self.answer, append_change(self.answer.what_if, change))

    def command(self, verb: str, *more: str, what_if: bool = True) -> str:
        """The `linkage` command that shows the spread of the question."""
        selection = self.question.selection
        parts = ["linkage", verb, self.world.id, *more]
        parts += (
            ["--story", selection.story]
            if selection.story
            else ["--record", selection.record]
            if selection.record
            else []
        )
        parts += ["--resident", selection.resident] if selection.resident else []
        parts += ["--what-if", selection.what_if] if what_if and selection.what_if else []
        return " ".join(parts)


def answer_question(world: World, question: LessonQuestion, tables: Tables | None = None) -> LessonAnswer:
    """The answer of a lesson's question.

    Args:
        tables: agency tables to use again instead of the question's own.

    Raises:
        LinkageError: a name that isn't there, or a question that has no answer in this world.
    """
    everything = world.everything
    for service in (*question.services, *([question.service] if question.service else ())):
        if service not in everything.services:
            raise LinkageError(unknown("service", service, everything.services))
    case = _Case(question, everything, ask(everything, question.selection.question(), tables))
    return _ANSWERS[question.kind](case)


# -- questions that a number answers


def _closed_count(case: _Case) -> LessonAnswer:
    closed = case.closed_services()
    total = len(set(case.world.doors) | set(closed))
    sentence = f"{len(closed)} of {total} services are closed to {case.subject_name} at some time"
    because = (f"{sentence}: {case.service_names(closed)}." if closed else f"{sentence}.",)
    return _number_answer(case, len(closed), total, because, case.command("trace"))


def _closed_count_on_day(case: _Case) -> LessonAnswer:
    day = case.question.day or 0
    closed = residual_copies.closed_service_ids(case.answer.spread, case.subject, day)
    because = [f"Day {day}: {residual_copies.day_headline(case.answer, day)}."]
    because += [f"Closed then: {case.service_names(closed)}."] if closed else []
    total = len(set(case.world.doors) | set(closed))
    return _number_answer(case, len(closed), total, because, f"{case.command('trace')} --on-day {day}")


def _reopening_day(case: _Case) -> LessonAnswer:
    effects = [effect for effect in case.answer.spread.effects if _refuses(effect, case)]
    effects = [effect for effect in effects if effect.subject == case.subject]
    if not effects:
        raise LinkageError(
            f"{case.service_name(case.question.service)} is never closed to {case.subject_name}, so nothing ends."
        )
    last = max(effects, key=lambda effect: float("inf") if effect.until is None else effect.until)
    because = tuple(_effect_sentence(case, effect) for effect in effects)
    if last.until is None:
        numbers = [30, 365, 730, 3650]
        right = _NEVER.id
    else:
        numbers = _number_choices(case.question.ask, last.until, None)
        right = str(last.until)
    choices = tuple(Choice(str(number), f"day {number}") for number in numbers)
    command = case.command("why", last.service)
    return LessonAnswer(case.question.ask, False, (*choices, _NEVER), (right,), because, command)


_NEVER = Choice("never", "never")


def _smallest_cut_size(case: _Case) -> LessonAnswer:
    service = case.question.service
    found_cuts = find_cuts(case.world, case.question.selection.question(), service, tables=case.answer.tables)
    size = str(found_cuts.cuts.size) if found_cuts.cuts.possible else NONE
    choices = [Choice(str(number), str(number)) for number in range(1, _MAX_CUT_SIZE + 1)]
    if size not in {choice.id for choice in choices} | {NONE}:
        choices.append(Choice(size, size))
    because = [found_cuts.why_not] if found_cuts.why_not else []
    for cut in found_cuts.cuts.cuts[:3] if found_cuts.cuts.size else ():
        because.append("Enough: " + " ".join(removal.intervention.sentence(found_cuts.world) for removal in cut))
    choices.append(Choice(NONE, "nothing helps"))
    command = case.command("cut", "--protect", service)
    return LessonAnswer(case.question.ask, False, tuple(choices), (size,), tuple(because), command)


def _number_answer(case: _Case, right: int, most: int, because: Iterable[str], command: str) -> LessonAnswer:
    choices = tuple(Choice(str(number), str(number)) for number in _number_choices(case.question.ask, right, most))
    return LessonAnswer(case.question.ask, False, choices, (str(right),), tuple(because), command)


def _number_choices(seed_text: str, right: int, most: int | None) -> list[int]:
    """Four numbers to choose from with the right one among them; its place depends on the question's text alone."""
    gap = max(1, right // 4)
    below = min(crc32(seed_text.encode()) % _NUMBER_CHOICES, right // gap)
    if most is not None:
        gap = max(1, min(gap, most // (_NUMBER_CHOICES - 1)))
        below = min(max(below, _NUMBER_CHOICES - 1 - (most - right) // gap), right // gap)
    return [right + (step - below) * gap for step in range(_NUMBER_CHOICES)]


# -- questions that some of several choices answer


def _services_closed(case: _Case) -> LessonAnswer:
    closed = set(case.closed_services())
    right = [service for service in case.question.services if service in closed]
    effects = [effect for effect in case.answer.spread.effects if effect.subject == case.subject]
    because = [_effect_sentence(case, effect) for effect in effects if effect.service in right]
    open_ = [service for service in case.question.services if service not in closed]
    because += [f"Open all the time: {case.service_names(open_)}."] if open_ else []
    labels = {service: case.service_name(service) for service in case.question.services}
    return _choice_answer(case, labels, right, because, case.command("trace"))


def _services_opened(case: _Case) -> LessonAnswer:
    after = case.answer_after(case.question.change)
    opened, _, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
    right = [service for service in case.question.services if service in opened]
    because = _change_sentences(case, after)
    labels = {service: case.service_name(service) for service in case.question.services}
    return _choice_answer(case, labels, right, because, _compare_command(case, case.question.change))


def _removals_that_open(case: _Case) -> LessonAnswer:
    service = case.question.service
    if service not in case.closed_services():
        raise LinkageError(
            f"{case.service_name(service)} is not closed to {case.subject_name}, so nothing can open it."
        )
    labels, right, because = {}, [], []
    for removal in case.question.removals:
        sentence = " ".join(intervention.sentence(case.world) for intervention in parse(removal, case.world))
        labels[removal] = sentence
        opened, _, _ = compare_closed_services(case.answer.spread, case.answer_after(removal).spread, case.subject)
        right += [removal] if service in opened else []
        result = "opens again" if service in opened else "stays closed"
        because.append(f"{sentence} {case.service_name(service)} {result}.")
    return _choice_answer(case, labels, right, because, _compare_command(case, (right or case.question.removals)[0]))


def _readings_that_close(case: _Case) -> LessonAnswer:
    readings, service = case.world.readings, case.question.service
    labels, right, because = {}, [], []
    for reading in case.question.readings:
        if reading not in readings:
            raise LinkageError(unknown("reading", reading, readings))
        labels[reading] = readings[reading].title
        closed = service in case.answer_after(f"reading:{reading}").spread.closed(case.subject)
        right += [reading] if closed else []
        result = "closed" if closed else "open"
        because.append(f"“{readings[reading].title}”: {case.service_name(service)} is {result} to {case.subject_name}.")
    return _choice_answer(case, labels, right, because, _compare_command(case, f"reading:{case.question.readings[0]}"))


def _choice_answer(
    case: _Case, labels: Mapping[str, str], right: Sequence[str], because: Iterable[str], command: str
) -> LessonAnswer:
    choices = (*(Choice(id_, label) for id_, label in labels.items()), Choice(NONE, "none of these"))
    return LessonAnswer(case.question.ask, True, choices, tuple(right) or (NONE,), tuple(because), command)


# -- questions that one of several choices answers


def _subjects_refused(case: _Case) -> LessonAnswer:
    effects = [effect for effect in case.answer.spread.effects if _refuses(effect, case)]
    choices = (
        Choice("subject", case.subject_name),
        Choice("wrong", "somebody else, by a wrong match"),
        Choice("other", "a child, an officer or a company"),
        Choice(NONE, "nobody"),
    )
    groups = {_subject_group(effect, case.subject) for effect in effects}
    right = tuple(choice.id for choice in choices if choice.id in groups) or (NONE,)
    because = [_effect_sentence(case, effect) for effect in effects]
    because = because or [f"{case.service_name(case.question.service)} is closed to nobody."]
    return LessonAnswer(case.question.ask, True, choices, right, tuple(because), case.command("trace"))


def _subject_group(effect: Effect, subject: str) -> str:
    if effect.wrong:
        return "wrong"
    return "subject" if effect.subject == subject else "other"


def _direction_of_change(case: _Case) -> LessonAnswer:
    after = case.answer_after(case.question.change)
    opened, newly_closed, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
    choices = (
        Choice("fewer", "fewer services close"),
        Choice("more", "more services close"),
        Choice("others", "as many, but not the same"),
        Choice("same", "the same services close, but something else changes"),
        Choice("nothing", "nothing at all changes"),
    )
    if len(opened) != len(newly_closed):
        right = "fewer" if len(opened) > len(newly_closed) else "more"
    elif opened:
        right = "others"
    else:
        changes = compare(case.answer.spread.effects, after.spread.effects)
        right = "nothing" if all(change.change == "same" for change in changes) else "same"
    command = _compare_command(case, case.question.change)
    return LessonAnswer(case.question.ask, False, choices, (right,), tuple(_change_sentences(case, after)), command)


_SECOND_HAND = Choice("second-hand", "reported (second-hand): a source states it, but we have not seen its text")


def _weakest_status(case: _Case) -> LessonAnswer:
    effects = [effect for effect in case.answer.spread.effects if _refuses(effect, case)]
    if not effects:
        raise LinkageError(
            f"{case.service_name(case.question.service)} is closed to nobody, so there is no proof to look at."
        )
    first = min(effects, key=lambda effect: (effect.subject != case.subject, effect.day, effect.rule, effect.subject))
    proof = case.answer.spread.proof(case.answer.spread.by_id[first.step])
    right = weakest(step.status for step in proof)
    if right == "reported" and any(is_second_hand(case.answer.world, step) for step in proof):
        right = _SECOND_HAND.id
    reported, *others = (Choice(status, f"{status}: {meaning}") for status, meaning in STATUSES.items())
    choices = (reported, _SECOND_HAND, *others)
    because = tuple(f"{_sentence(case, step)} [{trace_report.status_badge(case.answer.world, step)}]" for step in proof)
    return LessonAnswer(case.question.ask, False, choices, (right,), because, case.command("why", first.service))


# -- shared


def _refuses(effect: Effect, case: _Case) -> bool:
    return effect.effect in CLOSING_EFFECTS and effect.service == case.question.service


def _sentence(case: _Case, step: Step) -> str:
    return sentences.sentence(case.answer.world, step, sentences.names(case.subject, case.subject_name))


def _effect_sentence(case: _Case, effect: Effect) -> str:
    return _sentence(case, case.answer.spread.by_id[effect.step])


def _change_sentences(case: _Case, after: Answer) -> list[str]:
    before, subject = case.answer.spread, case.subject
    pair = change_sentences(case.world, before, after.spread, subject, case.subject_name, most=_MAX_NAMES)
    return [sentence for sentence in pair if sentence]


def _compare_command(case: _Case, change: str) -> str:
    """The `linkage compare` command for the question's spread with one more change."""
    plain = case.command("compare", what_if=False)
    before, after = case.question.selection.what_if, append_change(case.question.selection.what_if, change)
    return f"{plain} --what-if {before} --what-if {after}" if before else f"{plain} --what-if {after}"


_ANSWERS: Mapping[str, Callable[[_Case], LessonAnswer]] = MappingProxyType(
    {
        "how-many-closed": _closed_count,
        "how-many-on-day": _closed_count_on_day,
        "which-closed": _services_closed,
        "which-open": _services_opened,
        "what-changes": _direction_of_change,
        "which-alone": _removals_that_open,
        "which-reading": _readings_that_close,
        "whom": _subjects_refused,
        "until": _reopening_day,
        "rests-on": _weakest_status,
        "fewest": _smallest_cut_size,
    }
)
