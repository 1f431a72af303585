"""Smallest cuts: the least that protects a service, with the proofs that show why nothing less does.

A cut has to hit every proof. Proofs are made as needed: choose the cheapest removals that hit the proofs known, run
the spread without them, take a proof that survives, and choose again. What hits all proofs met and lets none survive
is smallest, and the proofs met are its certificate. A plain minimum cut would be wrong: one identifier carries many
links, a rule may need two records, and networkx merges parallel links. Every cut that is shown has been run.

Where a removal can bring what it should prevent (scores with points that work against a rule), proofs don't tell
all: there every set of up to three removals is run, the cheapest first, and beyond that the answer is the best found.
Source: design 5, "Cuts".
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import comb

from linkage.answers.cuts.hitting_sets import TooManyBranchesError, least_cost, of_cost
from linkage.answers.cuts.protection_goal import ProtectionGoal, Survivor
from linkage.answers.cuts.removals import Removable
from linkage.spread.steps import Step

MOST = 100
"""How many equally small cuts are listed."""

LARGEST = 3
"""Where removals can bring refusals: the largest sets that are all tried."""

_MOST_PROOFS = 1_000
_MOST_SETS = 300_000

Cut = tuple[Removable, ...]


@dataclass(frozen=True)
class SmallestCuts:
    """The answer: all smallest cuts (up to a hundred, then there are `more`), or that there is none.

    `exact`: none is cheaper; else this is the best found. Where nothing has to be removed, the one cut is empty.
    The certificate is the proofs that were met: nothing cheaper hits them all (where nothing helps: one that nothing
    hits; where scores can turn, only the proofs that rest on no score).
    """

    service: str
    possible: bool
    exact: bool
    cuts: tuple[Cut, ...]
    more: bool
    certificate: tuple[tuple[Step, ...], ...]

    @property
    def size(self) -> int | None:
        """How many removals the first cut has; None where there is no cut."""
        return len(self.cuts[0]) if self.cuts else None

    @property
    def cost(self) -> int | Fraction | None:
        """What each cut costs."""
        return cost_of(self.cuts[0]) if self.cuts else None


def cost_of(cut: Cut) -> int | Fraction:
    """What some removals cost together."""
    return sum((removal.cost for removal in cut), start=0)


def smallest_cuts(protection: ProtectionGoal, removals: Sequence[Removable], most: int = MOST) -> SmallestCuts:
    """All smallest cuts among some removals that protect a service.

    Args:
        most: how many equally small ones to list.
    """
    search = CutSearch(protection, removals)
    return search.by_trying(most) if protection.turns else search.by_proofs(most)


class CutSearch:
    """The removals that can matter, the proofs met so far, and what was tried."""

    def __init__(self, protection: ProtectionGoal, removals: Sequence[Removable]) -> None:
        plan = protection.plan
        links = {route.id for found in plan.routes.values() for route in found}
        groups = (*plan.triggers.values(), *plan.score_triggers.values())
        rules = {trigger.id for found in groups for trigger in found}
        self.protection = protection
        self.removables = [each for each in removals if each.links & links or each.rules & rules]
        self.costs = {place: each.cost for place, each in enumerate(self.removables)}
        self.ends = [(each.links & links, each.rules & rules) for each in self.removables]
        self.proofs: list[Survivor] = []
        self.sets: list[frozenset[int]] = []  # for each proof, the removals that hit it
        self.ran: dict[tuple[frozenset[str], frozenset[str]], Survivor | None] = {}
        self.hitting: dict[str, set[int]] = {}
        for place, (cut, off) in enumerate(self.ends):
            for text in (*(f"cut:{link}" for link in cut), *(f"off:{rule}" for rule in off)):
                self.hitting.setdefault(text, set()).add(place)

    def survivor(self, chosen: frozenset[int]) -> Survivor | None:
        """What survives some removals: they are run, unless others that end the same were."""
        links = frozenset[str]().union(*(self.ends[place][0] for place in chosen))
        rules = frozenset[str]().union(*(self.ends[place][1] for place in chosen))
        if (links, rules) not in self.ran:
            self.ran[links, rules] = self.protection.survivor(links, rules)
        return self.ran[links, rules]

    def works(self, chosen: frozenset[int]) -> bool:
        """Whether some removals protect; if not, the proof that survives is kept."""
        survivor = self.survivor(chosen)
        if survivor is None:
            return True
        self.proofs.append(survivor)
        self.sets.append(frozenset().union(*(self.hitting.get(each, ()) for each in survivor.uses)))
        return False

    def by_proofs(self, most: int) -> SmallestCuts:
        """Choose, run, take a proof that survives, and choose again."""
        try:
            while len(self.proofs) < _MOST_PROOFS:
                cost = least_cost(self.sets, self.costs)
                if cost is None:
                    return self._impossible()
                found = list(islice(self._running(of_cost(self.sets, self.costs, cost)), most + 1))
                if None not in found:
                    return self._answer([each for each in found if each is not None], most)
        except TooManyBranchesError:
            pass
        return self.best_found(frozenset(range(len(self.removables))))

    def _running(self, sets: Iterator[frozenset[int]]) -> Iterator[frozenset[int] | None]:
        """Each set that was run and works; None, and an end, at the first that does not."""
        for chosen in sets:
            if not self.works(chosen):
                yield None
                return
            yield chosen

    def _answer(self, found: list[frozenset[int]], most: int) -> SmallestCuts:
        cuts = sorted((self.cut(chosen) for chosen in found[:most]), key=_order)
        return self._cuts(True, True, tuple(cuts), len(found) > most)

    def _impossible(self) -> SmallestCuts:
        """The last proof met uses nothing that may be removed: it alone is the certificate."""
        self.proofs = self.proofs[-1:]
        return self._cuts(False, True, (), False)

    def by_trying(self, most: int) -> SmallestCuts:
        """Run every set of up to three removals that hits the proofs without scores, the cheapest first."""
        plain = CutSearch(self.protection.scoreless(), self.removables)
        known = plain.by_proofs(0)
        if known.exact and not known.possible:
            return known
        self.proofs = list(plain.proofs)
        place = {removal.text: number for number, removal in enumerate(self.removables)}
        sets = [frozenset(place[plain.removables[each].text] for each in one) for one in plain.sets]
        found: list[frozenset[int]] = []
        largest = self._largest()
        for cost, chosen in self._up_to(largest):
            if len(found) > most or (found and cost > self._cost(found[0])):
                break
            if all(each & chosen for each in sets) and self.survivor(chosen) is None:
                found.append(chosen)
        if not found:
            return self._beyond(sets)
        larger = sorted(self.costs.values())[: largest + 1]
        exact = len(self.removables) <= largest or self._cost(found[0]) < sum(larger)
        cuts = sorted((self.cut(chosen) for chosen in found[:most]), key=_order)
        return self._cuts(True, exact, tuple(cuts), len(found) > most)

    def _largest(self) -> int:
        """The size up to which every set is run: three, or less where there would be too many."""
        sets = [comb(len(self.removables), size) for size in range(LARGEST + 1)]
        return max(size for size in range(LARGEST + 1) if size == 0 or sum(sets[: size + 1]) <= _MOST_SETS)

    def _up_to(self, largest: int) -> Iterator[tuple[int | Fraction, frozenset[int]]]:
        """Every set of so many removals at most, the cheapest first."""
        every = (
            frozenset(chosen)
            for size in range(largest + 1)
            for chosen in combinations(range(len(self.removables)), size)
        )
        yield from sorted(((self._cost(each), each) for each in every), key=lambda pair: (pair[0], sorted(pair[1])))

    def _cost(self, chosen: frozenset[int]) -> int | Fraction:
        return sum((self.costs[place] for place in chosen), start=0)

    def _beyond(self, sets: list[frozenset[int]]) -> SmallestCuts:
        """Larger sets, led by what survives; none of them is known to be the smallest."""
        if len(self.removables) <= LARGEST:  # every set was run
            self.proofs = []
            return self._cuts(False, True, (), False)
        certificate, self.sets = list(self.proofs), list(sets)
        chosen = frozenset(range(len(self.removables)))
        with contextlib.suppress(TooManyBranchesError):
            for _ in range(_MOST_PROOFS):
                cost = least_cost(self.sets, self.costs)
                if cost is None:
                    break
                chosen = next(of_cost(self.sets, self.costs, cost))
                if self.works(chosen):
                    break
        self.proofs = certificate
        return self.best_found(chosen)

    def best_found(self, chosen: frozenset[int]) -> SmallestCuts:
        """Give back, of some removals, what isn't needed, the dearest first."""
        if self.survivor(chosen) is not None:
            chosen = frozenset(range(len(self.removables)))
        if self.survivor(chosen) is not None:
            return self._cuts(False, False, (), False)
        for place in sorted(chosen, key=lambda each: (-self.costs[each], self.removables[each].text)):
            if self.survivor(chosen - {place}) is None:
                chosen -= {place}
        return self._cuts(True, False, (self.cut(chosen),), False)

    def cut(self, chosen: frozenset[int]) -> Cut:
        """Some removals in the order of their texts."""
        return tuple(sorted((self.removables[place] for place in chosen), key=lambda each: each.text))

    def _cuts(self, possible: bool, exact: bool, cuts: tuple[Cut, ...], more: bool) -> SmallestCuts:
        certificate = tuple(each.steps for each in self.proofs)
        return SmallestCuts(self.protection.service, possible, exact, cuts, more, certificate)


def _order(cut: Cut) -> tuple[int, tuple[str, ...]]:
    return len(cut), tuple(removal.text for removal in cut)
