"""Remedies for an effect, as values for the Why page: removals that lift it, corrections, and copies that stay behind.

Every removal that is named was run. Knows no proofs' steps and no Dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.services.step_view import StepView
from dashboard.state.labels import Labels
from linkage.answers.compare import compare_closed_services
from linkage.answers.cuts.find_cuts import FoundCuts, find_cuts_of_answer
from linkage.answers.cuts.side_effects import SideEffects
from linkage.answers.cuts.single_removals import (
    SingleRemoval,
    databases_that_stay,
    removal_candidates,
    single_removals,
)
from linkage.answers.cuts.smallest_cuts import Cut
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, under_what_if
from linkage.answers.trace import residual_copies
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, HINDERING_EFFECTS, REWARDS
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
PROTECTED_FROM = CLOSING_EFFECTS | HINDERING_EFFECTS
"""The effects that a service can be protected from."""

MAX_CUTS = 4
"""How many equally small sets of removals are written out at most."""

CORRECTED_ON = 30
"""The day on which a record is corrected unless the reader chooses another."""


@dataclass(frozen=True, eq=False)
class Remedies:
    """The remedies of one answer, with the view of its steps and the labels of one language."""

    answer: Answer
    step_view: StepView
    labels: Labels

    # -- what would lift it -----------------------------------------------------------------------------------------

    def removals(self, effect: Effect, steps: Iterable[Step]) -> Json:
        """What removing each link and register column of the proofs alone does; then each identifier and the rule."""
        result = single_removals(self.answer, effect)
        return {
            "none": result.why_none,
            "rows": [self._removal_row(removal) for removal in result.removals],
            "wider": [self._wider_row(text, effect) for text in self._wider_texts(effect, steps)],
            "least": self._smallest_cuts(effect) if result.why_none and effect.effect in PROTECTED_FROM else None,
        }

    def _smallest_cuts(self, effect: Effect) -> Json:
        """The smallest sets of removals that protect the service, where no single one lifts the effect."""
        result = find_cuts_of_answer(self.answer, effect.service)
        service = name(self.answer.world.everything.services, effect.service)
        cuts = list(zip(result.cuts.cuts, result.side_effects, strict=True))[:MAX_CUTS] if not result.why_not else []
        return {
            "title": self.labels("why.least", service=service),
            "says": result.why_not or self._size_sentence(result),
            "rows": [self._cut_row(cut, side) for cut, side in cuts],
        }

    def _size_sentence(self, result: FoundCuts) -> str:
        cuts = result.cuts
        ways = f"{len(cuts.cuts)}{'+' * cuts.more}"
        if not cuts.exact:
            return self.labels("why.least_found", size=cuts.size)
        sentence = self.labels("why.least_one" if ways == "1" else "why.least_ways", size=cuts.size, ways=ways)
        return f"{sentence} {self.labels('why.least_certificate', proofs=len(cuts.certificate))}"

    def _cut_row(self, cut: Cut, side_effects: SideEffects) -> Json:
        """A row for one set of removals, and its side effects, also on records of other kinds."""
        lost_rewards = [row for row in side_effects.lost if row.effect in REWARDS]
        parts = [
            ("why.least_ends", len(side_effects.lost) - len(lost_rewards)),
            ("why.least_takes", len(lost_rewards)),
            ("why.least_brings", len(side_effects.gained)),
        ]
        return {
            "text": ",".join(removal.text for removal in cut),
            "sentence": " ".join(removal.intervention.sentence(self.answer.world) for removal in cut),
            "lifts": True,
            "remain": "",
            "also": "; ".join(self.labels(word, count=count) for word, count in parts if count),
        }

    def _removal_row(self, single_removal: SingleRemoval) -> Json:
        return {
            "text": single_removal.removal.text,
            "sentence": single_removal.removal.sentence(self.answer.world),
            "lifts": single_removal.lifts,
            "remain": "" if single_removal.lifts else self._remaining_text(single_removal.remain),
            "also": self._side_effects_text(single_removal.opened, single_removal.lost, single_removal.newly_closed),
        }

    def _remaining_text(self, number: int | str) -> str:
        return self.labels("why.remains") if number == 1 else self.labels("why.remain", count=number)

    def _side_effects_text(self, opened: Sequence[str], lost: Sequence[str], newly_closed: Sequence[str]) -> str:
        """The side effects of a removal, in a few words."""
        parts = [("why.opens", opened), ("why.loses", lost), ("why.brings", newly_closed)]
        return "; ".join(self.labels(word, doors=self._service_names(services)) for word, services in parts if services)

    def _service_names(self, services: Sequence[str]) -> str:
        names = [name(self.answer.world.everything.services, service) for service in services if service]
        return ", ".join(names) if len(names) <= 3 else self.labels("why.doors", count=len(names))

    def _wider_texts(self, effect: Effect, steps: Iterable[Step]) -> Iterator[str]:
        """The what-ifs of the larger single changes: every identifier, database and agency of the proofs, and the rule.

        The records' home and the database where the rule acts are left out.
        """
        steps = list(steps)
        identifiers = dict.fromkeys(
            identifier for step in steps for joined in step.joined for identifier, _ in joined.pairs
        )
        yield from (f"drop:{identifier}" for identifier in identifiers)
        stay = databases_that_stay(self.answer, effect)
        yield from (
            removal.text
            for removal in removal_candidates(self.answer.world, steps, ("databases", "agencies"), but=stay)
        )
        yield f"off:{effect.rule}"

    def _wider_row(self, text: str, effect: Effect) -> Json:
        answer = self.answer
        after = under_what_if(answer, join_what_ifs(self.answer.what_if, text))
        row = (effect.subject, effect.service, effect.effect, effect.rule)
        remains = any(
            (effect_after.subject, effect_after.service, effect_after.effect, effect_after.rule) == row
            for effect_after in after.spread.effects
        )
        opened, newly_closed, _ = compare_closed_services(answer.spread, after.spread, answer.subject)
        lost = sorted(_rewards(answer.spread) - _rewards(after.spread))
        return {
            "text": text,
            "sentence": parse(text, answer.world)[0].sentence(answer.world),
            "lifts": not remains,
            "remain": "" if not remains else self.labels("why.still"),
            "also": self._side_effects_text(opened, lost, newly_closed),
        }

    # -- who could put it right -------------------------------------------------------------------------------------

    def corrections(self) -> list[Json]:
        """A row for each possible correction: of a starting record at home, or of a register that misled a match."""
        everything = self.answer.world.everything
        rows = []
        for record in self.answer.spread.records:
            home = everything.databases[record.database]
            rows.append(
                {
                    "text": f"correct:{record.kind}={CORRECTED_ON}",
                    "sentence": self.labels(
                        "why.who",
                        agency=name(everything.agencies, home.agency),
                        kind=name(everything.record_kinds, record.kind),
                        database=home.name,
                    ),
                }
            )
        for register in self._misleading_registers():
            database = everything.databases[register]
            agency = name(everything.agencies, database.agency)
            rows.append(
                {
                    "text": f"repair:{register}={CORRECTED_ON}",
                    "sentence": self.labels("why.who_repairs", agency=agency, database=database.name),
                }
            )
        return rows

    def _misleading_registers(self) -> list[str]:
        """The registers through which a match found another subject's row."""
        spread = self.answer.spread
        misleading: dict[str, None] = {}
        registers = {database for database, *_ in self.answer.world.everything.registers}
        for step in spread.steps:
            if step.kind == "linked" and spread.by_id[step.causes[-1]].subject != step.subject:
                columns = [joined.register for joined in step.joined if joined.register in registers]
                misleading.update(dict.fromkeys(joined for joined in columns if joined))
        return list(misleading)

    # -- what stays -------------------------------------------------------------------------------------------------

    def copies(self, effect: Effect | None, proof_steps: Iterable[Step]) -> Json:
        """Every copy of the record: until when it stays as the world is, and until when if the record is corrected."""
        kinds = dict.fromkeys(record.kind for record in self.answer.spread.records)
        correct = ",".join(f"correct:{kind}={CORRECTED_ON}" for kind in kinds)
        after = under_what_if(self.answer, join_what_ifs(self.answer.what_if, correct)).spread
        corrected_steps = {(step.record, step.account): step for step in after.steps}
        proof_accounts = {(step.record, step.account) for step in proof_steps}
        rows = [
            self._copy_row(copy, corrected_steps, proof_accounts)
            for copy in residual_copies.record_copies(self.answer.spread)
        ]
        return {
            "day": CORRECTED_ON,
            "text": correct,
            "rows": rows,
            "door": self._effect_ends(effect, after) if effect else None,
        }

    def _copy_row(
        self,
        copy: residual_copies.RecordCopy,
        corrected_steps: dict[tuple[str, str], Step],
        proof_accounts: set[tuple[str, str]],
    ) -> Json:
        everything, step = self.answer.world.everything, copy.step
        corrected = corrected_steps.get((step.record, step.account))
        return {
            "database": name(everything.databases, step.database),
            "agency": name(everything.agencies, copy.keeper),
            "part": f"database:{step.database}",
            "until": self.end_text(step.until),
            "corrected": self.end_text(corrected.until) if corrected else "",
            "outlives": corrected is not None and (corrected.until is None or corrected.until > CORRECTED_ON),
            "holds": (step.record, step.account) in proof_accounts,
        }

    def _effect_ends(self, effect: Effect, after: Spread) -> list[str]:
        """Until when the effect itself lasts, as the world is and if the record is corrected."""
        row = (effect.subject, effect.service, effect.effect, effect.rule)
        corrected = next(
            (
                effect_after
                for effect_after in after.effects
                if (effect_after.subject, effect_after.service, effect_after.effect, effect_after.rule) == row
            ),
            None,
        )
        return [self.end_text(effect.until), self.end_text(corrected.until) if corrected else ""]

    def end_text(self, day: int | None) -> str:
        """The end of a copy or an effect, in words."""
        return self.labels("why.for_ever") if day is None else self.labels("why.until", day=day)


def join_what_ifs(*texts: str) -> str:
    """The text of several what-ifs applied one after the other."""
    return ",".join(text for text in texts if text)


def _rewards(spread: Spread) -> set[str]:
    return {effect.service for effect in spread.effects if effect.effect in REWARDS}
