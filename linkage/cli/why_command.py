"""The verb `why`: the proofs of an effect, or why there is none."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from linkage.answers import sentences
from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.single_removals import lifting_text, single_removals
from linkage.answers.spread_question import (
    Answer,
    ask,
    find_effect,
)
from linkage.answers.trace import trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.cli.options.own_tables_option import print_remarks
from linkage.cli.options.question_options import question_of
from linkage.cli.printing import print_stamped
from linkage.errors import LinkageError, NoProofError, unknown
from linkage.spread.proofs import MOST_PROOFS, DerivationGraph, proofs
from linkage.spread.steps import Effect
from linkage.spread.why_not import why_not
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.storage import folders


def why(arguments: Namespace) -> int:
    """Print the proofs of an effect, or why there is none.

    Raises:
        LinkageError: there is no such service.
        NoProofError: `--not` was asked of a service that is closed.
    """
    answer = ask(folders.load(arguments.world), question_of(arguments))
    print_remarks(answer.tables)
    services = answer.world.everything.services
    if arguments.service not in services:
        raise LinkageError(unknown("service", arguments.service, services))
    derivations = DerivationGraph(answer.plan, answer.tables, answer.spread)
    effect = find_effect(answer.spread, arguments.service, answer.subject)
    if effect is None or arguments.why_not:
        return _print_why_not(arguments, answer, effect)
    result = proofs(derivations, effect, MOST_PROOFS if arguments.every else 1)
    lifting = single_removals(answer, effect, (*USUAL, "databases", "agencies"))
    if arguments.format == "json":
        names = sentences.names(answer.subject, answer.name)
        answered = {
            "effect": trace_report.effect_json(answer.spread, effect, result),
            "proofs": [
                [trace_report.step_json(answer.world, step, names) for step in proof] for proof in result.proofs
            ],
            "count": result.count,
            "why_not": None,
            "lifts": [single.removal.text for single in lifting.removals if single.lifts],
        }
        return print_stamped(answered, arguments, answer.world, answer.tables)
    sys.stdout.write(proof_text(answer, result, lifting_text(answer, lifting)))
    return 0


def _print_why_not(arguments: Namespace, answer: Answer, effect: Effect | None) -> int:
    """Print why a service stays open; an error if the question is the wrong way round."""
    name = answer.world.everything.services[arguments.service].name
    refused = effect is not None and effect.effect in CLOSING_EFFECTS and effect.subject == answer.subject
    if arguments.why_not and refused:
        raise NoProofError(f"{name} is closed to {answer.name}: ask 'why' without --not.")
    reason = why_not(answer.plan, answer.tables, answer.spread, arguments.service, answer.subject)
    if arguments.format == "json":
        answered: dict[str, Any] = {"effect": None, "proofs": [], "count": 0, "why_not": reason._asdict()}
        print_stamped(answered, arguments, answer.world, answer.tables)
    else:
        print(f"{name} is not closed to {answer.name}: {reason.sentence}")
    return 0 if arguments.why_not else 1
