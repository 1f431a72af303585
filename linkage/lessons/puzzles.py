"""Puzzles: protect this service with at most so many removals, and keep these rewards.

An answer is checked by running it, whatever it is; hints are made from all the smallest solutions, so each is true.
A reward is kept when whoever earned it before still gets it: with the record of the puzzle, and with every other kind
of record on the resident with every account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from linkage.answers.cuts.choke_points import choke_points
from linkage.answers.cuts.find_cuts import FoundCuts, find_cuts
from linkage.answers.cuts.removals import AMONG, USUAL, Removable, removables
from linkage.answers.cuts.side_effects import EffectRow, SideEffects
from linkage.answers.cuts.smallest_cuts import Cut, CutSearch
from linkage.answers.sentences import name
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.population.tables import Tables
from linkage.spread.steps import Step
from linkage.vocabulary import REWARDS
from linkage.world.model import World

LARGEST = 4
"""The most removals that a puzzle can ask for: larger sets aren't all tried."""


@dataclass(frozen=True)
class Verdict:
    """What became of an answer: solved, or the first thing that is wrong, in a sentence.

    `surviving` is a proof that still closes the service, `lost` the rewards that should have been kept.
    """

    solved: bool
    sentence: str
    surviving: tuple[Step, ...] = ()
    lost: tuple[EffectRow, ...] = ()


@dataclass(frozen=True)
class Hint:
    """One true sentence, and what it speaks of: a number, links, a database or a removal."""

    kind: str  # number | way | passes | loses | begins
    about: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class Puzzle:
    """One puzzle: what is asked, and all that is needed to check answers."""

    asked: FoundCuts
    most: int
    keeping: tuple[str, ...]
    allowed: tuple[Removable, ...]

    @property
    def world(self) -> World:
        """The world that the puzzle is set in."""
        return self.asked.world

    def check(self, text: str) -> Verdict:
        """Whether some removals, written as a what-if, solve the puzzle.

        Raises:
            LinkageError: something that isn't there, or may not be removed here.
        """
        return self.verdict(_read(text, self.allowed, self.asked.among, self.world))

    def verdict(self, cut: Cut) -> Verdict:
        """The same for removals that are values already."""
        if len(cut) > self.most:
            return Verdict(False, f"{len(cut)} removals are too many: at most {self.most}.")
        links = frozenset[str]().union(*(each.links for each in cut))
        rules = frozenset[str]().union(*(each.rules for each in cut))
        survivor = self.asked.protection.survivor(links, rules)
        service = self._service(self.asked.cuts.service)
        if survivor is not None:
            steps = survivor.steps
            return Verdict(False, f"{service} is still not free: {_way(self.world, steps)}.", surviving=steps)
        lost = self._lost(cut)
        if lost:
            where = ", ".join(dict.fromkeys(self._service(row.service) for row in lost))
            return Verdict(False, f"{service} is protected, but a reward is lost: {where}.", lost=lost)
        return Verdict(True, f"Solved: {service} is protected{' and every reward is kept' * bool(self.keeping)}.")

    def _service(self, id_: str) -> str:
        return name(self.world.everything.services, id_)

    def _lost(self, cut: Cut) -> tuple[EffectRow, ...]:
        """The rewards to be kept that a cut takes away."""
        if not self.keeping:
            return ()
        rows = self._aftermath.of(cut).lost
        return tuple(row for row in rows if row.effect in REWARDS and row.service in self.keeping)

    @cached_property
    def _aftermath(self) -> SideEffects:
        return SideEffects(self.asked.protection, named=self.asked.answer is not None)

    @cached_property
    def solutions(self) -> tuple[Cut, ...]:
        """All the smallest solutions; none where the puzzle can't be solved."""
        search = CutSearch(self.asked.protection, self.allowed)
        for size in range(self.most + 1):
            found = [search.cut(chosen) for chosen in self._working(search, size)]
            solved = tuple(cut for cut in found if not self._lost(cut))
            if solved:
                return tuple(sorted(solved, key=lambda cut: [each.text for each in cut]))
        return ()

    @staticmethod
    def _working(search: CutSearch, size: int) -> Iterable[frozenset[int]]:
        """The sets of a size that protect. Without scores, sets that miss a proof needn't be run."""
        trusting = not search.protection.turns
        for chosen in map(frozenset, combinations(range(len(search.removables)), size)):
            if trusting and not all(each & chosen for each in search.sets):
                continue
            if search.works(chosen):
                yield chosen

    @cached_property
    def hints(self) -> tuple[Hint, ...]:
        """What helps, from a nudge to nearly the answer. Each is true; none where there is no solution."""
        if not self.solutions or not self.solutions[0]:
            return ()
        least = len(self.solutions[0])
        number = f"It takes {least} removal{'s' * (least != 1)}, no fewer."
        first = self.solutions[0][0]
        begins = f"One solution has this in it: {first.intervention.sentence(self.world)}"
        return (
            Hint("number", (str(least),), number),
            *self._ways(),
            *self._passed(),
            *self._tempting(),
            Hint("begins", (first.text,), begins),
        )

    def _ways(self) -> list[Hint]:
        """The ways that a record takes, one after another, as far as they were met."""
        proofs = self.asked.cuts.certificate
        return [
            Hint("way", tuple(s.by for s in proof if s.kind == "linked"), f"One way: {_way(self.world, proof)}.")
            for proof in proofs[:2]
        ]

    def _passed(self) -> list[Hint]:
        """The databases that every way passes through, after where the record is born."""
        if not self.asked.protection.closes:
            return []
        points = choke_points(self.world, self.asked.record_kind, self.asked.cuts.service)
        databases = [point.id for point in points if point.kind == "database"][1:]
        service = self._service(self.asked.cuts.service)
        names = self.world.everything.databases
        return [
            Hint("passes", (each,), f"Every way to {service} passes through {name(names, each)}.") for each in databases
        ]

    def _tempting(self) -> list[Hint]:
        """A cut that would be as small, and loses a reward."""
        for cut in self.asked.cuts.cuts:
            lost = self._lost(cut)
            if lost:
                where = self._service(lost[0].service)
                said = " ".join(each.intervention.sentence(self.world) for each in cut)
                return [Hint("loses", tuple(each.text for each in cut), f"This would lose {where}: {said}")]
        return []


def puzzle(
    world: World,
    question: Question,
    service: str,
    most: int,
    keeping: Sequence[str] = (),
    among: Iterable[str] = USUAL,
    tables: Tables | None = None,
) -> Puzzle:
    """Set a puzzle.

    Args:
        question: whose record, as for a cut.
        most: how many removals an answer may have, from 1 to 4.
        keeping: the services whose rewards have to stay.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`.

    Raises:
        LinkageError: a story, record kind, resident or service that isn't there.
        UsageError: a number of removals, or a sort of them, that can't be.
    """
    services = world.everything.services
    for each in keeping:
        if each not in services:
            raise LinkageError(unknown("service", each, services))
    if not 1 <= most <= LARGEST:
        raise UsageError(f"A puzzle asks for 1 to {LARGEST} removals, not {most}.")
    asked = find_cuts(world, question, service, among, tables=tables)
    return Puzzle(asked, most, tuple(keeping), removables(asked.world, asked.among))


def _read(text: str, allowed: Sequence[Removable], among: tuple[str, ...], world: World) -> Cut:
    """The removals of an answer, each once."""
    known = {each.text: each for each in allowed}
    found: dict[str, Removable] = {}
    for part in (each.strip() for each in text.split(",") if each.strip()):
        if part not in known:
            elsewhere = {each.text for each in removables(world, AMONG)}
            if part in elsewhere:
                raise LinkageError(f"'{part}' can't be removed in this puzzle, only {', '.join(among)}.")
            near = nearest(part, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"There is no '{part}' to remove in this puzzle.{hint}")
        found[part] = known[part]
    return tuple(found[part] for part in sorted(found))


def _way(world: World, proof: Sequence[Step]) -> str:
    """The databases of a proof, in the order in which it comes to them."""
    databases = world.everything.databases
    return " → ".join(dict.fromkeys(name(databases, step.database) for step in proof))
