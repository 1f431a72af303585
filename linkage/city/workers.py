"""A city in as many processes as are wanted, each with its own blocks: their counts add up.

A worker keeps its people's columns and is sent worlds; what it was asked before changes nothing of what it answers.
With one worker everything happens in this process. Streamed, blocks are made, counted and forgotten, so memory
doesn't grow with the population.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Protocol

from linkage.city.joins import Joins, all_blocks
from linkage.city.total import Part, Total
from linkage.people.residents import Town
from linkage.world.model import World

AT_ONCE = 384  # blocks that one process holds at once: 25 million residents
Progress = Callable[[int, int], None]


class _Worker(Protocol):
    def ask(self, world: World) -> None: ...
    def answer(self) -> Total: ...
    def close(self) -> None: ...


class City:
    """Everybody of a world and seed, ready to be counted under any world on the same people.

    Args:
        world: the world as its folder says it; people are made from it.
        residents: how many there are.
        workers: processes; 1 means this one.
    """

    def __init__(self, world: World, seed: int, residents: int, workers: int = 1) -> None:
        self.town = Town(world, seed, residents)
        shares = _shares(all_blocks(self.town), max(1, workers))
        make = _Process if len(shares) > 1 else _Here
        self._workers: list[_Worker] = [make(world.everything, seed, residents, share) for share in shares]

    def count(self, world: World) -> Total:
        """The whole city under a world."""
        for worker in self._workers:
            worker.ask(world)
        answers = [worker.answer() for worker in self._workers]
        total = answers[0]
        for answer in answers[1:]:
            total += answer
        return total

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> City:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def streamed(world: World, under: World, seed: int, residents: int, workers: int, progress: Progress) -> Total:
    """The whole city once, in stretches that are made, counted and forgotten."""
    total: Total | None = None
    blocks = all_blocks(Town(world, seed, residents))
    stretches = [blocks[low : low + AT_ONCE] for low in range(0, len(blocks), AT_ONCE)]
    for place, stretch in enumerate(stretches):
        shares = _shares(stretch, max(1, workers))
        make = _Process if len(shares) > 1 else _Here
        hands: list[_Worker] = [make(world.everything, seed, residents, share) for share in shares]
        try:
            for hand in hands:
                hand.ask(under)
            for hand in hands:
                answer = hand.answer()
                total = answer if total is None else total + answer
        finally:
            for hand in hands:
                hand.close()
        progress(place + 1, len(stretches))
    if total is None:
        raise ValueError("a city needs at least one resident")
    return total


def _shares(blocks: range, workers: int) -> list[range]:
    """Blocks dealt out in stretches of nearly the same length."""
    size = -(-len(blocks) // workers)
    return [blocks[low : low + size] for low in range(0, len(blocks), size)]


class _Here:
    """A worker in this process."""

    def __init__(self, world: World, seed: int, residents: int, blocks: range) -> None:
        self.part = Part(Joins(Town(world, seed, residents), blocks))
        self.world: World | None = None

    def ask(self, world: World) -> None:
        self.world = world

    def answer(self) -> Total:
        if self.world is None:
            raise ValueError("nothing was asked")
        return self.part.count(self.world)

    def close(self) -> None:
        """Nothing to end."""


class _Process:
    """A worker in a process of its own, at the other end of a pipe."""

    def __init__(self, world: World, seed: int, residents: int, blocks: range) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other, world, seed, residents, blocks), daemon=True)
        self.process.start()
        other.close()

    def ask(self, world: World) -> None:
        self.pipe.send(world)

    def answer(self) -> Total:
        answer = self.pipe.recv()
        if isinstance(answer, BaseException):
            raise answer
        if not isinstance(answer, Total):
            raise TypeError("a worker answered something else")
        return answer

    def close(self) -> None:
        with suppress(OSError):
            self.pipe.send(None)
            self.pipe.close()
        self.process.join(timeout=2)
        if self.process.is_alive():
            self.process.terminate()


def _serve(pipe: Connection, world: World, seed: int, residents: int, blocks: range) -> None:
    """A worker's life: answer until told to stop. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    part = Part(Joins(Town(world, seed, residents), blocks))
    for asked in _worlds(pipe):
        try:
            answer: Total | Exception = part.count(asked)
        except Exception as error:  # noqa: BLE001 - the parent raises it
            answer = error
        pipe.send(answer)


def _worlds(pipe: Connection) -> Iterator[World]:
    with suppress(EOFError):
        while (asked := pipe.recv()) is not None:
            yield asked
