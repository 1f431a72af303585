"""Proofs as a terminal and a notebook show them: each step with its badge and its quotes."""

from __future__ import annotations

from collections.abc import Iterator

from linkage.answers import narrate, report
from linkage.answers.ask import Answer
from linkage.spread.proof import Proofs
from linkage.spread.steps import Step
from linkage.vocabulary import LABEL


def proofs_text(answer: Answer, found: Proofs) -> str:
    """`why` on a terminal."""
    called = narrate.names(answer.subject, answer.name)
    effect = narrate.effect_sentence(answer.world, found.effect, called)
    lines = [report.heading(answer), f"{effect}. Proofs: {found.count}."]
    for number, proof in enumerate(found.proofs, start=1):
        lines += ["", f"proof {number}", *(line for step in proof for line in _step(answer, step))]
        lines.append(f"  {report.assumed(proof)}")
    return "\n".join([*lines, LABEL]) + "\n"


def _step(answer: Answer, step: Step) -> Iterator[str]:
    everything = answer.world.everything
    called = narrate.names(answer.subject, answer.name)
    said = narrate.sentence(answer.world, step, called)
    yield f"  day {step.day:>4}  {said}  [{report.badge(answer.world, step)}]"
    for quote in (everything.quotes[each] for each in step.evidence if each in everything.quotes):
        words = f"“{quote.quote}”" if quote.quote else f"(text not seen) {quote.says}"
        yield f"            {words} - {everything.sources[quote.source].title}"
