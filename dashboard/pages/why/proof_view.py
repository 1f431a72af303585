"""The proofs of an effect as values for the Why page: line by line, and how accounts became one person.

Nothing is searched in this module: proofs come from `linkage.spread.proofs`, sentences from
`linkage.answers.sentences`. Knows no Dash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.pages.why.outcomes import Outcome
from dashboard.services.step_view import AnswerView, cause_places
from linkage.answers import sentences
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.trace import trace_report
from linkage.spread.proofs import DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Step
from linkage.spread.why_not import why_not
from linkage.vocabulary import weakest

Json = dict[str, Any]
MAX_PROOFS = 12
"""How many proofs are written out at most; all are counted."""


@dataclass(frozen=True, eq=False)
class ProofView(AnswerView):
    """The outcomes and proofs of one answer, with the labels of one language."""

    @cached_property
    def derivations(self) -> DerivationGraph:
        """All derivations of the spread."""
        return DerivationGraph(self.answer.plan, self.answer.tables, self.answer.spread)

    def proofs_of(self, effect: Effect) -> Proofs:
        """The proofs of an effect, shortest first."""
        return proofs(self.derivations, effect, MAX_PROOFS)

    # -- the list to choose from ----------------------------------------------------------------------------------

    def row(self, outcome: Outcome) -> Json:
        """An outcome in the list."""
        effect = outcome.effect
        services = self.answer.world.everything.services
        name = sentences.name(services, outcome.service) if outcome.service else ""
        sentence = sentences.effect_sentence(self.answer.world, effect, self.display_names) if effect else ""
        remarks = [self.labels("why.again")] if outcome.is_repeat else []
        if outcome.closer:
            remarks.append(self.labels("panel.with", service=sentences.name(services, outcome.closer)))
        if effect and outcome.group == "other":
            remarks.append(sentence if name else "")
        return {
            "id": outcome.id,
            "group": outcome.group,
            "name": name or sentence,
            "when": self.step_view.span(effect) if effect else "",
            "more": " · ".join(filter(None, remarks)),
            "effect": effect.effect if effect else "",
            "weakest": self._weakest_status(effect) if effect else "",
        }

    def _weakest_status(self, effect: Effect) -> str:
        spread = self.answer.spread
        return weakest(step.status for step in spread.proof(spread.by_id[effect.step]))

    # -- the question -----------------------------------------------------------------------------------------------

    def title(self, outcome: Outcome) -> str:
        """The outcome that is asked about, in a sentence."""
        services = self.answer.world.everything.services
        if outcome.effect is None:
            return self.labels("why.open", service=sentences.name(services, outcome.service), name=self.answer.name)
        if outcome.closer:
            return self.labels(
                "why.with",
                service=sentences.name(services, outcome.service),
                closer=sentences.name(services, outcome.closer),
                name=self.answer.name,
            )
        return sentences.effect_question(self.answer.world, outcome.effect, self.display_names)

    def why_not(self, outcome: Outcome) -> str:
        """Why a door is open: what failed on the shortest way to closing it."""
        answer = self.answer
        return why_not(answer.plan, answer.tables, answer.spread, outcome.service, answer.subject).sentence

    # -- proofs -----------------------------------------------------------------------------------------------------

    def proof(self, steps: Sequence[Step]) -> Json:
        """A proof, line by line, with its weakest status and number, and its joins."""
        joins = [self.join(step, steps) for step in steps if step.kind == "linked"]
        return {
            "steps": [
                {**self.step_view.line(step), "behind": behind, "row": world_row(step)}
                for step, behind in zip(steps, cause_places(steps), strict=True)
            ],
            "weakest": self._weakest_badge(steps),
            "number": weakest(step.number_status for step in steps),
            "assumed": evidence_summary(self.answer.world, steps),
            "title": self.database_path(steps),
            "joins": joins,
            "person": self._person_sentence(joins, steps),
        }

    def _weakest_badge(self, steps: Sequence[Step]) -> list[str]:
        """The weakest status of some steps, and the text of its badge."""
        status = weakest(step.status for step in steps)
        weakest_steps = [step for step in steps if step.status == status]
        badges = (trace_report.status_badge(self.answer.world, step) for step in weakest_steps)
        return [status, max(badges, key=len, default=status)]

    def database_path(self, steps: Sequence[Step]) -> str:
        """The names of the databases that a proof passes, from the record's home on."""
        databases = self.answer.world.everything.databases
        names = [sentences.name(databases, step.database) for step in steps if step.kind != "effect"]
        return " → ".join(dict.fromkeys(names))

    # -- one person -------------------------------------------------------------------------------------------------

    def join(self, step: Step, steps: Sequence[Step]) -> Json:
        """A match as a line: two accounts, and the values that made them one."""
        cause = next((earlier for earlier in steps if earlier.id == step.causes[-1]), None) if step.causes else None
        databases, hops = self.answer.world.everything.databases, []
        for joined in step.joined:
            register = sentences.name(databases, joined.register) if joined.register else ""
            hops.append([*self.step_view.identifier(joined.identifier, joined.value), register])
        return {
            "from": self._account(cause) if cause else ["", "", ""],
            "to": self._account(step),
            "hops": hops,
            "wrong": cause is not None and cause.subject != step.subject,
            "made": step.made_row,
            "step": self._spread_step_id(step),
        }

    def _account(self, step: Step) -> list[str]:
        databases, subject = self.answer.world.everything.databases, step.subject
        return [sentences.name(databases, step.database), step.account, self.display_names.get(subject, subject)]

    def _spread_step_id(self, step: Step) -> str:
        """The id of the same match in the spread, for the Join page; nothing where only this proof has it."""
        match = (step.by, step.account, step.record, step.joined)
        for spread_step in self.answer.spread.steps:
            if (spread_step.by, spread_step.account, spread_step.record, spread_step.joined) == match:
                return spread_step.id
        return ""

    def _person_sentence(self, joins: Sequence[Json], steps: Sequence[Step]) -> str:
        """A sentence that says how many accounts became one person, on which identifiers."""
        if not joins:
            return self.labels("why.no_join")
        accounts = dict.fromkeys(step.account for step in steps if step.kind in ("recorded", "linked", "listed"))
        databases = self.answer.world.everything.databases
        agencies = {databases[step.database].agency for step in steps if step.database in databases}
        keys = list(dict.fromkeys(hop[1] for join in joins for hop in join["hops"]))
        key_names = " and ".join(keys)
        sentence = self.labels("why.one_person", accounts=len(accounts), agencies=len(agencies), keys=key_names)
        if len(agencies) == 1:
            sentence = self.labels("why.one_person_one_agency", accounts=len(accounts), keys=key_names)
        wrong = any(join["wrong"] for join in joins)
        return f"{sentence} {self.labels('why.wrong_person')}" if wrong else sentence


def world_row(step: Step) -> list[str]:
    """The row of the world that brought a step: its table and id."""
    if step.kind == "recorded":
        return ["record_kinds", step.record_kind]
    return ["links" if step.kind == "linked" else "rules", step.by]
