"""Smallest cuts, measured in process: from a loaded world to the answer with its certificate."""

from __future__ import annotations

import statistics
import time

from linkage.answers.cuts.find_cuts import FoundCuts, find_cuts
from linkage.answers.spread_question import Question
from linkage.world.storage.folders import load
from tests.bench.measure import Figure, seconds

QUESTIONS = (
    ("unpaid-court-judgment", "flight", ""),
    ("unpaid-phone-bill", "loan", ""),
    ("unpaid-court-judgment", "flight", "reading:everything"),
    ("subway-fare-evasion", "subway-ride", "reading:everything"),
)
"""A record kind, a service, a what-if: the court's, one that is born with a phone, and two where most is alive."""


def cut_time(kind: str, service: str, what_if: str) -> Figure:
    """One cut for everybody: the reading, the plan, the search, each cut run, the certificate."""
    world = load("beijing")

    def question() -> FoundCuts:
        return find_cuts(world, Question(record_kind=kind, what_if=what_if), service)

    cuts = question().cuts
    duration = statistics.median(seconds(question, 50, time.process_time))
    under = f" under `{what_if}`" if what_if else ""
    return Figure(
        f"`cut beijing --record {kind} --protect {service}`{under}, in process (processor time, median of 50)",
        f"{duration * 1000:.1f} ms; {len(cuts.cuts)} cuts of size {cuts.size}, {len(cuts.certificate)} proofs",
        "≤ 3 ms",
    )


def whole_time() -> Figure:
    """The same with what each cut also takes away and brings, for every other kind of record too."""
    world = load("beijing")
    kind, service, _ = QUESTIONS[0]
    duration = statistics.median(
        seconds(lambda: find_cuts(world, Question(record_kind=kind), service).side_effects, 20, time.process_time)
    )
    what = f"the cuts of {kind} and {service} with all that each also loses and gains (processor time, median of 20)"
    return Figure(what, f"{duration * 1000:.1f} ms", "")


def figures() -> list[Figure]:
    """Everything measured here."""
    return [*(cut_time(*question) for question in QUESTIONS), whole_time()]
