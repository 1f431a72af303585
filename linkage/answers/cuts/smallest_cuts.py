"""Smallest cuts: the cheapest removals that protect a service, with a certificate that nothing cheaper does.

A cut is a set of removals that hits every proof, so a smallest cut is a minimum hitting set over the proofs. The proofs
are not listed beforehand: this is the implicit hitting set method (constraint generation; Moreno-Centeno and Karp
2013). Solve on the proofs known, run the spread without the removals chosen, add a proof that survives, and solve
again. What hits all known proofs and lets none survive is a smallest cut, and the known proofs are its certificate.
A plain minimum edge cut would be wrong: one identifier carries many links, a rule may need two records, and networkx
merges parallel links. Every cut that is shown has been run.

Where spreading isn't monotone (points that work against a score rule), a removal can bring what it should prevent, and
proofs don't decide it: there every set of up to three removals is run, the cheapest first, and beyond that the answer
is the best found. Source: design 5, "Cuts".
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import comb

from linkage.answers.cuts.hitting_sets import TooManyBranchesError, minimum_cost, minimum_hitting_sets
from linkage.answers.cuts.protection_goal import ProtectionGoal, SurvivingProof
from linkage.answers.cuts.removals import Removable
from linkage.spread.steps import Step

MAX_CUTS = 100
"""How many equally small cuts are listed at most."""

EXHAUSTIVE_SIZE = 3
"""Where spreading isn't monotone: the size up to which every set of removals is run."""

_MAX_PROOFS = 1_000
_MAX_SETS = 300_000

Cut = tuple[Removable, ...]


@dataclass(frozen=True)
class SmallestCuts:
    """All smallest cuts that protect a service (up to a hundred, then there are `more`), or that there is none.

    `exact`: none is cheaper; else this is the best found. Where nothing has to be removed, the one cut is empty.
    The certificate is the proofs of the search: nothing cheaper hits them all (where nothing helps: one that nothing
    hits; where spreading isn't monotone, only the proofs that rest on no score).
    """

    targets: tuple[str, ...]  # services, and databases as `database:NAME`
    possible: bool
    exact: bool
    cuts: tuple[Cut, ...]
    more: bool
    certificate: tuple[tuple[Step, ...], ...]

    @property
    def service(self) -> str:
        """The first target: the service where a question has only one."""
        return self.targets[0]

    @property
    def size(self) -> int | None:
        """The number of removals in the first cut; None where there is no cut."""
        return len(self.cuts[0]) if self.cuts else None

    @property
    def cost(self) -> int | Fraction | None:
        """The cost of each cut; None where there is no cut."""
        return total_cost(self.cuts[0]) if self.cuts else None


def total_cost(cut: Cut) -> int | Fraction:
    """The cost of a cut: the sum of its removals' costs."""
    return sum((removal.cost for removal in cut), start=0)


def smallest_cuts(protection: ProtectionGoal, removals: Sequence[Removable], most: int = MAX_CUTS) -> SmallestCuts:
    """The smallest cuts among some removals that protect a service.

    Args:
        most: how many equally small ones to list.
    """
    search = CutSearch(protection, removals)
    return search.exhaustive_search(most) if protection.nonmonotone else search.implicit_hitting_set(most)


class CutSearch:
    """One search: the removals that can matter, the proofs known so far, and the sets that were run.

    A set of removals is a frozenset of their places in `removables`.
    """

    def __init__(self, protection: ProtectionGoal, removals: Sequence[Removable]) -> None:
        plan = protection.plan
        links = {route.id for routes in plan.routes.values() for route in routes}
        groups = (*plan.triggers.values(), *plan.score_triggers.values())
        rules = {trigger.id for triggers in groups for trigger in triggers}
        self.protection = protection
        self.removables = [removal for removal in removals if removal.links & links or removal.rules & rules]
        self.costs = {index: removal.cost for index, removal in enumerate(self.removables)}
        self.ended = [(removal.links & links, removal.rules & rules) for removal in self.removables]
        self.proofs: list[SurvivingProof] = []
        self.sets: list[frozenset[int]] = []  # the removals that hit each proof
        self.runs: dict[tuple[frozenset[str], frozenset[str]], SurvivingProof | None] = {}
        self.removals_by_use: dict[str, set[int]] = {}
        for index, (cut, off) in enumerate(self.ended):
            for text in (*(f"cut:{link}" for link in cut), *(f"off:{rule}" for rule in off)):
                self.removals_by_use.setdefault(text, set()).add(index)

    def surviving_proof(self, chosen: frozenset[int]) -> SurvivingProof | None:
        """The proof that survives some removals; they are run, unless others that end the same links and rules were."""
        links = frozenset[str]().union(*(self.ended[index][0] for index in chosen))
        rules = frozenset[str]().union(*(self.ended[index][1] for index in chosen))
        if (links, rules) not in self.runs:
            self.runs[links, rules] = self.protection.surviving_proof(links, rules)
        return self.runs[links, rules]

    def protects(self, chosen: frozenset[int]) -> bool:
        """Whether some removals protect the service; if not, the proof that survives is added to the known ones."""
        proof = self.surviving_proof(chosen)
        if proof is None:
            return True
        self.proofs.append(proof)
        self.sets.append(frozenset().union(*(self.removals_by_use.get(text, ()) for text in proof.uses)))
        return False

    def implicit_hitting_set(self, most: int) -> SmallestCuts:
        """The implicit hitting set method: solve on the known proofs, run, add a proof that survives, repeat."""
        try:
            while len(self.proofs) < _MAX_PROOFS:
                cost = minimum_cost(self.sets, self.costs)
                if cost is None:
                    return self._impossible_result()
                sets = list(islice(self._working_sets(minimum_hitting_sets(self.sets, self.costs, cost)), most + 1))
                if None not in sets:
                    return self._exact_result([chosen for chosen in sets if chosen is not None], most)
        except TooManyBranchesError:
            pass
        return self.shrink(frozenset(range(len(self.removables))))

    def _working_sets(self, sets: Iterator[frozenset[int]]) -> Iterator[frozenset[int] | None]:
        """The sets that protect, run one by one; None, and an end, at the first that does not."""
        for chosen in sets:
            if not self.protects(chosen):
                yield None
                return
            yield chosen

    def _exact_result(self, sets: list[frozenset[int]], most: int) -> SmallestCuts:
        cuts = sorted((self.cut(chosen) for chosen in sets[:most]), key=_sort_key)
        return self._result(True, True, tuple(cuts), len(sets) > most)

    def _impossible_result(self) -> SmallestCuts:
        """The result where nothing helps: the last proof uses nothing that may be removed, and is the certificate."""
        self.proofs = self.proofs[-1:]
        return self._result(False, True, (), False)

    def exhaustive_search(self, most: int) -> SmallestCuts:
        """Run every set of up to three removals that hits the proofs without scores, the cheapest first."""
        scoreless = CutSearch(self.protection.without_scores(), self.removables)
        result = scoreless.implicit_hitting_set(0)
        if result.exact and not result.possible:
            return result
        self.proofs = list(scoreless.proofs)
        index = {removal.text: number for number, removal in enumerate(self.removables)}
        sets = [frozenset(index[scoreless.removables[number].text] for number in hits) for hits in scoreless.sets]
        working: list[frozenset[int]] = []
        largest = self._largest_size()
        for cost, chosen in self._sets_up_to(largest):
            if len(working) > most or (working and cost > self._cost(working[0])):
                break
            if all(hits & chosen for hits in sets) and self.surviving_proof(chosen) is None:
                working.append(chosen)
        if not working:
            return self._best_of_larger_sets(sets)
        larger = sorted(self.costs.values())[: largest + 1]
        exact = len(self.removables) <= largest or self._cost(working[0]) < sum(larger)
        cuts = sorted((self.cut(chosen) for chosen in working[:most]), key=_sort_key)
        return self._result(True, exact, tuple(cuts), len(working) > most)

    def _largest_size(self) -> int:
        """The size up to which every set is run: three, or less where there would be too many."""
        sets = [comb(len(self.removables), size) for size in range(EXHAUSTIVE_SIZE + 1)]
        return max(size for size in range(EXHAUSTIVE_SIZE + 1) if size == 0 or sum(sets[: size + 1]) <= _MAX_SETS)

    def _sets_up_to(self, largest: int) -> Iterator[tuple[int | Fraction, frozenset[int]]]:
        """Every set of at most so many removals with its cost, the cheapest first."""
        sets = (
            frozenset(chosen)
            for size in range(largest + 1)
            for chosen in combinations(range(len(self.removables)), size)
        )
        priced = ((self._cost(chosen), chosen) for chosen in sets)
        yield from sorted(priced, key=lambda pair: (pair[0], sorted(pair[1])))

    def _cost(self, chosen: frozenset[int]) -> int | Fraction:
        return sum((self.costs[index] for index in chosen), start=0)

    def _best_of_larger_sets(self, sets: list[frozenset[int]]) -> SmallestCuts:
        """The best of larger sets, found by adding surviving proofs; none of them is known to be the smallest."""
        if len(self.removables) <= EXHAUSTIVE_SIZE:  # every set was run
            self.proofs = []
            return self._result(False, True, (), False)
        certificate, self.sets = list(self.proofs), list(sets)
        chosen = frozenset(range(len(self.removables)))
        with contextlib.suppress(TooManyBranchesError):
            for _ in range(_MAX_PROOFS):
                cost = minimum_cost(self.sets, self.costs)
                if cost is None:
                    break
                chosen = next(minimum_hitting_sets(self.sets, self.costs, cost))
                if self.protects(chosen):
                    break
        self.proofs = certificate
        return self.shrink(chosen)

    def shrink(self, chosen: frozenset[int]) -> SmallestCuts:
        """A set of removals without those that aren't needed, dropped one by one, the dearest first."""
        if self.surviving_proof(chosen) is not None:
            chosen = frozenset(range(len(self.removables)))
        if self.surviving_proof(chosen) is not None:
            return self._result(False, False, (), False)
        for index in sorted(chosen, key=lambda candidate: (-self.costs[candidate], self.removables[candidate].text)):
            if self.surviving_proof(chosen - {index}) is None:
                chosen -= {index}
        return self._result(True, False, (self.cut(chosen),), False)

    def cut(self, chosen: frozenset[int]) -> Cut:
        """A set of removals as a cut, in the order of their texts."""
        return tuple(sorted((self.removables[index] for index in chosen), key=lambda removal: removal.text))

    def _result(self, possible: bool, exact: bool, cuts: tuple[Cut, ...], more: bool) -> SmallestCuts:
        certificate = tuple(proof.steps for proof in self.proofs)
        return SmallestCuts(self.protection.targets, possible, exact, cuts, more, certificate)


def _sort_key(cut: Cut) -> tuple[int, tuple[str, ...]]:
    return len(cut), tuple(removal.text for removal in cut)
