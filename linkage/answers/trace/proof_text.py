"""Proofs as plain text, for a terminal and a notebook: each step with its status badge and its quotes."""

from __future__ import annotations

from collections.abc import Iterator

from linkage.answers import sentences
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Step


def proof_text(answer: Answer, proofs: Proofs, lifting: str = "") -> str:
    """All proofs of an effect as text: what `linkage why` prints.

    Args:
        lifting: what would lift it, in words.
    """
    called = sentences.names(answer.subject, answer.name)
    effect = sentences.effect_sentence(answer.world, proofs.effect, called)
    lines = [trace_report.trace_heading(answer), f"{effect}. Proofs: {proofs.count}."]
    for number, proof in enumerate(proofs.proofs, start=1):
        lines += ["", f"proof {number}", *(line for step in proof for line in _step_lines(answer, step))]
        lines.append(f"  {evidence_summary(answer.world, proof)}")
    return "\n".join([*lines, *([f"\n{lifting}"] if lifting else []), answer.world.label_line]) + "\n"


def _step_lines(answer: Answer, step: Step) -> Iterator[str]:
    """A step's sentence with its day and badge, then a line for each quote."""
    everything = answer.world.everything
    called = sentences.names(answer.subject, answer.name)
    sentence = sentences.sentence(answer.world, step, called)
    yield f"  day {step.day:>4}  {sentence}  [{trace_report.status_badge(answer.world, step)}]"
    for quote in (everything.quotes[quote_id] for quote_id in step.evidence if quote_id in everything.quotes):
        words = f"“{sentences.within_quotes(quote.quote)}”" if quote.quote else f"(second-hand) {quote.says}"
        yield f"            {words} - {everything.sources[quote.source].title}"
