"""Cycles in graphs of names: services that need each other, databases that pass removals on to each other.

Plain graph searches (functional graphs, Kosaraju's strongly connected components, simple paths up to a length); each
ends by itself however large or tangled the graph is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

_MOST_STEPS = 200_000

Follows = Mapping[str, Set[str]]
"""A directed graph: name → the names directly after it."""


def functional_cycles(after: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The cycles of a graph in which each name has at most one name after it, each once, from its first name on.

    >>> list(functional_cycles({"a": "b", "b": "a", "c": "a", "d": "d"}))
    [('a', 'b'), ('d',)]
    """
    visited: set[str] = set()
    for start in sorted(after):
        path: dict[str, int] = {}
        name = start
        while name in after and name not in visited and name not in path:
            path[name] = len(path)
            name = after[name]
        if name in path:
            cycle = list(path)[path[name] :]
            first = cycle.index(min(cycle))
            yield tuple(cycle[first:] + cycle[:first])
        visited.update(path)


def long_cycle(follows: Follows, most: int) -> tuple[str, ...]:
    """A simple cycle of more than `most` names, or nothing.

    Where there are so many simple paths that none was found in time, all the names of the component are returned:
    the routes of removals couldn't be listed there either.

    >>> ring = {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    >>> long_cycle(ring, 2), long_cycle(ring, 3)
    (('a', 'b', 'c'), ())
    """
    for names in cyclic_components(follows):
        if len(names) > most:
            cycle = _cycle_longer_than(most, {name: sorted(follows.get(name, set()) & names) for name in names})
            if cycle:
                return cycle
    return ()


def cyclic_components(follows: Follows) -> Iterator[set[str]]:
    """The strongly connected components of more than one name (Kosaraju's two passes)."""
    predecessors: dict[str, set[str]] = {}
    for name, successors in follows.items():
        for successor in successors:
            predecessors.setdefault(successor, set()).add(name)
    visited: set[str] = set()
    for name in reversed(_postorder(follows)):
        group = _reachable(name, predecessors, visited)
        if len(group) > 1:
            yield group


def _postorder(follows: Follows) -> list[str]:
    """The names in the order in which a depth-first search leaves them (postorder)."""
    order: list[str] = []
    visited: set[str] = set()
    for start in sorted(follows):
        stack = [(start, iter(sorted(follows[start])))] if start not in visited else []
        visited.add(start)
        while stack:
            name, successors = stack[-1]
            successor = next((successor for successor in successors if successor not in visited), None)
            if successor is None:
                order.append(name)
                stack.pop()
            else:
                visited.add(successor)
                stack.append((successor, iter(sorted(follows.get(successor, ())))))
    return order


def _reachable(start: str, follows: Follows, visited: set[str]) -> set[str]:
    """The names that can be reached and weren't visited yet; all of them are visited afterwards."""
    reached: set[str] = set()
    stack = [start]
    while stack:
        name = stack.pop()
        if name not in visited:
            visited.add(name)
            reached.add(name)
            stack.extend(follows.get(name, ()))
    return reached


def _cycle_longer_than(most: int, follows: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A cycle of more than `most` names: follow every simple path from each name over later names until one closes."""
    steps = 0
    for start in sorted(follows):
        path, stack = [start], [iter(follows[start])]
        on_path = {start}
        while stack:
            steps += 1
            if steps > _MOST_STEPS:
                return tuple(sorted(follows))
            successor = next(
                (successor for successor in stack[-1] if successor > start and successor not in on_path), None
            )
            if successor is None:
                stack.pop()
                on_path.discard(path.pop())
                continue
            path.append(successor)
            on_path.add(successor)
            stack.append(iter(follows[successor]))
            if len(path) > most and start in follows[successor]:
                return tuple(path)
    return ()
