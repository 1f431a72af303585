"""Circles of things that follow one another: services that need each other, databases that pass removals on.

Plain graph searches on names; each stops by itself however large or tangled the graph is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

_MOST_STEPS = 200_000

Follows = Mapping[str, Set[str]]
"""What comes directly after what."""


def rings(after: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The circles where each thing has at most one thing after it, each once, from its first name on.

    >>> list(rings({"a": "b", "b": "a", "c": "a", "d": "d"}))
    [('a', 'b'), ('d',)]
    """
    seen: set[str] = set()
    for start in sorted(after):
        path: dict[str, int] = {}
        here = start
        while here in after and here not in seen and here not in path:
            path[here] = len(path)
            here = after[here]
        if here in path:
            ring = [name for name, place in path.items() if place >= path[here]]
            first = ring.index(min(ring))
            yield tuple(ring[first:] + ring[:first])
        seen.update(path)


def long_circle(follows: Follows, most: int) -> tuple[str, ...]:
    """A circle of more than `most` names, or nothing.

    Where there are so many ways round that none was found in time, all the names that they pass are given:
    the routes of removals couldn't be listed there either.

    >>> ring = {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    >>> long_circle(ring, 2), long_circle(ring, 3)
    (('a', 'b', 'c'), ())
    """
    for names in knots(follows):
        if len(names) > most:
            found = _longer_than(most, {name: sorted(follows.get(name, set()) & names) for name in names})
            if found:
                return found
    return ()


def knots(follows: Follows) -> Iterator[set[str]]:
    """The groups of more than one name in which each leads to each other (Kosaraju's two passes)."""
    before: dict[str, set[str]] = {}
    for name, nexts in follows.items():
        for each in nexts:
            before.setdefault(each, set()).add(name)
    seen: set[str] = set()
    for name in reversed(_finished(follows)):
        group = _reached(name, before, seen)
        if len(group) > 1:
            yield group


def _finished(follows: Follows) -> list[str]:
    """The names in the order in which a depth-first walk leaves them."""
    order: list[str] = []
    seen: set[str] = set()
    for start in sorted(follows):
        stack = [(start, iter(sorted(follows[start])))] if start not in seen else []
        seen.add(start)
        while stack:
            name, nexts = stack[-1]
            each = next((each for each in nexts if each not in seen), None)
            if each is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(each)
                stack.append((each, iter(sorted(follows.get(each, ())))))
    return order


def _reached(start: str, follows: Follows, seen: set[str]) -> set[str]:
    """What can be reached and wasn't seen yet; all of it is seen now."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            found.add(name)
            waiting.extend(follows.get(name, ()))
    return found


def _longer_than(most: int, follows: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Walk every simple way from each name over later names until one of more than `most` closes."""
    steps = 0
    for start in sorted(follows):
        path, stack = [start], [iter(follows[start])]
        on_path = {start}
        while stack:
            steps += 1
            if steps > _MOST_STEPS:
                return tuple(sorted(follows))
            each = next((each for each in stack[-1] if each > start and each not in on_path), None)
            if each is None:
                stack.pop()
                on_path.discard(path.pop())
                continue
            path.append(each)
            on_path.add(each)
            stack.append(iter(follows[each]))
            if len(path) > most and start in follows[each]:
                return tuple(path)
    return ()
