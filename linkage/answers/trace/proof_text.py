"""Proofs as a terminal and a notebook show them: each step with its badge and its quotes."""

from __future__ import annotations

from collections.abc import Iterator

from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Step
from linkage.vocabulary import LABEL


def proofs_text(answer: Answer, found: Proofs) -> str:
    """`why` on a terminal."""
    called = sentences.names(answer.subject, answer.name)
    effect = sentences.effect_sentence(answer.world, found.effect, called)
    lines = [trace_report.heading(answer), f"{effect}. Proofs: {found.count}."]
    for number, proof in enumerate(found.proofs, start=1):
        lines += ["", f"proof {number}", *(line for step in proof for line in _step(answer, step))]
        lines.append(f"  {trace_report.assumed(proof)}")
    return "\n".join([*lines, LABEL]) + "\n"


def _step(answer: Answer, step: Step) -> Iterator[str]:
    everything = answer.world.everything
    called = sentences.names(answer.subject, answer.name)
    said = sentences.sentence(answer.world, step, called)
    yield f"  day {step.day:>4}  {said}  [{trace_report.badge(answer.world, step)}]"
    for quote in (everything.quotes[each] for each in step.evidence if each in everything.quotes):
        words = f"“{quote.quote}”" if quote.quote else f"(text not seen) {quote.says}"
        yield f"            {words} - {everything.sources[quote.source].title}"
