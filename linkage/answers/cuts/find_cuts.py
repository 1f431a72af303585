"""Finding the smallest cuts that answer a question: whose record, which service, and why there may be no cut.

For one resident, for a story's, or - with a record kind alone - for the resident with every account, everything
translated, every share passing, no wrong row: what protects this one protects everybody rightly matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from linkage.answers.cuts.protection_goal import ProtectionGoal
from linkage.answers.cuts.removals import USUAL, removables
from linkage.answers.cuts.side_effects import SideEffectFinder, SideEffects
from linkage.answers.cuts.smallest_cuts import EXHAUSTIVE_SIZE, MAX_CUTS, SmallestCuts, smallest_cuts
from linkage.answers.cuts.worst_case_resident import CHILD, COMPANY, RESIDENT, with_full_shares, worst_case_resident
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, Question, ask
from linkage.errors import LinkageError, UsageError, unknown
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs_after_removal import StartingRecords
from linkage.spread.steps import Step
from linkage.world.model import World
from linkage.world.what_if.parser import under


@dataclass(frozen=True, eq=False)
class FoundCuts:
    """The smallest cuts that a question asks for. `answer`: whose spread; None for the resident with every account."""

    world: World  # under the what-if
    what_if: str
    answer: Answer | None
    record_kind: str
    among: tuple[str, ...]
    protection: ProtectionGoal
    cuts: SmallestCuts

    @cached_property
    def called(self) -> Mapping[str, str]:
        """Subject → its name in sentences."""
        if self.answer is not None:
            return {self.answer.subject: self.answer.name}
        return {RESIDENT: "the resident", CHILD: "the child", COMPANY: "the company"}

    @cached_property
    def side_effects(self) -> tuple[SideEffects, ...]:
        """The side effects of each cut, in the order of the cuts."""
        finder = SideEffectFinder(self.protection, named=self.answer is not None)
        return tuple(finder.find(cut) for cut in self.cuts.cuts)

    @property
    def why_not(self) -> str:
        """The sentence why nothing has to be removed, or why nothing helps; blank where there is a cut."""
        service = name(self.world.everything.services, self.cuts.service)
        if self.cuts.cuts == ((),):
            return f"Nothing has to be removed: {service} is closed to nobody, and nobody has to wait or pay there."
        if self.cuts.possible:
            return ""
        if not self.cuts.exact:
            return (
                f"No removals were found that protect {service}; sets of up to {EXHAUSTIVE_SIZE} were tried one by one."
            )
        if not self.cuts.certificate:
            return f"Nothing helps: {service} stays closed whatever is removed among {', '.join(self.among)}."
        return _nothing_helps_sentence(self.world, self.cuts.certificate[0], self.among)


def find_cuts(
    world: World,
    question: Question,
    service: str,
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    tables: Tables | None = None,
    most: int = MAX_CUTS,
) -> FoundCuts:
    """The smallest cuts that protect a service from a record, with every rule enforced.

    Args:
        question: whose record: a story's, a named resident's, or (a record kind alone) anybody's.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`.
        costs: what removals cost, by id; the others cost 1.
        tables: agency tables to use again instead of the question's own.
        most: how many equally small cuts to list.

    Raises:
        LinkageError: a story, record kind, resident, service or priced removal that isn't there.
        UsageError: neither a story nor a record kind; a sort of removal or a cost that can't be.
    """
    everything = world.everything
    if service not in everything.services:
        raise LinkageError(unknown("service", service, everything.services))
    answer = _subject_answer(world, question, tables)
    if answer is not None:
        return find_cuts_of_answer(answer, service, among, costs, most)
    changed = under(everything, question.what_if).fully_enforced
    starts = worst_case_resident(changed, question.record_kind)
    protection = ProtectionGoal(with_full_shares(CompiledRules.of(changed)), starts, service)
    listed = tuple(dict.fromkeys(among))
    cuts = smallest_cuts(protection, removables(changed, listed, costs or {}), most)
    return FoundCuts(changed, question.what_if, None, starts[0].records[0].kind, listed, protection, cuts)


def find_cuts_of_answer(
    answer: Answer,
    service: str,
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    most: int = MAX_CUTS,
) -> FoundCuts:
    """The smallest cuts that protect a service from the records of an answer: `find_cuts` for a spread at hand."""
    answer = replace(answer, world=answer.world.fully_enforced)
    protection = ProtectionGoal(answer.plan, (StartingRecords(answer.tables, answer.records),), service)
    listed = tuple(dict.fromkeys(among))
    cuts = smallest_cuts(protection, removables(answer.world, listed, costs or {}), most)
    return FoundCuts(answer.world, answer.what_if, answer, answer.records[0].kind, listed, protection, cuts)


def _subject_answer(world: World, question: Question, tables: Tables | None) -> Answer | None:
    """The answer for a real subject; None where the question names a record kind alone."""
    if not question.story and not question.record_kind:
        raise UsageError("Whose record? Name a record kind with --record, or a story with --story.")
    kinds = world.everything.record_kinds
    if question.record_kind and question.record_kind not in kinds:
        raise LinkageError(unknown("record kind", question.record_kind, kinds))
    if not question.story and not question.resident:
        return None
    answer = ask(world, question, tables)
    if question.story and question.record_kind and question.record_kind != answer.records[0].kind:
        return replace(answer, records=(answer.tables.impose(question.record_kind, answer.subject),))
    return answer


def _nothing_helps_sentence(world: World, proof: tuple[Step, ...], among: tuple[str, ...]) -> str:
    """The sentence why nothing helps: the proof uses nothing of what may be removed."""
    databases = world.everything.databases
    rule = f"the rule '{proof[-1].by}' fires at {name(databases, proof[-1].database)}"
    if any(step.kind == "linked" for step in proof):
        links = ", ".join(dict.fromkeys(step.by for step in proof if step.kind == "linked"))
        return (
            f"Nothing helps: {rule}, and the record comes there by {links}: nothing among {', '.join(among)} ends that."
        )
    if proof[-1].database == proof[0].database:
        return f"Nothing helps: {rule}, where the record is born; nothing has to carry it there."
    return f"Nothing helps: {rule}, where the listing is born that the record brings; nothing has to carry it there."
