"""All records of one kind (or all listings of one rule), with the bit columns of the links that can carry them.

A position stands for a pair: a record, and a subject at whose accounts it may be known. The first positions are the
records with their own subjects; wrong matches add others behind them. A link is then a few bit columns: for each pair
of slots, the positions where its join finds the subject's own account; and beside them, as pairs of positions, its
wrong matches, which find somebody else's. Columns are computed for what a record can reach, when a link is first asked
for. They say what joins, whatever the links' shares, days and standing, so every world on the same people uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Bits, Positions
from linkage.citywide.engine.link_joins import COMPANY_OFFSET, SLOT_BITS, SLOTS, Draws
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population import random_draws
from linkage.population.households import Flags, Numbers
from linkage.population.whole_ranges import taken
from linkage.world.model import Link, Rule

SlotPair = tuple[int, int]
"""The slots of the source and of the target account."""

_Cached = TypeVar("_Cached")
_KEPT_JOINS = 8  # how many joins of one link are kept, of worlds in which its columns err otherwise
_DRAWS = 2**32  # a draw is a whole number below this


class WrongMatches(NamedTuple):
    """A link's wrong matches between two slots: from `sources[i]` to `targets[i]`, `int64[m]` each."""

    source_slot: int
    target_slot: int
    sources: Positions
    targets: Positions


class LinkColumns:
    """What a link joins: own matches and wrong matches by their slots; packed into bit columns when first asked for."""

    def __init__(self) -> None:
        self.own: dict[SlotPair, list[Positions]] = {}
        self.wrong: dict[SlotPair, list[tuple[Positions, Positions]]] = {}
        self.packed: tuple[int, dict[SlotPair, Bits], list[WrongMatches]] | None = None

    def packed_columns(self, size: int) -> tuple[dict[SlotPair, Bits], list[WrongMatches]]:
        """The own matches as bit columns over `size` positions, and the wrong matches."""
        if self.packed is None or self.packed[0] != size:
            own = {slots: bitsets.from_positions(np.concatenate(parts), size) for slots, parts in self.own.items()}
            wrong = [
                WrongMatches(*slots, np.concatenate([s for s, _ in parts]), np.concatenate([t for _, t in parts]))
                for slots, parts in self.wrong.items()
            ]
            self.packed = (size, own, wrong)
        return self.packed[1], self.packed[2]


class ReachedPopulation:
    """The records of one kind, or the listings of one rule.

    Args:
        name: the record kind, or the listing rule.
        mark: what the records are: `:` starting records, `@` listings.
        holders: the codes of the records' subjects, sorted: `int64[records]`.
        homes: computes home slot → positions of the records born there; called when the records first matter.
        suspected: computes which records aren't confirmed, `bool[records]`; None: all are.
        draws: computes a link's draw for each record.
        falsehood_draws: computes each record's own draw, by which it is false; None: none can be (listings).
    """

    def __init__(
        self,
        subject_index: SubjectIndex,
        kind: str,
        name: str,
        mark: str,
        holders: Numbers,
        homes: Callable[[], dict[int, Positions]],
        suspected: Callable[[], Flags] | None,
        draws: Callable[[str], Draws],
        falsehood_draws: Callable[[], Draws] | None = None,
    ) -> None:
        self.subject_index, self.joins = subject_index, subject_index.joins
        self.kind, self.name, self.mark = kind, name, mark
        self.holders = holders
        self.subjects = holders
        self.records = np.arange(len(holders))
        self.columns: dict[str, LinkColumns] = {}  # by what links join by
        self._compute_homes, self._suspected, self._compute_draws = homes, suspected, draws
        self._falsehood_draws = falsehood_draws
        self._join_names: dict[str, list[str]] = {}  # of each link, the oldest first
        self._reached: dict[str, dict[int, Flags]] = {}
        self._reach_versions: dict[tuple[str, int], int] = {}
        self._followed: dict[tuple[str, int], Flags] = {}
        self._follow_versions: dict[tuple[str, int], int] = {}
        self._foreign: tuple[Numbers, Numbers] = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
        self._cache_entries: dict[object, tuple[int, Any]] = {}

    @property
    def size(self) -> int:
        """How many positions there are."""
        return len(self.subjects)

    @property
    def is_one_to_one(self) -> bool:
        """Whether no record can come to anybody but its own subject: then each subject has one position."""
        return self.size == len(self.holders)

    @cached_property
    def homes(self) -> dict[int, Positions]:
        """Home slot → positions of the records born there."""
        return self._compute_homes()

    # links

    def follow_links(self, links_of: Callable[[str], Sequence[Link]]) -> None:
        """Add the columns of links, from every account that a record can be known at, until nothing new is found."""
        if not self._reached:
            home = self.joins.world.record_kinds[self.kind].home
            for slot, positions in self.homes.items():
                self._mark_reached(home, slot, positions)
        waiting = list(self._reached)
        while waiting:
            database = waiting.pop()
            for link in links_of(database):
                if self._follow_link(link):
                    waiting += [name for name in (link.target, link.source) if name not in waiting]

    def _follow_link(self, link: Link) -> bool:
        """Follow one link from the accounts from which it wasn't followed yet."""
        name = self.joins.join_name(link)
        column = self.columns.get(name)
        if column is None:
            column = self.columns[name] = LinkColumns()
            self._forget_older_joins(link.id, name)
        has_new = False
        for slot, reached in list(self._reached.get(link.source, {}).items()):
            key = (name, slot)
            version = self._reach_versions[link.source, slot]
            if self._follow_versions.get(key) == version:
                continue
            self._follow_versions[key] = version
            before = self._followed.get(key)
            unfollowed = reached if before is None else reached[: len(before)] & ~before
            positions = np.flatnonzero(unfollowed)
            if before is not None and len(reached) > len(before):
                positions = np.concatenate([positions, len(before) + np.flatnonzero(reached[len(before) :])])
            if len(positions):
                self._followed[key] = reached.copy()
                has_new = True
                self._add_matches(link, column, slot, positions)
        return has_new

    def _forget_older_joins(self, link: str, name: str) -> None:
        """Forget the columns that a link had by the errors (or pairs) of older worlds, but for a few."""
        names = self._join_names.setdefault(link, [])
        names.append(name)
        while len(names) > _KEPT_JOINS:
            oldest = names.pop(0)
            del self.columns[oldest]
            for key in [key for key in self._followed if key[0] == oldest]:
                del self._followed[key], self._follow_versions[key]

    def _add_matches(self, link: Link, column: LinkColumns, slot: int, positions: Positions) -> None:
        column.packed = None
        subjects = self.subjects[positions]
        sources, rows = self.joins.follow_link(link, subjects * SLOTS + slot)
        owners, slots = rows >> SLOT_BITS, rows & (SLOTS - 1)
        own = owners == taken(subjects, sources)
        sources = taken(positions, sources)
        all_own = bool(own.all())
        used_slots = np.flatnonzero(np.bincount(slots, minlength=SLOTS)).tolist()
        if all_own and len(used_slots) == 1:  # most links: nothing is to be told apart
            column.own.setdefault((slot, used_slots[0]), []).append(sources)
            self._mark_reached(link.target, used_slots[0], sources)
            return
        for target_slot in used_slots:
            in_slot = slots == target_slot
            own_in_slot = in_slot if all_own else own & in_slot
            if own_in_slot.any():
                column.own.setdefault((slot, target_slot), []).append(sources[own_in_slot])
                self._mark_reached(link.target, target_slot, sources[own_in_slot])
            if not all_own and (wrong_in_slot := in_slot & ~own).any():
                targets = self.find_positions(self.records[sources[wrong_in_slot]], owners[wrong_in_slot])
                column.wrong.setdefault((slot, target_slot), []).append((sources[wrong_in_slot], targets))
                self._mark_reached(link.target, target_slot, targets)

    def find_positions(self, records: Positions, owners: Numbers) -> Positions:
        """The positions of some (record, subject) pairs, added where they are new: `int64[n]` for two `int64[n]`."""
        positions = np.where(self.holders[records] == owners, records, -1)
        foreign = np.flatnonzero(positions < 0)
        keys = records[foreign] * (COMPANY_OFFSET * 2) + owners[foreign]
        known, known_positions = self._foreign
        new = np.setdiff1d(keys, known)
        if len(new):
            first = self.size
            self.subjects = np.concatenate([self.subjects, new % (COMPANY_OFFSET * 2)])
            self.records = np.concatenate([self.records, new // (COMPANY_OFFSET * 2)])
            known = np.concatenate([known, new])
            known_positions = np.concatenate([known_positions, np.arange(first, first + len(new))])
            order = np.argsort(known)
            self._foreign = known, known_positions = known[order], known_positions[order]
        positions[foreign] = known_positions[np.searchsorted(known, keys)]
        return positions

    def _mark_reached(self, database: str, slot: int, positions: Positions) -> None:
        slots = self._reached.setdefault(database, {})
        flags = slots.get(slot)
        if flags is None or len(flags) < self.size:
            grown = np.zeros(self.size, dtype=np.bool_)
            if flags is not None:
                grown[: len(flags)] = flags
            flags = slots[slot] = grown
        flags[positions] = True
        self._reach_versions[database, slot] = self._reach_versions.get((database, slot), 0) + 1

    def reached_slots(self, database: str) -> list[tuple[int, Flags]]:
        """The slots of a database at which records can be known, each with its positions: `bool[size]`."""
        slots = self._reached.get(database, {})
        return [(slot, np.pad(flags, (0, self.size - len(flags)))) for slot, flags in slots.items()]

    # columns for a run

    def initial_bits(self, slot: int) -> Bits:
        """The bit column of the records born at one slot of their home."""
        return self._cache(("start", slot), lambda: bitsets.from_positions(self.homes[slot], self.size))

    def link_mask(self, link: Link) -> Bits | None:
        """The positions whose record a link lets through, by its standing and its draw. None: all."""
        mask = self.confirmed if link.needs == "confirmed" else None
        share = 1.0 if link.share is None else link.share
        if random_draws.threshold(share) < _DRAWS:
            drawn = bitsets.pack(_are_below(self._draws(link.id), share))
            mask = drawn if mask is None else mask & drawn
        return mask

    def false_bits(self, share: float) -> Bits | None:
        """The positions of the records that state what isn't so, if a share of them does. None: none of them."""
        if self._falsehood_draws is None or not share:
            return None
        bits = self._cache(("false", share), lambda: self._compute_false_bits(share))
        return bits if bits.any() else None

    def _compute_false_bits(self, share: float) -> Bits:
        draws = self._falsehood_draws() if self._falsehood_draws is not None else np.empty(0, dtype=np.float64)
        return bitsets.from_positions(np.flatnonzero(_are_below(draws, share)), self.size)

    def carried(
        self, link: Link, slot: int, moving: Bits, without_wrong_matches: bool = False
    ) -> Iterator[tuple[int, Bits]]:
        """Where a link carries records from one slot of its source: slots of its target, with what arrives there.

        Args:
            moving: the positions whose record the link lets through.
            without_wrong_matches: take every wrong match away.
        """
        own_columns, wrong_matches = self.columns[self.joins.join_name(link)].packed_columns(self.size)
        for (source, target), column in own_columns.items():
            if source == slot and (arriving := moving & column).any():
                yield target, arriving
        for matches in () if without_wrong_matches else wrong_matches:
            if matches.source_slot == slot:
                targets = matches.targets[bitsets.are_set(moving, matches.sources)]
                if len(targets):
                    yield matches.target_slot, bitsets.from_positions(targets, self.size)

    @property
    def confirmed(self) -> Bits | None:
        """The positions whose record is confirmed. None: all."""
        bits = self._cache("confirmed", self._confirmed)
        return bits if bits is None else np.asarray(bits, dtype=np.uint64)

    def _confirmed(self) -> Bits | None:
        suspected = self._suspected() if self._suspected is not None else None
        return None if suspected is None or not suspected.any() else bitsets.pack(~suspected[self.records])

    def _draws(self, link: str) -> Draws:
        return self._cache(("drawn", link), lambda: self._compute_draws(link)[self.records])

    def enforced_mask(self, rule: Rule, slot: int, share: float) -> Bits:
        """The positions at whose accounts in a slot a rule is enforced, if it is at a share of accounts."""
        key = ("enforced", rule.id, rule.database, slot, share)
        rows = self.subjects * SLOTS + slot
        return self._cache(key, lambda: bitsets.pack(self.joins.are_enforced(rule, rows, share)))

    @property
    def numbers(self) -> Numbers:
        """The number of each position's subject in the subject index: `int64[size]`."""
        return self._cache("numbers", lambda: self.subject_index.numbers(self.subjects))

    def affected_numbers(self, falls_on: str) -> tuple[Positions, Numbers]:
        """On whom a rule falls when it fires: positions, and the numbers of the subjects on whom it falls there."""
        return self._cache(("affected", falls_on), lambda: self._compute_affected(falls_on))

    def _compute_affected(self, falls_on: str) -> tuple[Positions, Numbers]:
        positions, codes = self.joins.affected_codes(falls_on, self.subjects)
        return positions, self.subject_index.numbers(codes)

    def group_masks(self) -> list[Bits]:
        """For each group, the bit column of the positions of its subjects."""
        return self._cache("groups", self._compute_group_masks)

    def _compute_group_masks(self) -> list[Bits]:
        numbers = self.numbers  # first: it may add new ones
        groups = self.subject_index.groups[numbers]
        return [bitsets.pack(groups == group) for group in range(len(self.subject_index.names))]

    def _cache(self, key: object, compute: Callable[[], _Cached]) -> _Cached:
        """A value that is computed from all positions, and again only when there are more of them."""
        entry = self._cache_entries.get(key)
        if entry is None or entry[0] != self.size:
            entry = self._cache_entries[key] = (self.size, compute())
        value: _Cached = entry[1]
        return value


def _are_below(draws: Draws, share: float) -> Flags:
    """Which draws are below a share (0-1): `bool[n]`."""
    below = random_draws.threshold(share)
    if below >= _DRAWS:
        return np.ones(len(draws), dtype=np.bool_)
    return np.asarray(draws < (np.uint32(below) if draws.dtype == np.uint32 else np.float64(share)))
