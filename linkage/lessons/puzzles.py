"""Puzzles: protect a service with at most so many removals, and keep some rewards.

An answer is checked by running it, whatever it is; hints are derived from all the smallest solutions, so each is true.
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
from linkage.answers.cuts.side_effects import EffectRow, SideEffectFinder
from linkage.answers.cuts.smallest_cuts import Cut, CutSearch
from linkage.answers.sentences import name, path
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.population.tables import Tables
from linkage.spread.steps import Step
from linkage.vocabulary import REWARDS
from linkage.world.model import World

MAX_REMOVALS = 4
"""The most removals that a puzzle can ask for: larger sets aren't all run."""


@dataclass(frozen=True)
class PuzzleResult:
    """The result of an answer: whether it solves the puzzle, and if not, the first fault, as a sentence.

    `surviving` is a proof that still closes the service, `lost` the rewards that should have been kept.
    """

    solved: bool
    sentence: str
    surviving: tuple[Step, ...] = ()
    lost: tuple[EffectRow, ...] = ()


@dataclass(frozen=True)
class Hint:
    """A hint: one true sentence, and the ids that it names (a number, links, a database or a removal)."""

    kind: str  # number | way | passes | loses | begins
    items: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class Puzzle:
    """One puzzle, with all that is needed to check answers: the smallest cuts of its question come without the rewards.

    `most` is how many removals an answer may have, `kept_rewards` the services whose rewards have to stay, `removables`
    what may be removed.
    """

    found_cuts: FoundCuts
    most: int
    kept_rewards: tuple[str, ...]
    removables: tuple[Removable, ...]

    @property
    def world(self) -> World:
        """The world of the puzzle, under its what-if."""
        return self.found_cuts.world

    def check(self, text: str) -> PuzzleResult:
        """The result of some removals that are written as a what-if.

        Raises:
            LinkageError: something that isn't there, or may not be removed here.
        """
        return self.check_cut(_parse_answer(text, self.removables, self.found_cuts.among, self.world))

    def check_cut(self, cut: Cut) -> PuzzleResult:
        """The result of some removals, which are run."""
        if len(cut) > self.most:
            return PuzzleResult(False, f"{len(cut)} removals are too many: at most {self.most}.")
        links = frozenset[str]().union(*(removal.links for removal in cut))
        rules = frozenset[str]().union(*(removal.rules for removal in cut))
        proof = self.found_cuts.protection.surviving_proof(links, rules)
        service = self._service_name(self.found_cuts.cuts.service)
        if proof is not None:
            sentence = f"{service} is still not free: {path(self.world, proof.steps)}."
            return PuzzleResult(False, sentence, surviving=proof.steps)
        lost = self._lost_rewards(cut)
        if lost:
            rewards = ", ".join(dict.fromkeys(self._service_name(row.service) for row in lost))
            return PuzzleResult(False, f"{service} is protected, but a reward is lost: {rewards}.", lost=lost)
        rewards = " and every reward is kept" * bool(self.kept_rewards)
        return PuzzleResult(True, f"Solved: {service} is protected{rewards}.")

    def _service_name(self, id_: str) -> str:
        return name(self.world.everything.services, id_)

    def _lost_rewards(self, cut: Cut) -> tuple[EffectRow, ...]:
        """The rewards to be kept that a cut takes away."""
        if not self.kept_rewards:
            return ()
        rows = self._side_effects.find(cut).lost
        return tuple(row for row in rows if row.effect in REWARDS and row.service in self.kept_rewards)

    @cached_property
    def _side_effects(self) -> SideEffectFinder:
        return SideEffectFinder(self.found_cuts.protection, named=self.found_cuts.answer is not None)

    @cached_property
    def solutions(self) -> tuple[Cut, ...]:
        """All smallest solutions; none where the puzzle can't be solved."""
        search = CutSearch(self.found_cuts.protection, self.removables)
        for size in range(self.most + 1):
            cuts = [search.cut(chosen) for chosen in self._working(search, size)]
            solved = tuple(cut for cut in cuts if not self._lost_rewards(cut))
            if solved:
                return tuple(sorted(solved, key=lambda cut: [removal.text for removal in cut]))
        return ()

    @staticmethod
    def _working(search: CutSearch, size: int) -> Iterable[frozenset[int]]:
        """The sets of a size that protect. Where spreading is monotone, sets that miss a proof needn't be run."""
        monotone = not search.protection.nonmonotone
        for chosen in map(frozenset, combinations(range(len(search.removables)), size)):
            if monotone and not all(hits & chosen for hits in search.sets):
                continue
            if search.protects(chosen):
                yield chosen

    @cached_property
    def hints(self) -> tuple[Hint, ...]:
        """The hints, from a nudge to nearly the answer. Each is true; none where there is no solution."""
        if not self.solutions or not self.solutions[0]:
            return ()
        least = len(self.solutions[0])
        number = f"It takes {least} removal{'s' * (least != 1)}, no fewer."
        first = self.solutions[0][0]
        begins = f"One solution has this in it: {first.intervention.sentence(self.world)}"
        return (
            Hint("number", (str(least),), number),
            *self._path_hints(),
            *self._choke_point_hints(),
            *self._lost_reward_hints(),
            Hint("begins", (first.text,), begins),
        )

    def _path_hints(self) -> list[Hint]:
        """Hints at the paths that a record takes: those of the first two proofs."""
        proofs = self.found_cuts.cuts.certificate
        return [
            Hint("way", tuple(s.by for s in proof if s.kind == "linked"), f"One way: {path(self.world, proof)}.")
            for proof in proofs[:2]
        ]

    def _choke_point_hints(self) -> list[Hint]:
        """Hints at the databases that every path passes through, after the record's home."""
        if not self.found_cuts.protection.closed_services:
            return []
        points = choke_points(self.world, self.found_cuts.record_kind, self.found_cuts.cuts.service)
        databases = [point.id for point in points if point.kind == "database"][1:]
        service = self._service_name(self.found_cuts.cuts.service)
        names = self.world.everything.databases
        return [
            Hint("passes", (database,), f"Every way to {service} passes through {name(names, database)}.")
            for database in databases
        ]

    def _lost_reward_hints(self) -> list[Hint]:
        """A hint at a smallest cut that loses a reward."""
        for cut in self.found_cuts.cuts.cuts:
            lost = self._lost_rewards(cut)
            if lost:
                reward = self._service_name(lost[0].service)
                sentence = " ".join(removal.intervention.sentence(self.world) for removal in cut)
                return [Hint("loses", tuple(removal.text for removal in cut), f"This would lose {reward}: {sentence}")]
        return []


def make_puzzle(
    world: World,
    question: Question,
    service: str,
    most: int,
    kept_rewards: Sequence[str] = (),
    among: Iterable[str] = USUAL,
    tables: Tables | None = None,
) -> Puzzle:
    """A puzzle: protect a service from a question's record.

    Args:
        question: whose record, as for a cut.
        most: how many removals an answer may have, from 1 to 4.
        kept_rewards: the services whose rewards have to stay.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`.

    Raises:
        LinkageError: a story, record kind, resident or service that isn't there.
        UsageError: a number of removals, or a sort of them, that can't be.
    """
    services = world.everything.services
    for service_id in kept_rewards:
        if service_id not in services:
            raise LinkageError(unknown("service", service_id, services))
    if not 1 <= most <= MAX_REMOVALS:
        raise UsageError(f"A puzzle asks for 1 to {MAX_REMOVALS} removals, not {most}.")
    found_cuts = find_cuts(world, question, service, among, tables=tables)
    return Puzzle(found_cuts, most, tuple(kept_rewards), removables(found_cuts.world, found_cuts.among))


def _parse_answer(text: str, allowed: Sequence[Removable], among: tuple[str, ...], world: World) -> Cut:
    """The removals of an answer, each once."""
    known = {removal.text: removal for removal in allowed}
    chosen: dict[str, Removable] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        if part not in known:
            if part in {removal.text for removal in removables(world, AMONG)}:
                raise LinkageError(f"'{part}' can't be removed in this puzzle, only {', '.join(among)}.")
            near = nearest(part, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"There is no '{part}' to remove in this puzzle.{hint}")
        chosen[part] = known[part]
    return tuple(chosen[part] for part in sorted(chosen))
