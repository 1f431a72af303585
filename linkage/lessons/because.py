"""The one sentence that says why an answer is right: the step of a proof that decides, and what hangs on it.

Every sentence names a step that stands in a proof, or a path of one; none is written in a lesson's file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from linkage.answers.compare import change_sentences, compare_closed_services
from linkage.answers.cuts.find_cuts import FoundCuts
from linkage.answers.sentences import name, number_word, path, step_clause
from linkage.answers.spread_question import Answer, find_effect
from linkage.answers.trace import trace_report
from linkage.answers.unchanged_reason import unchanged_reason
from linkage.lessons.lesson_case import MAX_NAMES, Case
from linkage.lessons.puzzles import Puzzle
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import STATUSES


class Decisive(NamedTuple):
    """A step that decides, and how many of the effects that were looked at come after it."""

    step: Step
    effects: int


def decisive_step(spread: Spread, first: Effect, *others: Effect) -> Decisive:
    """The copy that most of some effects come after, of several the last one; where nothing is copied, an effect."""
    proofs = [spread.proof(spread.by_id[effect.step]) for effect in (first, *others)]
    copies = Counter(step for proof in proofs for step in proof if step.kind == "linked")
    if not copies:
        return Decisive(proofs[0][-1], 1)
    step = max(copies, key=lambda step: (copies[step], step.depth, -step.day, step.id))
    return Decisive(step, copies[step])


def clause(case: Case, step: Step) -> str:
    """What a step of the question's spread says after a "because"."""
    return step_clause(case.world, step, case.called)


# -- numbers and lists of services


def of_closed(case: Case) -> str:
    """Why so many services are closed."""
    effects = _first_effects(case, case.closed_services())
    if not effects:
        return f"Because no copy of the record reaches a rule that closes a service to {case.subject_name}."
    step, after_it = decisive_step(case.answer.spread, *effects)
    number = f"all {len(effects)}" if after_it == len(effects) else f"{number_word(after_it)} of the {len(effects)}"
    return f"Because {clause(case, step)}: {number} close after that copy."


def of_closed_on_day(case: Case, closed: Sequence[str], day: int) -> str:
    """Why so many services are closed on a day: the copy that lasts longest, or what ended last."""
    effects = case.closing_effects()
    on_day = [effect for effect in effects if effect.service in closed and effect.day <= day]
    if on_day:
        step = decisive_step(case.answer.spread, max(on_day, key=_end)).step
        return f"Because {clause(case, step)}, and on day {day} that copy still stands."
    ended = [effect for effect in effects if effect.day <= day]
    if not ended:
        return f"Because on day {day} no copy has reached a rule that closes a service to {case.subject_name}."
    last = max(ended, key=_end)
    return f"Because the last refusal, {case.service_name(last.service)}, ended on day {last.until}."


def of_end(case: Case, last: Effect) -> str:
    """Why a service opens again on that day: the copy that holds it closed, until when."""
    return f"Because {_holding(case, last)}."


def of_services(case: Case, right: Sequence[str], open_: Sequence[str]) -> str:
    """Why some of several services close, and the others don't."""
    effects = _first_effects(case, right)
    if not effects:
        return "Because no rule that the record reaches closes any of them."
    step = decisive_step(case.answer.spread, *effects).step
    others = f"; no rule that it reaches closes {case.service_names(open_)}" if open_ else ""
    return f"Because {clause(case, step)}, and what closes comes after that copy{others}."


def _first_effects(case: Case, services: Iterable[str]) -> list[Effect]:
    """The effect that explains each service; one that is closed with another, by that one's."""
    found = (find_effect(case.answer.spread, service, case.subject) for service in services)
    return [effect for effect in found if effect]


def _end(effect: Effect) -> float:
    return float("inf") if effect.until is None else effect.until


def _holding(case: Case, effect: Effect) -> str:
    """The step that brings an effect, and until when the effect stays."""
    step = decisive_step(case.answer.spread, effect).step
    service = case.service_name(effect.service)
    end = f"stays closed until day {effect.until}" if effect.until is not None else "has no day on which it ends"
    return f"{clause(case, step)}, and what closes there, {service}, {end}"


# -- changes


def of_change(case: Case, after: Answer) -> str:
    """Why a change opens or closes services, or doesn't."""
    opened, closed, _ = compare_closed_services(case.answer.spread, after.spread, case.subject)
    if opened:
        return of_opened(case, opened, after)
    if closed:
        effect = find_effect(after.spread, closed[0], case.subject)
        gained = effect and _first_missing(after.spread, effect, case.answer.spread)
        if gained:
            return f"Because it brings this step: {clause(case, gained)}."
    reason = unchanged_reason(case.answer.spread, after.spread)
    if reason and case.answer.spread.effects == after.spread.effects:
        return f"Because {reason[0].lower()}{reason[1:]}"
    pair = change_sentences(
        case.world, case.answer.spread, after.spread, case.subject, case.subject_name, most=MAX_NAMES
    )
    return f"Because this is all that changes: {pair[0]}"


def of_opened(case: Case, opened: Sequence[str], after: Answer, still_closed: Sequence[str] = ()) -> str:
    """Why a change opens some services and leaves others closed."""
    effect = find_effect(case.answer.spread, opened[0], case.subject) if opened else None
    lost = effect and _first_missing(case.answer.spread, effect, after.spread)
    others = f"; {remaining_way(case, still_closed[0], after)}" if still_closed else ""
    if lost:
        return f"Because this no longer happens: {clause(case, lost)}{others}."
    return f"Because {remaining_way(case, still_closed[0], after)}." if still_closed else of_change(case, after)


def remaining_way(case: Case, service: str, after: Answer) -> str:
    """The way that is left to a service which stays closed, as a clause."""
    effect = find_effect(after.spread, service, case.subject)
    title = case.service_name(service)
    if effect is None:
        return f"{title} is not closed"
    proof = after.spread.proof(after.spread.by_id[effect.step])
    return f"a way to {title} is left: {path(case.world, proof)}"


def of_removals(case: Case, right: Sequence[str], removals: Sequence[str]) -> str:
    """Why some removals open the question's service and others, each alone, don't."""
    service = case.question.service
    still = [removal for removal in removals if removal not in right]
    if right:
        first = of_opened(case, [service], case.answer_after(right[0]))
        if not still:
            return first
        others = "the other" if len(still) == 1 else "each of the others"
        return f"{first[:-1]}; after {others}, {remaining_way(case, service, case.answer_after(still[0]))}."
    return f"Because after each of them {remaining_way(case, service, case.answer_after(still[0]))}."


def of_readings(case: Case, closed_in: Sequence[str], open_in: Sequence[str]) -> str:
    """Why a service is closed in some readings: the step that only those count."""
    service, readings = case.question.service, case.world.readings
    title = case.service_name(service)
    after = case.answer_after(f"reading:{closed_in[0]}") if closed_in else case.answer
    effect = find_effect(after.spread, service, case.subject)
    if not closed_in or effect is None:
        return f"Because in none of them a copy of the record reaches a rule that closes {title}."
    if open_in:
        other = case.answer_after(f"reading:{open_in[0]}").spread
        missing = _first_missing(after.spread, effect, other)
        if missing:
            badge = trace_report.status_badge(case.world, missing)
            without = name_list([readings[reading].title for reading in open_in])
            return f"Because {clause(case, missing)} ({badge}), and that step is not there in {without}."
    return f"Because all of them count this step: {clause(case, decisive_step(after.spread, effect).step)}."


def missing_in_reading(case: Case, reading: str, closed_in: str) -> Step | None:
    """The first step of a refusal of the question's service in one reading that another reading lacks."""
    if not closed_in:
        return None
    after = case.answer_after(f"reading:{closed_in}")
    effect = find_effect(after.spread, case.question.service, case.subject)
    return effect and _first_missing(after.spread, effect, case.answer_after(f"reading:{reading}").spread)


def name_list(titles: Sequence[str]) -> str:
    """Titles in quotes, as a list.

    >>> name_list(["As planned", "Narrow"])
    '“As planned” and “Narrow”'
    """
    quoted = [f"“{title}”" for title in titles]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _step_key(step: Step) -> tuple[str, str, str, str, str]:
    return step.kind, step.database, step.by, step.subject, step.service


def _first_missing(spread: Spread, effect: Effect, other: Spread) -> Step | None:
    """The first step of an effect's proof that another spread doesn't have."""
    there = {_step_key(step) for step in other.steps}
    proof = spread.proof(spread.by_id[effect.step])
    return next((step for step in proof if _step_key(step) not in there), None)


# -- people, sources, cuts


def of_subjects(case: Case, effects: Sequence[Effect]) -> str:
    """Why a service is closed to those people: the match that finds them."""
    if not effects:
        title = case.service_name(case.question.service)
        return f"Because no copy of the record reaches a rule that closes {title}."
    first = min(effects, key=lambda effect: (not effect.wrong, effect.subject == case.subject, effect.day))
    proof = case.answer.spread.proof(case.answer.spread.by_id[first.step])
    if first.wrong:
        step = next((step for step in proof if step.wrong and step.kind == "linked"), proof[-1])
        return f"Because {clause(case, step)}, and the row that this finds is somebody else's."
    if first.subject == case.subject:
        step = decisive_step(case.answer.spread, first).step
        return f"Because {clause(case, step)}, and the row that this finds is {case.subject_name}'s own."
    return f"Because {clause(case, proof[-1])}."


def of_status(case: Case, proof: Sequence[Step], status: str) -> str:
    """Why a proof is no better known than that: its weakest step."""
    badges = [trace_report.status_badge(case.world, step) for step in proof]
    order = [*STATUSES]
    weakest = max(
        range(len(proof)), key=lambda place: (order.index(proof[place].status), "second" in badges[place], place)
    )
    if status == order[0]:
        last = clause(case, proof[-1])
        return f"Because each of its {number_word(len(proof))} steps is reported, also the last: {last}."
    return f"Because the weakest step is {badges[weakest]}: {clause(case, proof[weakest])}."


def of_smallest_cut(found_cuts: FoundCuts) -> str:
    """Why it takes so many removals: the separate ways, or the step that all ways use."""
    cuts, world = found_cuts.cuts, found_cuts.world
    if found_cuts.why_not:
        return f"Because {found_cuts.why_not[0].lower()}{found_cuts.why_not[1:]}"
    service = name(world.everything.services, cuts.service)
    if cuts.size == 1:
        removed = cuts.cuts[0][0].links
        step = next((step for proof in cuts.certificate for step in proof if step.by in removed), None)
        said = step_clause(world, step, found_cuts.called) if step else ""
        return (
            f"Because every way to {service} uses this step: {said}." if said else "Because one removal ends every way."
        )
    ways = "; ".join(dict.fromkeys(path(world, proof) for proof in cuts.certificate[:3]))
    return f"Because nothing smaller stops all ways to {service}: {ways}."


def of_solution(puzzle: Puzzle) -> str:
    """Why a puzzle's solutions solve it: the ways that they stop, and what a smaller or cheaper cut would lose."""
    service = name(puzzle.world.everything.services, puzzle.found_cuts.cuts.service)
    ways = "; ".join(dict.fromkeys(path(puzzle.world, proof) for proof in puzzle.found_cuts.cuts.certificate[:3]))
    lost = next((hint.sentence for hint in puzzle.hints if hint.kind == "loses"), "")
    return f"Because each of them stops every way to {service}: {ways}." + (f" {lost}" if lost else "")
