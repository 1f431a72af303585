"""What would have stopped it, who could put it right, and what stays behind, as values for the Why page.

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
from linkage.answers.cuts.single_removals import SingleRemoval, single_removals
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

LEAST_SHOWN = 4
"""How many equally small sets of removals are spelled out."""

CORRECTED_ON = 30
"""The day on which a record is corrected where nobody says another."""


@dataclass(frozen=True, eq=False)
class Remedies:
    """An answer, how its steps are said, and the words."""

    answer: Answer
    lines: StepView
    words: Labels

    # -- what would lift it -----------------------------------------------------------------------------------------

    def lifting(self, effect: Effect, steps: Iterable[Step]) -> Json:
        """Each link and register column of the proofs, taken away alone; then each identifier and the rule."""
        found = single_removals(self.answer, effect)
        return {
            "none": found.why_none,
            "rows": [self._lift(each) for each in found.removals],
            "wider": [self._wider(text, effect) for text in self._wider_texts(effect, steps)],
            "least": self._least(effect) if found.why_none and effect.effect in PROTECTED_FROM else None,
        }

    def _least(self, effect: Effect) -> Json:
        """The smallest sets of removals that protect the service, where no single one lifts the effect."""
        found = find_cuts_of_answer(self.answer, effect.service)
        service = name(self.answer.world.everything.services, effect.service)
        shown = list(zip(found.cuts.cuts, found.side_effects, strict=True))[:LEAST_SHOWN] if not found.why_not else []
        return {
            "title": self.words("why.least", service=service),
            "says": found.why_not or self._how_small(found),
            "rows": [self._set(cut, side) for cut, side in shown],
        }

    def _how_small(self, found: FoundCuts) -> str:
        cuts = found.cuts
        ways = f"{len(cuts.cuts)}{'+' * cuts.more}"
        if not cuts.exact:
            return self.words("why.least_found", size=cuts.size)
        said = self.words("why.least_one" if ways == "1" else "why.least_ways", size=cuts.size, ways=ways)
        return f"{said} {self.words('why.least_certificate', proofs=len(cuts.certificate))}"

    def _set(self, cut: Cut, side: SideEffects) -> Json:
        """One set, and what it does beside, also to records of other kinds."""
        lost = [row for row in side.lost if row.effect in REWARDS]
        parts = [
            ("why.least_ends", len(side.lost) - len(lost)),
            ("why.least_takes", len(lost)),
            ("why.least_brings", len(side.gained)),
        ]
        return {
            "text": ",".join(removal.text for removal in cut),
            "sentence": " ".join(removal.intervention.sentence(self.answer.world) for removal in cut),
            "lifts": True,
            "remain": "",
            "also": "; ".join(self.words(word, count=count) for word, count in parts if count),
        }

    def _lift(self, lift: SingleRemoval) -> Json:
        return {
            "text": lift.removal.text,
            "sentence": lift.removal.sentence(self.answer.world),
            "lifts": lift.lifts,
            "remain": "" if lift.lifts else self._remain(lift.remain),
            "also": self._also(lift.opened, lift.lost, lift.newly_closed),
        }

    def _remain(self, number: int | str) -> str:
        return self.words("why.remains") if number == 1 else self.words("why.remain", count=number)

    def _also(self, opened: Sequence[str], lost: Sequence[str], brought: Sequence[str]) -> str:
        """What a removal changes beside, in a few words."""
        parts = [("why.opens", opened), ("why.loses", lost), ("why.brings", brought)]
        return "; ".join(self.words(word, doors=self._few(which)) for word, which in parts if which)

    def _few(self, services: Sequence[str]) -> str:
        names = [name(self.answer.world.everything.services, each) for each in services if each]
        return ", ".join(names) if len(names) <= 3 else self.words("why.doors", count=len(names))

    def _wider_texts(self, effect: Effect, steps: Iterable[Step]) -> Iterator[str]:
        """The larger single changes: every identifier that the proofs join on, and the rule itself."""
        used = dict.fromkeys(each.identifier for step in steps for each in step.joined)
        yield from (f"drop:{identifier}" for identifier in used)
        yield f"off:{effect.rule}"

    def _wider(self, text: str, effect: Effect) -> Json:
        answer = self.answer
        after = under_what_if(answer, joined(self.answer.what_if, text))
        row = (effect.subject, effect.service, effect.effect, effect.rule)
        still = any((e.subject, e.service, e.effect, e.rule) == row for e in after.spread.effects)
        opened, shut, _ = compare_closed_services(answer.spread, after.spread, answer.subject)
        lost = sorted(_rewards(answer.spread) - _rewards(after.spread))
        return {
            "text": text,
            "sentence": parse(text, answer.world)[0].sentence(answer.world),
            "lifts": not still,
            "remain": "" if not still else self.words("why.still"),
            "also": self._also(opened, lost, shut),
        }

    # -- who could put it right -------------------------------------------------------------------------------------

    def corrections(self) -> list[Json]:
        """Who keeps the home of each starting record, and who keeps a register that misled a match."""
        everything = self.answer.world.everything
        found = []
        for record in self.answer.spread.records:
            home = everything.databases[record.database]
            found.append(
                {
                    "text": f"correct:{record.kind}={CORRECTED_ON}",
                    "sentence": self.words(
                        "why.who",
                        agency=name(everything.agencies, home.agency),
                        kind=name(everything.record_kinds, record.kind),
                        database=home.name,
                    ),
                }
            )
        for register in self._misleading():
            database = everything.databases[register]
            agency = name(everything.agencies, database.agency)
            found.append(
                {
                    "text": f"repair:{register}={CORRECTED_ON}",
                    "sentence": self.words("why.who_repairs", agency=agency, database=database.name),
                }
            )
        return found

    def _misleading(self) -> list[str]:
        """The registers through which a match found another subject's row."""
        spread = self.answer.spread
        found: dict[str, None] = {}
        registers = {database for database, *_ in self.answer.world.everything.registers}
        for step in spread.steps:
            if step.kind == "linked" and spread.by_id[step.causes[-1]].subject != step.subject:
                used = [each.register for each in step.joined if each.register in registers]
                found.update(dict.fromkeys(each for each in used if each))
        return list(found)

    # -- what stays -------------------------------------------------------------------------------------------------

    def copies(self, effect: Effect | None, rests_on: Iterable[Step]) -> Json:
        """Every copy of the record: until when it stays as things are, and if the record is corrected."""
        kinds = dict.fromkeys(record.kind for record in self.answer.spread.records)
        correct = ",".join(f"correct:{kind}={CORRECTED_ON}" for kind in kinds)
        after = under_what_if(self.answer, joined(self.answer.what_if, correct)).spread
        then = {(step.record, step.account): step for step in after.steps}
        holding = {(step.record, step.account) for step in rests_on}
        rows = [self._copy(copy, then, holding) for copy in residual_copies.record_copies(self.answer.spread)]
        return {
            "day": CORRECTED_ON,
            "text": correct,
            "rows": rows,
            "door": self._door(effect, after) if effect else None,
        }

    def _copy(
        self, copy: residual_copies.RecordCopy, then: dict[tuple[str, str], Step], holding: set[tuple[str, str]]
    ) -> Json:
        everything, step = self.answer.world.everything, copy.step
        corrected = then.get((step.record, step.account))
        return {
            "database": name(everything.databases, step.database),
            "agency": name(everything.agencies, copy.keeper),
            "part": f"database:{step.database}",
            "until": self.until(step.until),
            "corrected": self.until(corrected.until) if corrected else "",
            "outlives": corrected is not None and (corrected.until is None or corrected.until > CORRECTED_ON),
            "holds": (step.record, step.account) in holding,
        }

    def _door(self, effect: Effect, after: Spread) -> list[str]:
        """Until when the effect itself lasts, as it is and if the record is corrected."""
        row = (effect.subject, effect.service, effect.effect, effect.rule)
        then = next((e for e in after.effects if (e.subject, e.service, e.effect, e.rule) == row), None)
        return [self.until(effect.until), self.until(then.until) if then else ""]

    def until(self, day: int | None) -> str:
        """Until when, in words."""
        return self.words("why.for_ever") if day is None else self.words("why.until", day=day)


def joined(*texts: str) -> str:
    """What-ifs one after the other."""
    return ",".join(text for text in texts if text)


def _rewards(spread: Spread) -> set[str]:
    return {effect.service for effect in spread.effects if effect.effect in REWARDS}
