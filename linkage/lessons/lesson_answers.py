"""The answers of a lesson's questions, computed by the engine and never read from a file.

An answer has the choices of its question, the right ones among them, and the sentence that shows why. Values in,
values out; the same world gives the same answer, and a changed world another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from linkage.answers.compare import change_sentences, compare, compare_closed_services
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.evidence_summary import is_second_hand
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, ask
from linkage.answers.trace import residual_copies, trace_report
from linkage.errors import LinkageError, unknown
from linkage.lessons import because, wrong_choices
from linkage.lessons.lesson_case import MAX_NAMES, Case, Choice, LessonAnswer
from linkage.lessons.lesson_model import LessonQuestion
from linkage.population.tables import Tables
from linkage.spread.steps import Effect
from linkage.vocabulary import weakest
from linkage.world.model import World
from linkage.world.what_if.parser import parse

NONE = "none"
"""The id of the choice that no other one is right."""

_MAX_CUT_SIZE = 4


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
    case = Case(question, everything, ask(everything, question.selection.question(), tables))
    return _ANSWERS[question.kind](case).with_hints(*_hints(case))


def _hints(case: Case) -> tuple[str, str]:
    """Where the record begins, and the first way that it takes: true whatever the question is."""
    record = case.answer.records[0]
    home = name(case.world.databases, case.world.record_kinds[record.kind].home)
    copies = [step for step in case.answer.spread.steps if step.kind == "linked"]
    first = f"Begin in {home}, where the record is kept, and follow the lines from there."
    if not copies:
        return first, "No line leads away from there for this record."
    return first, f"Look at this step: {because.clause(case, copies[0])}."


# -- questions that a number answers


def _closed_count(case: Case) -> LessonAnswer:
    closed = case.closed_services()
    total = len(set(case.world.doors) | set(closed))
    details = (f"{len(closed)} of {total} services are closed to {case.subject_name} at some time.",)
    choices = wrong_choices.number_choices(len(closed), wrong_choices.closed_misreadings(case, len(closed)), total)
    return LessonAnswer(
        case.question.ask, False, choices, (str(len(closed)),), because.of_closed(case), details, case.command("trace")
    )


def _closed_count_on_day(case: Case) -> LessonAnswer:
    day = case.question.day or 0
    closed = residual_copies.closed_service_ids(case.answer.spread, case.subject, day)
    details = [f"Day {day}: {residual_copies.day_headline(case.answer, day)}."]
    details += [f"Closed then: {case.service_names(closed)}."] if closed else []
    total = len(set(case.world.doors) | set(closed))
    choices = wrong_choices.number_choices(len(closed), wrong_choices.day_misreadings(case, len(closed), day), total)
    reason = because.of_closed_on_day(case, closed, day)
    command = f"{case.command('trace')} --on-day {day}"
    return LessonAnswer(case.question.ask, False, choices, (str(len(closed)),), reason, tuple(details), command)


def _reopening_day(case: Case) -> LessonAnswer:
    effects = [effect for effect in case.refusals() if effect.subject == case.subject]
    if not effects:
        raise LinkageError(
            f"{case.service_name(case.question.service)} is never closed to {case.subject_name}, so nothing ends."
        )
    last = max(effects, key=lambda effect: float("inf") if effect.until is None else effect.until)
    right = _NEVER.id if last.until is None else str(last.until)
    about = last.day + 3650 if last.until is None else last.until
    choices = wrong_choices.number_choices(about, wrong_choices.end_misreadings(case, last), None, "day {}".format)
    never = _NEVER if last.until is None else replace(_NEVER, misread="the refusal does end")
    details = tuple(case.effect_sentence(effect) for effect in effects)
    command = case.command("why", last.service)
    return LessonAnswer(
        case.question.ask, False, (*choices, never), (right,), because.of_end(case, last), details, command
    )


_NEVER = Choice("never", "never")


def _smallest_cut_size(case: Case) -> LessonAnswer:
    service = case.question.service
    found_cuts = find_cuts(case.world, case.question.selection.question(), service, tables=case.answer.tables)
    size = str(found_cuts.cuts.size) if found_cuts.cuts.possible else NONE
    needed = found_cuts.cuts.size if found_cuts.cuts.possible else None
    choices = wrong_choices.removal_counts(needed, _MAX_CUT_SIZE)
    nothing = Choice(NONE, "nothing helps", "something does: see the answer" if needed else "")
    details = [
        "Enough: " + " ".join(removal.intervention.sentence(found_cuts.world) for removal in cut)
        for cut in (found_cuts.cuts.cuts[:3] if found_cuts.cuts.size else ())
    ]
    command = case.command("cut", "--protect", service)
    reason = because.of_smallest_cut(found_cuts)
    return LessonAnswer(case.question.ask, False, (*choices, nothing), (size,), reason, tuple(details), command)


# -- questions that some of several choices answer


def _services_closed(case: Case) -> LessonAnswer:
    closed = set(case.closed_services())
    right = [service for service in case.question.services if service in closed]
    details = [case.effect_sentence(effect) for effect in case.closing_effects(right)]
    open_ = [service for service in case.question.services if service not in closed]
    details += [f"Open all the time: {case.service_names(open_)}."] if open_ else []
    labels = {service: case.service_name(service) for service in case.question.services}
    reason, wrong = because.of_services(case, right, open_), {id_: wrong_choices.why_open(case, id_) for id_ in open_}
    return _choice_answer(case, labels, right, reason, details, case.command("trace"), wrong)


def _services_opened(case: Case) -> LessonAnswer:
    after = case.answer_after(case.question.change)
    opened, _, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
    right = [service for service in case.question.services if service in opened]
    still = [service for service in case.question.services if service in after.spread.closed(case.subject)]
    reason = because.of_opened(case, right, after, still)
    labels = {service: case.service_name(service) for service in case.question.services}
    command = case.compare_command(case.question.change)
    wrong = {id_: wrong_choices.why_not_opened(case, id_, after) for id_ in labels if id_ not in right}
    return _choice_answer(case, labels, right, reason, _change_sentences(case, after), command, wrong)


def _removals_that_open(case: Case) -> LessonAnswer:
    service = case.question.service
    if service not in case.closed_services():
        raise LinkageError(
            f"{case.service_name(service)} is not closed to {case.subject_name}, so nothing can open it."
        )
    labels, right, details, wrong = {}, [], [], {}
    for removal in case.question.removals:
        sentence = " ".join(intervention.sentence(case.world) for intervention in parse(removal, case.world))
        labels[removal] = sentence
        after = case.answer_after(removal)
        opened, _, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
        right += [removal] if service in opened else []
        wrong[removal] = wrong_choices.why_not_opened(case, service, after)
        result = "opens again" if service in opened else "stays closed"
        details.append(f"{sentence} {case.service_name(service)} {result}.")
    reason = because.of_removals(case, right, case.question.removals)
    command = case.compare_command((right or case.question.removals)[0])
    return _choice_answer(case, labels, right, reason, details, command, wrong)


def _readings_that_close(case: Case) -> LessonAnswer:
    readings, service = case.world.readings, case.question.service
    labels, right, details = {}, [], []
    for reading in case.question.readings:
        if reading not in readings:
            raise LinkageError(unknown("reading", reading, readings))
        labels[reading] = readings[reading].title
        closed = service in case.answer_after(f"reading:{reading}").spread.closed(case.subject)
        right += [reading] if closed else []
        result = "closed" if closed else "open"
        details.append(f"“{readings[reading].title}”: {case.service_name(service)} is {result} to {case.subject_name}.")
    reason = because.of_readings(case, right, [reading for reading in case.question.readings if reading not in right])
    command = case.compare_command(f"reading:{case.question.readings[0]}")
    wrong = {id_: wrong_choices.why_not_in_reading(case, id_, right) for id_ in labels if id_ not in right}
    return _choice_answer(case, labels, right, reason, details, command, wrong)


def _choice_answer(
    case: Case,
    labels: Mapping[str, str],
    right: Sequence[str],
    reason: str,
    details: Iterable[str],
    command: str,
    wrong: Mapping[str, str],
) -> LessonAnswer:
    """The answer of a question with some of several choices; `wrong` says of a choice why it is, where it is."""
    some = f"“{labels[right[0]]}” is right" if right else ""
    listed = (Choice(id_, label, "" if id_ in right else wrong.get(id_, "")) for id_, label in labels.items())
    choices = (*listed, Choice(NONE, "none of these", some))
    return LessonAnswer(case.question.ask, True, choices, tuple(right) or (NONE,), reason, tuple(details), command)


# -- questions that one of several choices answers


def _subjects_refused(case: Case) -> LessonAnswer:
    effects = case.refusals()
    labels = {
        "subject": case.subject_name,
        "wrong": "somebody else, by a wrong match",
        "other": f"someone else connected to {case.subject_name} (child, officer, company)",
    }
    groups = {_subject_group(effect, case.subject) for effect in effects}
    right = tuple(group for group in labels if group in groups) or (NONE,)
    some = f"“{labels[right[0]]}” is right" if groups else ""
    listed = [
        Choice(group, label, "" if group in groups else wrong_choices.why_not_whom(case, group))
        for group, label in labels.items()
    ]
    choices = (*listed, Choice(NONE, "nobody", some))
    details = tuple(case.effect_sentence(effect) for effect in effects)
    reason = because.of_subjects(case, effects)
    return LessonAnswer(case.question.ask, True, choices, right, reason, details, case.command("trace"))


def _subject_group(effect: Effect, subject: str) -> str:
    if effect.wrong:
        return "wrong"
    return "subject" if effect.subject == subject else "other"


def _direction_of_change(case: Case) -> LessonAnswer:
    after = case.answer_after(case.question.change)
    opened, newly_closed, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
    labels = {
        "fewer": "fewer services close",
        "more": "more services close",
        "others": "as many, but not the same",
        "same": "the same services close, but something else changes",
        "nothing": "nothing at all changes",
    }
    if len(opened) != len(newly_closed):
        right = "fewer" if len(opened) > len(newly_closed) else "more"
    elif opened:
        right = "others"
    else:
        changes = compare(case.answer.spread.effects, after.spread.effects)
        right = "nothing" if all(change.change == "same" for change in changes) else "same"
    counts = len(opened), len(newly_closed)
    choices = tuple(
        Choice(id_, label, wrong_choices.why_not_that_change(id_, right, *counts)) for id_, label in labels.items()
    )
    command = case.compare_command(case.question.change)
    details = tuple(_change_sentences(case, after))
    return LessonAnswer(case.question.ask, False, choices, (right,), because.of_change(case, after), details, command)


def _weakest_status(case: Case) -> LessonAnswer:
    effects = case.refusals()
    if not effects:
        raise LinkageError(
            f"{case.service_name(case.question.service)} is closed to nobody, so there is no proof to look at."
        )
    first = min(effects, key=lambda effect: (effect.subject != case.subject, effect.day, effect.rule, effect.subject))
    proof = case.answer.spread.proof(case.answer.spread.by_id[first.step])
    right = weakest(step.status for step in proof)
    if right == "reported" and any(is_second_hand(case.answer.world, step) for step in proof):
        right = wrong_choices.SECOND_HAND
    choices = wrong_choices.status_choices(right)
    details = tuple(f"{case.sentence(step)} [{trace_report.status_badge(case.answer.world, step)}]" for step in proof)
    reason = because.of_status(case, proof, right)
    return LessonAnswer(
        case.question.ask, False, choices, (right,), reason, details, case.command("why", first.service)
    )


# -- shared


def _change_sentences(case: Case, after: Answer) -> list[str]:
    before, subject = case.answer.spread, case.subject
    pair = change_sentences(case.world, before, after.spread, subject, case.subject_name, most=MAX_NAMES)
    return [sentence for sentence in pair if sentence]


_ANSWERS: Mapping[str, Callable[[Case], LessonAnswer]] = MappingProxyType(
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
