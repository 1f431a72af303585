"""Why something happened, as values for the Why page: proofs line by line, and how accounts became one person.

Nothing is searched here: proofs come from `spread.proofs`, sentences from `narrate`. Knows no Dash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.pages.why.targets import Outcome
from dashboard.services.step_view import StepView, cause_places
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.spread.proofs import DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Step
from linkage.spread.why_not import why_not
from linkage.vocabulary import weakest

Json = dict[str, Any]
SHOWN = 12
"""So many proofs are written out; all are counted."""


@dataclass(frozen=True, eq=False)
class ProofView:
    """An answer, and the words to say it in."""

    answer: Answer
    words: Labels

    @cached_property
    def called(self) -> Mapping[str, str]:
        """What people are called."""
        return sentences.names(self.answer.subject, self.answer.name)

    @cached_property
    def lines(self) -> StepView:
        """How steps are said."""
        return StepView(self.answer.world, self.called, self.words)

    @cached_property
    def web(self) -> DerivationGraph:
        """All derivations of the spread."""
        return DerivationGraph(self.answer.plan, self.answer.tables, self.answer.spread)

    def found(self, effect: Effect) -> Proofs:
        """The proofs of an effect, shortest first."""
        return proofs(self.web, effect, SHOWN)

    # -- the list to choose from ----------------------------------------------------------------------------------

    def row(self, outcome: Outcome) -> Json:
        """An outcome in the list."""
        effect = outcome.effect
        services = self.answer.world.everything.services
        name = sentences.name(services, outcome.service) if outcome.service else ""
        said = sentences.effect_sentence(self.answer.world, effect, self.called) if effect else ""
        more = [self.words("why.again")] if outcome.again else []
        if outcome.closer:
            more.append(self.words("panel.with", service=sentences.name(services, outcome.closer)))
        if effect and outcome.group == "other":
            more.append(said if name else "")
        return {
            "id": outcome.id,
            "group": outcome.group,
            "name": name or said,
            "when": self.lines.span(effect) if effect else "",
            "more": " · ".join(filter(None, more)),
            "effect": effect.effect if effect else "",
            "weakest": self._weakest(effect) if effect else "",
        }

    def _weakest(self, effect: Effect) -> str:
        spread = self.answer.spread
        return weakest(step.status for step in spread.proof(spread.by_id[effect.step]))

    # -- the question -----------------------------------------------------------------------------------------------

    def title(self, outcome: Outcome) -> str:
        """What is asked about, in a sentence."""
        services = self.answer.world.everything.services
        if outcome.effect is None:
            return self.words("why.open", service=sentences.name(services, outcome.service), name=self.answer.name)
        if outcome.closer:
            return self.words(
                "why.with",
                service=sentences.name(services, outcome.service),
                closer=sentences.name(services, outcome.closer),
                name=self.answer.name,
            )
        return sentences.effect_sentence(self.answer.world, outcome.effect, self.called) + "."

    def why_not(self, outcome: Outcome) -> str:
        """What failed on the nearest way to a door that is open."""
        answer = self.answer
        return why_not(answer.plan, answer.tables, answer.spread, outcome.service, answer.subject).sentence

    # -- proofs -----------------------------------------------------------------------------------------------------

    def proof(self, steps: Sequence[Step]) -> Json:
        """A proof, line by line, with its weakest status and number, and its joins."""
        joins = [self.join(step, steps) for step in steps if step.kind == "linked"]
        return {
            "steps": [
                {**self.lines.line(step), "behind": back, "row": row_of(step)}
                for step, back in zip(steps, cause_places(steps), strict=True)
            ],
            "weakest": self._badge(steps),
            "number": weakest(step.number_status for step in steps),
            "assumed": trace_report.assumed_count(steps),
            "title": self.way(steps),
            "joins": joins,
            "person": self._one_person(joins, steps),
        }

    def _badge(self, steps: Sequence[Step]) -> list[str]:
        """The weakest status of some steps, with its badge's words."""
        lowest = weakest(step.status for step in steps)
        worst = [step for step in steps if step.status == lowest]
        return [
            lowest,
            max((trace_report.status_badge(self.answer.world, step) for step in worst), key=len, default=lowest),
        ]

    def way(self, steps: Sequence[Step]) -> str:
        """The databases that a proof passes, from home on."""
        databases = self.answer.world.everything.databases
        names = [sentences.name(databases, step.database) for step in steps if step.kind != "effect"]
        return " → ".join(dict.fromkeys(names))

    # -- one person -------------------------------------------------------------------------------------------------

    def join(self, step: Step, steps: Sequence[Step]) -> Json:
        """A match as a line: two accounts, and the values that made them one."""
        cause = next((each for each in steps if each.id == step.causes[-1]), None) if step.causes else None
        hops = []
        for each in step.joined:
            through = sentences.name(self.answer.world.everything.databases, each.register) if each.register else ""
            hops.append([*self.lines.identifier(each.identifier, each.value), through])
        return {
            "from": self._account(cause) if cause else ["", "", ""],
            "to": self._account(step),
            "hops": hops,
            "wrong": cause is not None and cause.subject != step.subject,
            "made": step.made_row,
            "step": self._in_spread(step),
        }

    def _account(self, step: Step) -> list[str]:
        databases = self.answer.world.everything.databases
        return [sentences.name(databases, step.database), step.account, self.called.get(step.subject, step.subject)]

    def _in_spread(self, step: Step) -> str:
        """The id of the same match in the spread, for the Join page; nothing where only this proof has it."""
        for each in self.answer.spread.steps:
            if (each.by, each.account, each.record, each.joined) == (step.by, step.account, step.record, step.joined):
                return each.id
        return ""

    def _one_person(self, joins: Sequence[Json], steps: Sequence[Step]) -> str:
        """How many accounts became one person, on which identifiers."""
        if not joins:
            return self.words("why.no_join")
        accounts = dict.fromkeys(step.account for step in steps if step.kind in ("recorded", "linked", "listed"))
        databases = self.answer.world.everything.databases
        agencies = {databases[step.database].agency for step in steps if step.database in databases}
        keys = list(dict.fromkeys(hop[1] for join in joins for hop in join["hops"]))
        said = self.words("why.one_person", accounts=len(accounts), agencies=len(agencies), keys=" and ".join(keys))
        if len(agencies) == 1:
            said = self.words("why.one_person_one_agency", accounts=len(accounts), keys=" and ".join(keys))
        wrong = any(join["wrong"] for join in joins)
        return f"{said} {self.words('why.wrong_person')}" if wrong else said


def row_of(step: Step) -> list[str]:
    """The row of the world that made a step: its table and id."""
    if step.kind == "recorded":
        return ["record_kinds", step.record_kind]
    return ["links" if step.kind == "linked" else "rules", step.by]
