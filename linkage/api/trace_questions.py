"""The questions about one record: its spread, why an effect happened or did not, and the SQL of a step."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from linkage.answers.spread_question import Answer, Question, ask, find_effect
from linkage.answers.trace import join_view, person_log, trace_report
from linkage.api.checked_arguments import whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import Trace, WhatIf, Why, WhyNot, what_if_text
from linkage.api.world_questions import WorldOrPath, load
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.spread.proofs import DerivationGraph
from linkage.spread.proofs import proofs as proofs_of
from linkage.spread.steps import Effect
from linkage.spread.why_not import why_not as find_why_not


@whole_numbers
def trace(
    world: WorldOrPath,
    story: str = "",
    *,
    record: str = "",
    resident: str = "",
    what_if: str | WhatIf = "",
    seed: int = 1,
    residents: int | None = None,
    with_own: bool = False,
    tables: str | Path | None = None,
) -> Trace:
    """The spread of one record from database to database, with its steps and its effects.

    Args:
        world: a bundled world's name, a folder, or a world.
        story: a story's id; blank, with no record either: the world's first.
        record: a record kind instead of a story.
        resident: whose record: R0000000042, or a company as C0000123; blank: the one who fits.
        what_if: interventions with commas, such as `drop:phone,cut:LINK`, or what `what_if` returned; blank: none.
        seed: which invented people, a whole number.
        residents: how many residents the subject is looked for among (None: the story's number, or 1,000).
        with_own: add every record that the subject has.
        tables: agency tables to use instead of generated people: a folder or a SQLite file (None: those that lie in the
            world's folder, unless residents or a seed ask for invented people). Their `about` says their seed; where
            they have none, a seed other than 1 says it.

    Returns:
        The trace: `.steps` and `.effects` as tables, `.counts`, `.closed`, and its map in a notebook.

    Raises:
        UsageError: a story and a record kind at once, or a name that is no text.
        LinkageError: a story, a record kind or a resident that isn't there, or tables that are not there.
        NobodyFitsError: no resident of that population fits the story.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder, or the tables, have faults.
        UnknownNameError: there is no such world.

    >>> li = trace("tiny", "court-fine")
    >>> li.name, li.counts["services_refused"], sorted(li.closed)
    ('Li', 3, ['high-speed-rail', 'loan', 'package-tour'])
    """
    for name, given in (("story", story), ("record", record), ("resident", resident)):
        if not isinstance(given, str):
            raise UsageError(f"{name}: found {given!r:.60}, expected a text.")
    if story and record:
        raise UsageError("story and record exclude each other: a story has a record of its own.")
    question = Question(
        story=story,
        record_kind=record,
        resident=resident,
        what_if=what_if_text(what_if),
        seed=seed,
        residents=residents,
        with_own=with_own,
        tables=Path(tables) if tables else None,
        seed_stated=bool(tables) and seed != 1,
    )
    return Trace.of(ask(load(world), question))


@whole_numbers
def log(answer: Answer, *, on_day: int | None = None) -> pd.DataFrame:
    """Who did what with a subject's data, day by day, and what of it the person was told: a trace turned round.

    Args:
        answer: a trace; one that was asked `with_own` tells of all records that the subject has.
        on_day: only what was done by that day, in days after the record (None: all).

    Returns:
        One row a step of the trace: `day` and `until` (days after the record; a blank `until` is for ever), `step` (its
        id), `did` (recorded, copied, read, listed, scored), `database` (who did it: who recorded it, got a copy, or
        read it by a rule), `from` (the database that a copy came from), `account` and `subject` (on whose row, or on
        whom it falls), `record` and `record_kind`, `by` (the link or rule), `match` (on what it joined), `told` (what
        the person learns: none, published, told; blank where nobody says), `wrong` (whether it is there by wrong
        matches only), `status` (how it is known), `sentence`.
        Its `attrs` hold `label`, `units`, `about` (whose trace, under which what-if), `sentence` (the log in one) and
        `counts` (how much was `done`, at how many `databases`, and of how much the person was told, by notice).

    Raises:
        UsageError: what was given is no trace.

    >>> log(trace("tiny", "court-fine"))["told"].tolist()[:3]
    ['', 'none', 'published']
    """
    lines = person_log.log_lines(given_trace(answer, "log"), on_day)
    return frame(
        (person_log.log_values(answer, line) for line in lines),
        person_log.LOG_COLUMNS,
        label=answer.world.label_line,
        about=trace_report.trace_heading(answer),
        sentence=person_log.log_summary(answer, lines),
        counts=person_log.log_counts(answer, lines),
    )


@whole_numbers
def why(answer: Answer, service: str = "", *, rule: str = "", subject: str = "", most: int = 5) -> Why:
    """The proofs of an effect, shortest first: of a closed service, or of a rule's effect on somebody.

    Args:
        answer: a trace.
        service: the id of the service; of several effects there, the subject's own, a refusal, the earliest.
        rule: the id of a rule instead of a service.
        subject: with `rule`, on whom its effect falls; blank: the trace's subject.
        most: how many proofs to write out; all are counted, up to a thousand.

    Returns:
        The proofs, `.proofs`, each a tuple of steps with causes first; and their number, `.count`.

    Raises:
        LinkageError: there is no such service.
        NoProofError: the effect did not happen.

    >>> why(trace("tiny", "court-fine"), "loan").count
    1
    """
    effect = effect_of(given_trace(answer, "why"), service, rule, subject)
    return Why(answer, proofs_of(DerivationGraph(answer.plan, answer.tables, answer.spread), effect, most))


def given_trace(answer: object, question: str) -> Answer:
    """What was given to a question about a trace, if it is one.

    Args:
        answer: what was given.
        question: the question's name.

    Returns:
        The trace.

    Raises:
        UsageError: it is something else; the sentence says how a trace is had.
    """
    if isinstance(answer, Answer):
        return answer
    how = f"linkage.{question}(linkage.trace({answer!r:.60}), …)" if isinstance(answer, str) else "linkage.trace(…)"
    raise UsageError(f"{question}: found {answer!r:.60}, expected a trace: {how}.")


def effect_of(answer: Answer, service: str, rule: str, subject: str) -> Effect:
    """The effect that is meant: of a rule on a subject, or at a service.

    Args:
        answer: a trace.
        service: the id of a service; of several effects there, the subject's own, a refusal, the earliest.
        rule: the id of a rule instead of a service; blank: none.
        subject: with `rule`, on whom its effect falls; blank: the trace's subject.

    Returns:
        The effect.

    Raises:
        LinkageError: there is no such service.
        NoProofError: the effect did not happen.
    """
    if rule:
        whom = subject or answer.subject
        effects = [effect for effect in answer.spread.effects if (effect.rule, effect.subject) == (rule, whom)]
        if not effects:
            raise NoProofError(f"The rule '{rule}' has no effect on {whom} in this spread.")
        return effects[0]
    services = answer.world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    effect = find_effect(answer.spread, service, answer.subject)
    if effect is None:
        raise NoProofError(f"{services[service].name} is not closed to {answer.name}: ask why_not.")
    return effect


def why_not(answer: Answer, service: str) -> WhyNot:
    """Why a service stays open to a trace's subject: the first condition that failed on the nearest route to it.

    Args:
        answer: a trace.
        service: the id of the service.

    Returns:
        The `.condition` that failed (a word such as `no-rule`, `no-way`, `needs-confirmed`, `held-back`), the
        `.database` where it failed, `.by` which link or rule, and the `.sentence` that says it.

    Raises:
        LinkageError: there is no such service.

    >>> why_not(trace("tiny", "skipped-fare"), "private-school").condition
    'no-rule'
    """
    services = given_trace(answer, "why_not").world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    reason = find_why_not(answer.plan, answer.tables, answer.spread, service, answer.subject)
    return WhyNot(reason, reason.condition, reason.database, reason.by, reason.sentence)


def sql(answer: Answer, step: str) -> str:
    """The SQL of a step's join, which runs on the SQLite file that `linkage generate` writes.

    Args:
        answer: a trace.
        step: the id of one of its steps, such as `s2`.

    Returns:
        A SELECT of the rows that the step joined; an INSERT where the step opened a list's row.

    Raises:
        LinkageError: there is no such step.

    >>> li = trace("tiny", "court-fine")
    >>> sql(li, "s2").split()[0] in ("SELECT", "INSERT")
    True
    """
    steps = given_trace(answer, "sql").spread.by_id
    if step not in steps:
        raise LinkageError(unknown("step", step, steps))
    if steps[step].kind == "linked":
        return join_view.join_view(answer, steps[step]).sql
    return trace_report.step_sql(answer.world, answer.spread, steps[step])
