"""Finding the smallest cuts that answer a question: whose record, which services, and why there may be no cut.

For one resident, for a story's, or - with a record kind alone - for the resident with every account, everything
translated, every share passing, no wrong row: what protects this one protects everybody rightly matched.

Among databases and agencies, those of the record's home and of the rules that close a protected service are left out:
that they would help goes without saying, and the answer says it in a sentence (`left_out`; design 11.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from linkage.answers.cuts.protection_goal import DATABASE_TARGET, ProtectionGoal
from linkage.answers.cuts.removals import USUAL, removables
from linkage.answers.cuts.side_effects import SideEffectFinder, SideEffects
from linkage.answers.cuts.smallest_cuts import EXHAUSTIVE_SIZE, MAX_CUTS, SmallestCuts, smallest_cuts
from linkage.answers.cuts.worst_case_resident import CHILD, COMPANY, RESIDENT, with_full_shares, worst_case_resident
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, Question, ask
from linkage.errors import LinkageError, UsageError, nearest, unknown
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
    def left_out(self) -> tuple[str, ...]:
        """The databases that were not to be taken out, where databases or agencies were: sorted."""
        return tuple(sorted(left_out(self.protection))) if {"databases", "agencies"} & set(self.among) else ()

    @property
    def left_out_sentence(self) -> str:
        """What goes without saying of the databases that were left out."""
        databases = self.world.everything.databases
        names = ", ".join(name(databases, database) for database in self.left_out)
        return f"Left out, since taking it out goes without saying (the record's home, or its own rule acts): {names}."

    @property
    def why_not(self) -> str:
        """The sentence why nothing has to be removed, or why nothing helps; blank where there is a cut."""
        service = targets_name(self.world, self.cuts.targets)
        if self.cuts.cuts == ((),):
            return f"Nothing has to be removed: {_untouched_phrase(self.world, self.cuts.targets)}."
        if self.cuts.possible:
            return ""
        if not self.cuts.exact:
            return (
                f"No removals were found that protect {service}; sets of up to {EXHAUSTIVE_SIZE} were tried one by one."
            )
        if not self.cuts.certificate:
            return f"Nothing helps: {service} can't be protected by removing {', '.join(self.among)}."
        return _nothing_helps_sentence(self.world, self.cuts.certificate[0], self.among)


def find_cuts(
    world: World,
    question: Question,
    protect: str | Iterable[str],
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    tables: Tables | None = None,
    most: int = MAX_CUTS,
) -> FoundCuts:
    """The smallest cuts that protect services and databases from a record, all at once, with every rule enforced.

    Args:
        question: whose record: a story's, a named resident's, or (a record kind alone) anybody's.
        protect: a service, or `database:NAME`; or several of them.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`, `databases`, `agencies`.
        costs: what removals cost, by id; the others cost 1.
        tables: agency tables to use again instead of the question's own.
        most: how many equally small cuts to list.

    Raises:
        LinkageError: a story, record kind, resident, service, database or priced removal that isn't there.
        UsageError: neither a story nor a record kind; nothing to protect; a sort of removal or a cost that can't be.
    """
    everything = world.everything
    targets = known_targets(everything, protect)
    answer = _subject_answer(world, question, tables)
    if answer is not None:
        return find_cuts_of_answer(answer, targets, among, costs, most)
    changed = under(everything, question.what_if).flawless
    starts = worst_case_resident(changed, question.record_kind)
    protection = ProtectionGoal(with_full_shares(CompiledRules.of(changed)), starts, *targets)
    listed = tuple(dict.fromkeys(among))
    cuts = smallest_cuts(protection, removables(changed, listed, costs or {}, left_out(protection)), most)
    return FoundCuts(changed, question.what_if, None, starts[0].records[0].kind, listed, protection, cuts)


def find_cuts_of_answer(
    answer: Answer,
    protect: str | Iterable[str],
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    most: int = MAX_CUTS,
) -> FoundCuts:
    """The smallest cuts that protect services from the records of an answer: `find_cuts` for a spread at hand."""
    answer = replace(answer, world=answer.world.flawless)
    targets = known_targets(answer.world.everything, protect)
    protection = ProtectionGoal(answer.plan, (StartingRecords(answer.tables, answer.records),), *targets)
    listed = tuple(dict.fromkeys(among))
    cuts = smallest_cuts(protection, removables(answer.world, listed, costs or {}, left_out(protection)), most)
    return FoundCuts(answer.world, answer.what_if, answer, answer.records[0].kind, listed, protection, cuts)


def known_targets(everything: World, protect: str | Iterable[str]) -> tuple[str, ...]:
    """What is to be protected, each once: services, and databases as `database:NAME`.

    Raises:
        UsageError: nothing to protect.
        LinkageError: a service or database that isn't there.
    """
    targets = tuple(dict.fromkeys([protect] if isinstance(protect, str) else protect))
    if not targets:
        raise UsageError("What is to be protected? Name a service with service=, or a database as database:NAME.")
    for target in targets:
        database = target.removeprefix(DATABASE_TARGET)
        if target == database and target not in everything.services:
            raise LinkageError(_unknown_target(everything, target))
        if target != database and database not in everything.databases:
            raise LinkageError(unknown("database", database, everything.databases))
    return targets


def _unknown_target(everything: World, target: str) -> str:
    """That there is no such service; of a database, how it is protected."""
    sentence = unknown("service", target, everything.services)
    database = target if target in everything.databases else nearest(target, everything.databases)
    if target in everything.databases or (database and not nearest(target, everything.services)):
        return f"{sentence} To keep records from a database, protect '{DATABASE_TARGET}{database}'."
    return sentence


def left_out(protection: ProtectionGoal) -> frozenset[str]:
    """The databases that a cut doesn't take out: the record's home, and those whose rules close a protected service."""
    rules = protection.whole_plan.world.rules
    homes = {record.database for start in protection.starts for record in start.records}
    return frozenset(homes.union(rules[rule].database for rule in protection.goal_rules))


def targets_name(world: World, targets: Iterable[str]) -> str:
    """The names of what is protected, as a phrase."""
    everything = world.everything
    names = [
        name(everything.databases, target.removeprefix(DATABASE_TARGET))
        if target.startswith(DATABASE_TARGET)
        else name(everything.services, target)
        for target in targets
    ]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _untouched_phrase(world: World, targets: tuple[str, ...]) -> str:
    """That nothing is closed, and no record known, where it should not be."""
    databases = [target for target in targets if target.startswith(DATABASE_TARGET)]
    services = [target for target in targets if target not in databases]
    phrases = []
    if services:
        are = "is" if len(services) == 1 else "are"
        phrases.append(f"{targets_name(world, services)} {are} closed to nobody, and nobody has to wait or pay there")
    if databases:
        phrases.append(f"no record becomes known at {targets_name(world, databases)}")
    return "; ".join(phrases)


def _subject_answer(world: World, question: Question, tables: Tables | None) -> Answer | None:
    """The answer for a real subject; None where the question names a record kind alone."""
    if not question.story and not question.record_kind:
        raise UsageError("Whose record? Name a record kind with record=, or a story with story=.")
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
    if proof[-1].kind != "effect":
        return _record_arrives_sentence(world, proof, among)
    rule = f"the rule '{proof[-1].by}' fires at {name(databases, proof[-1].database)}"
    if any(step.kind == "linked" for step in proof):
        links = ", ".join(dict.fromkeys(step.by for step in proof if step.kind == "linked"))
        return (
            f"Nothing helps: {rule}, and the record comes there by {links}: nothing among {', '.join(among)} ends that."
        )
    if proof[-1].database == proof[0].database:
        return f"Nothing helps: {rule}, where the record is born; nothing has to carry it there."
    return f"Nothing helps: {rule}, where the listing is born that the record brings; nothing has to carry it there."


def _record_arrives_sentence(world: World, proof: tuple[Step, ...], among: tuple[str, ...]) -> str:
    """The sentence why nothing keeps a record from a database."""
    database = name(world.everything.databases, proof[-1].database)
    links = ", ".join(dict.fromkeys(step.by for step in proof if step.kind == "linked"))
    if links:
        return f"Nothing helps: the record comes to {database} by {links}: nothing among {', '.join(among)} ends that."
    born = "the record is born there" if proof[-1].kind == "recorded" else "the listing that it brings is born there"
    return f"Nothing helps: {born}, at {database}; nothing has to carry it there."
