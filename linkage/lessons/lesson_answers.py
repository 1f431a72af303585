"""The answers of a lesson's questions, found by the engine: never read from a file.

Each kind of question has its choices, the right ones among them, and the sentences that show why. Values in, values
out; the same world gives the same answer, and a changed world another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zlib import crc32

from linkage.answers import sentences
from linkage.answers.compare import change_sentence, compare, doors
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, ask, under_what_if
from linkage.answers.trace import residual_copies, trace_report
from linkage.errors import LinkageError, unknown
from linkage.lessons.lesson_model import Predict, joined
from linkage.population.tables import Tables
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, STATUSES, weakest
from linkage.world.model import World
from linkage.world.what_if.parser import parse

NONE = "none"
"""The choice that none of the others is right."""

_CHOICES = 4
_FEWEST = 4
_NAMED = 6
"""So many doors are named in a sentence; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its id, and how it reads."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Reveal:
    """A question's choices, the ids of the right ones, why, and the command that shows it."""

    ask: str
    several: bool  # whether more than one may be right
    choices: tuple[Choice, ...]
    right: tuple[str, ...]
    because: tuple[str, ...]
    command: str

    @property
    def answer(self) -> str:
        """The right choices, as they read."""
        return ", ".join(choice.label for choice in self.choices if choice.id in self.right)


@dataclass(frozen=True)
class _Case:
    """A question, and the spread that it is about."""

    asked: Predict
    world: World
    answer: Answer

    @property
    def subject(self) -> str:
        return self.answer.subject

    @property
    def called(self) -> str:
        return self.answer.name

    def closed(self) -> list[str]:
        return [door for door in self.answer.spread.closed(self.subject) if door in self.world.services]

    def door(self, id_: str) -> str:
        return name(self.world.services, id_)

    def doors(self, ids: Iterable[str]) -> str:
        """Doors by their names, the first few."""
        named = [self.door(each) for each in ids]
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED + 1 else ""
        return ", ".join(named[:_NAMED] if more else named) + more

    def changed(self, change: str) -> Answer:
        """The same record of the same subject after one more change."""
        return under_what_if(self.answer, joined(self.answer.what_if, change))

    def command(self, verb: str, *more: str, what_if: bool = True) -> str:
        """The command that shows the same."""
        whose = self.asked.whose
        parts = ["linkage", verb, self.world.id, *more]
        parts += ["--story", whose.story] if whose.story else ["--record", whose.record] if whose.record else []
        parts += ["--resident", whose.resident] if whose.resident else []
        parts += ["--what-if", whose.what_if] if what_if and whose.what_if else []
        return " ".join(parts)


def reveal(world: World, asked: Predict, tables: Tables | None = None) -> Reveal:
    """The answer of a question.

    Args:
        tables: people made before, to be used again.

    Raises:
        LinkageError: something that isn't there, or a question that has no answer in this world.
    """
    everything = world.everything
    for service in (*asked.services, *([asked.service] if asked.service else ())):
        if service not in everything.services:
            raise LinkageError(unknown("service", service, everything.services))
    case = _Case(asked, everything, ask(everything, asked.whose.question(), tables))
    return _KINDS[asked.kind](case)


# -- how many


def _how_many(case: _Case) -> Reveal:
    closed = case.closed()
    every = len(set(case.world.doors) | set(closed))
    said = f"{len(closed)} of {every} doors are closed to {case.called} at some time"
    because = (f"{said}: {case.doors(closed)}." if closed else f"{said}.",)
    return _number(case, len(closed), every, because, case.command("trace"))


def _how_many_on_day(case: _Case) -> Reveal:
    day = case.asked.day or 0
    closed = residual_copies.closed_on(case.answer.spread, case.subject, day)
    because = [f"On day {day}, {residual_copies.headline(case.answer, day)}."]
    because += [f"Closed then: {case.doors(closed)}."] if closed else []
    every = len(set(case.world.doors) | set(closed))
    return _number(case, len(closed), every, because, f"{case.command('trace')} --on-day {day}")


def _until(case: _Case) -> Reveal:
    effects = [each for each in case.answer.spread.effects if _refuses(each, case) and each.subject == case.subject]
    if not effects:
        raise LinkageError(f"{case.door(case.asked.service)} is never closed to {case.called}, so nothing ends.")
    last = max(effects, key=lambda each: float("inf") if each.until is None else each.until)
    because = tuple(_effect_sentence(case, each) for each in effects)
    if last.until is None:
        numbers = [30, 365, 730, 3650]
        right = _NEVER.id
    else:
        numbers = _around(case.asked.ask, last.until, None)
        right = str(last.until)
    choices = tuple(Choice(str(each), f"day {each}") for each in numbers)
    command = case.command("why", last.service)
    return Reveal(case.asked.ask, False, (*choices, _NEVER), (right,), because, command)


_NEVER = Choice("never", "never")


def _fewest(case: _Case) -> Reveal:
    service = case.asked.service
    found = find_cuts(case.world, case.asked.whose.question(), service, tables=case.answer.tables)
    size = str(found.cuts.size) if found.cuts.possible else NONE
    choices = [Choice(str(each), str(each)) for each in range(1, _FEWEST + 1)]
    if size not in {each.id for each in choices} | {NONE}:
        choices.append(Choice(size, size))
    because = [found.why_not] if found.why_not else []
    for cut in found.cuts.cuts[:3] if found.cuts.size else ():
        because.append("Enough: " + " ".join(each.intervention.sentence(found.world) for each in cut))
    choices.append(Choice(NONE, "nothing helps"))
    command = case.command("cut", "--protect", service)
    return Reveal(case.asked.ask, False, tuple(choices), (size,), tuple(because), command)


def _number(case: _Case, right: int, most: int, because: Iterable[str], command: str) -> Reveal:
    choices = tuple(Choice(str(each), str(each)) for each in _around(case.asked.ask, right, most))
    return Reveal(case.asked.ask, False, choices, (str(right),), tuple(because), command)


def _around(ask_: str, right: int, most: int | None) -> list[int]:
    """Four numbers with the right one among them; its place is drawn from the question's words, the same each time."""
    gap = max(1, right // 4)
    below = min(crc32(ask_.encode()) % _CHOICES, right // gap)
    if most is not None:
        gap = max(1, min(gap, most // (_CHOICES - 1)))
        below = min(max(below, _CHOICES - 1 - (most - right) // gap), right // gap)
    return [right + (each - below) * gap for each in range(_CHOICES)]


# -- which


def _which_closed(case: _Case) -> Reveal:
    closed = set(case.closed())
    right = [each for each in case.asked.services if each in closed]
    effects = [each for each in case.answer.spread.effects if each.service in right and each.subject == case.subject]
    because = [_effect_sentence(case, each) for each in effects]
    open_ = [each for each in case.asked.services if each not in closed]
    because += [f"Open all the time: {case.doors(open_)}."] if open_ else []
    return _which(case, {each: case.door(each) for each in case.asked.services}, right, because, case.command("trace"))


def _which_open(case: _Case) -> Reveal:
    after = case.changed(case.asked.change)
    opened, _, _ = doors(case.answer.spread, after.spread, case.subject)
    right = [each for each in case.asked.services if each in opened]
    because = _told(case, after)
    labels = {each: case.door(each) for each in case.asked.services}
    return _which(case, labels, right, because, _compared(case, case.asked.change))


def _which_alone(case: _Case) -> Reveal:
    service = case.asked.service
    if service not in case.closed():
        raise LinkageError(f"{case.door(service)} is not closed to {case.called}, so nothing can open it.")
    labels, right, because = {}, [], []
    for removal in case.asked.removals:
        said = " ".join(each.sentence(case.world) for each in parse(removal, case.world))
        labels[removal] = said
        opened, _, _ = doors(case.answer.spread, case.changed(removal).spread, case.subject)
        right += [removal] if service in opened else []
        how = "opens again" if service in opened else "stays closed"
        because.append(f"{said} {case.door(service)} {how}.")
    return _which(case, labels, right, because, _compared(case, (right or case.asked.removals)[0]))


def _which_reading(case: _Case) -> Reveal:
    readings, service = case.world.readings, case.asked.service
    labels, right, because = {}, [], []
    for each in case.asked.readings:
        if each not in readings:
            raise LinkageError(unknown("reading", each, readings))
        labels[each] = readings[each].title
        closed = service in case.changed(f"reading:{each}").spread.closed(case.subject)
        right += [each] if closed else []
        how = "closed" if closed else "open"
        because.append(f"“{readings[each].title}”: {case.door(service)} is {how} to {case.called}.")
    return _which(case, labels, right, because, _compared(case, f"reading:{case.asked.readings[0]}"))


def _which(
    case: _Case, labels: Mapping[str, str], right: Sequence[str], because: Iterable[str], command: str
) -> Reveal:
    choices = (*(Choice(id_, label) for id_, label in labels.items()), Choice(NONE, "none of these"))
    return Reveal(case.asked.ask, True, choices, tuple(right) or (NONE,), tuple(because), command)


# -- whom, what, on what


def _whom(case: _Case) -> Reveal:
    effects = [each for each in case.answer.spread.effects if _refuses(each, case)]
    choices = (
        Choice("subject", case.called),
        Choice("wrong", "somebody else, by a wrong match"),
        Choice("other", "a child, an officer or a company"),
        Choice(NONE, "nobody"),
    )
    found = {_whose(each, case.subject) for each in effects}
    right = tuple(choice.id for choice in choices if choice.id in found) or (NONE,)
    because = [_effect_sentence(case, each) for each in effects]
    because = because or [f"{case.door(case.asked.service)} is closed to nobody."]
    return Reveal(case.asked.ask, True, choices, right, tuple(because), case.command("trace"))


def _whose(effect: Effect, subject: str) -> str:
    if effect.wrong:
        return "wrong"
    return "subject" if effect.subject == subject else "other"


def _what_changes(case: _Case) -> Reveal:
    after = case.changed(case.asked.change)
    opened, shut, _ = doors(case.answer.spread, after.spread, case.subject)
    choices = (
        Choice("fewer", "fewer doors close"),
        Choice("more", "more doors close"),
        Choice("others", "as many, but not the same"),
        Choice("same", "the same doors close, but something else changes"),
        Choice("nothing", "nothing at all changes"),
    )
    if len(opened) != len(shut):
        right = "fewer" if len(opened) > len(shut) else "more"
    elif opened:
        right = "others"
    else:
        same = compare(case.answer.spread.effects, after.spread.effects)
        right = "nothing" if all(change.change == "same" for change in same) else "same"
    command = _compared(case, case.asked.change)
    return Reveal(case.asked.ask, False, choices, (right,), tuple(_told(case, after)), command)


def _rests_on(case: _Case) -> Reveal:
    effects = [each for each in case.answer.spread.effects if _refuses(each, case)]
    if not effects:
        raise LinkageError(f"{case.door(case.asked.service)} is closed to nobody, so there is no proof to look at.")
    first = min(effects, key=lambda each: (each.subject != case.subject, each.day, each.rule, each.subject))
    proof = case.answer.spread.proof(case.answer.spread.by_id[first.step])
    right = weakest(step.status for step in proof)
    choices = tuple(Choice(each, f"{each}: {meaning}") for each, meaning in STATUSES.items())
    because = tuple(f"{_sentence(case, step)} [{trace_report.badge(case.answer.world, step)}]" for step in proof)
    return Reveal(case.asked.ask, False, choices, (right,), because, case.command("why", first.service))


# -- shared


def _refuses(effect: Effect, case: _Case) -> bool:
    return effect.effect in CLOSING_EFFECTS and effect.service == case.asked.service


def _sentence(case: _Case, step: Step) -> str:
    return sentences.sentence(case.answer.world, step, sentences.names(case.subject, case.called))


def _effect_sentence(case: _Case, effect: Effect) -> str:
    return _sentence(case, case.answer.spread.by_id[effect.step])


def _told(case: _Case, after: Answer) -> list[str]:
    said = change_sentence(case.world, case.answer.spread, after.spread, case.subject, case.called, most=_NAMED)
    return [each for each in said if each]


def _compared(case: _Case, change: str) -> str:
    """The command that compares the case with one more change."""
    plain = case.command("compare", what_if=False)
    before, after = case.asked.whose.what_if, joined(case.asked.whose.what_if, change)
    return f"{plain} --what-if {before} --what-if {after}" if before else f"{plain} --what-if {after}"


_KINDS: Mapping[str, Callable[[_Case], Reveal]] = MappingProxyType(
    {
        "how-many-closed": _how_many,
        "how-many-on-day": _how_many_on_day,
        "which-closed": _which_closed,
        "which-open": _which_open,
        "what-changes": _what_changes,
        "which-alone": _which_alone,
        "which-reading": _which_reading,
        "whom": _whom,
        "until": _until,
        "rests-on": _rests_on,
        "fewest": _fewest,
    }
)
