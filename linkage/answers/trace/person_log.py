"""The log of a person's data: the spread turned round, as a list of who did what with them, day by day.

Which database got which copy from whom, by which match; which read it by which rule; and what of it the person was
told. Each line is a step of the spread, so what no step says stands in no line. Source: design 11.10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace.trace_report import filter_to_day, status_badge, trace_heading, what_if_texts
from linkage.spread.steps import Step
from linkage.vocabulary import NOTICES

Json = dict[str, Any]

LOG_COLUMNS = (
    "day", "until", "step", "did", "database", "from", "account", "subject", "record", "record_kind", "by", "match",
    "told", "wrong", "status", "sentence",
)  # fmt: skip
"""The columns of a log as a table."""

_DID = {"recorded": "recorded", "linked": "copied", "listed": "listed", "scored": "scored", "effect": "read"}


class LogLine(NamedTuple):
    """A line of the log: one step of the spread.

    `database` is who did it: who recorded it, who got a copy, or who read it by a rule; `giver` the database that a
    copy came from. `told` is the notice of the link or rule; blank for a starting record, of which no source speaks.
    """

    step: Step
    did: str  # recorded | copied | read | listed | scored
    database: str
    giver: str
    match: str  # on what the match joined: names of identifiers with their values
    told: str  # none | published | told; blank: not said
    sentence: str


def log_lines(answer: Answer, day: int | None = None, called: Mapping[str, str] | None = None) -> list[LogLine]:
    """Every line of the log of an answer's records, by day.

    Args:
        day: only what was done by that day; None: all.
        called: subject → its name in the sentences; None: the answer's subject by its name, all others by their ids.
    """
    steps = answer.spread.steps if day is None else filter_to_day(answer.spread, day)[0]
    names = sentences.names(answer.subject, answer.name) if called is None else called
    return [_line(answer, step, names) for step in steps]


def _line(answer: Answer, step: Step, called: Mapping[str, str]) -> LogLine:
    world = answer.world
    giver, database, notice = "", step.database, ""
    if step.kind == "linked":
        link = world.links[step.by]
        giver, notice = link.source, link.notice
    elif step.kind != "recorded":
        rule = world.rules[step.by]
        database, notice = rule.database, rule.notice
    match = sentences.match_with_values(world, step) if step.kind == "linked" else ""
    causes = (answer.spread.by_id[cause] for cause in step.causes)
    read_kinds = dict.fromkeys(cause.record_kind for cause in causes) or {step.record_kind: None}
    sentence = sentences.log_sentence(world, step, read_kinds, notice, called)
    return LogLine(step, _DID[step.kind], database, giver, match, notice, sentence)


def log_counts(answer: Answer, lines: list[LogLine]) -> Json:
    """How much was done with the records, at how many databases, and of how much of it the person was told."""
    done = [line for line in lines if line.did != "recorded"]
    told = Counter(line.told for line in done)
    databases = {line.database for line in lines} | {line.step.database for line in lines}
    return {"done": len(done), "databases": len(databases), **{notice: told[notice] for notice in NOTICES}}


def log_json(answer: Answer, day: int | None = None) -> Json:
    """The log as JSON: what `trace --log --format json` prints.

    Args:
        day: only what was done by that day; None: all.
    """
    lines = log_lines(answer, day)
    return {
        "world": answer.world.id,
        "seed": answer.tables.stated_seed,
        "residents": answer.residents,
        "what_if": what_if_texts(answer.world, answer.what_if),
        "subject": answer.subject,
        "name": answer.name,
        "records": [
            {**record._asdict(), "false": record.id in answer.spread.false_records} for record in answer.spread.records
        ],
        "log": [dict(zip(LOG_COLUMNS, log_values(answer, line), strict=True)) for line in lines],
        "counts": log_counts(answer, lines),
    }


def log_values(answer: Answer, line: LogLine) -> tuple[Any, ...]:
    """The values of a line, in the order of `LOG_COLUMNS`: days are numbers, `wrong` is true or false."""
    step = line.step
    return (
        step.day, step.until, step.id, line.did, line.database, line.giver, step.account, step.subject, step.record,
        step.record_kind, step.by, line.match, line.told, step.wrong, status_badge(answer.world, step), line.sentence,
    )  # fmt: skip


def log_rows(answer: Answer, day: int | None = None) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of `trace --log --format csv`, one row a line."""
    written = {True: "yes", False: "no", None: ""}
    rows = (log_values(answer, line) for line in log_lines(answer, day))
    return list(LOG_COLUMNS), [
        [written[cell] if cell is None or isinstance(cell, bool) else str(cell) for cell in row] for row in rows
    ]


def log_text(answer: Answer, day: int | None = None) -> str:
    """The log as text: what `trace --log` prints.

    Args:
        day: only what was done by that day; None: all.
    """
    lines = log_lines(answer, day)
    text = [f"The log of {answer.name}'s data", trace_heading(answer), ""]
    if not answer.spread.records:
        text += [sentences.nothing_happens(answer.world, answer.records[0].kind), ""]
    text += [f"day {line.step.day:>4}  {line.sentence}  [{status_badge(answer.world, line.step)}]" for line in lines]
    return "\n".join([*text, "", log_summary(answer, lines), answer.world.label_line]) + "\n"


def log_summary(answer: Answer, lines: list[LogLine]) -> str:
    """The log in one sentence: how often something was done, and of how much of it anybody was told."""
    return sentences.log_summary(answer.name, log_counts(answer, lines))
