"""A lesson's puzzle: what may be removed, whether an answer works, and the key, all found by the engine."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.smallest_cuts import CutSearch
from linkage.answers.sentences import name
from linkage.errors import LinkageError
from linkage.lessons.lesson_answers import Choice
from linkage.lessons.lesson_model import PuzzleStop
from linkage.lessons.puzzles import Puzzle, Verdict, puzzle
from linkage.population.tables import Tables
from linkage.world.model import World

MOST_SHOWN = 12
"""Solutions that a key lists."""


@dataclass(frozen=True, slots=True)
class PuzzleView:
    """A puzzle as pupils and teachers see it: the task, the removals to choose from, and what solves it."""

    ask: str
    task: str
    most: int
    choices: tuple[Choice, ...]
    solutions: tuple[tuple[str, ...], ...]  # ids of choices
    more: int  # further solutions that aren't listed
    hints: tuple[str, ...]
    command: str


def set_puzzle(world: World, riddle: PuzzleStop, tables: Tables | None = None) -> Puzzle:
    """The engine's puzzle for a lesson's.

    Raises:
        LinkageError: a story, service or sort of removal that isn't there.
    """
    question = riddle.whose.question()
    return puzzle(world, question, riddle.protect, riddle.most, riddle.keep, riddle.among, tables)


def pose(world: World, riddle: PuzzleStop, tables: Tables | None = None) -> PuzzleView:
    """A puzzle with its key.

    Raises:
        LinkageError: a name that isn't there, or a puzzle that nothing solves, or that is solved already.
    """
    asked = set_puzzle(world, riddle, tables)
    if not asked.solutions:
        raise LinkageError(f"No {riddle.most} removals protect {riddle.protect} and keep what is to be kept.")
    if not asked.solutions[0]:
        raise LinkageError(f"{riddle.protect} is closed to nobody: there is nothing to solve.")
    matter = CutSearch(asked.asked.protection, asked.allowed).removables
    solutions = tuple(tuple(each.text for each in cut) for cut in asked.solutions)
    return PuzzleView(
        riddle.ask,
        _task(world, riddle),
        riddle.most,
        tuple(Choice(each.text, each.intervention.sentence(asked.world)) for each in matter),
        solutions[:MOST_SHOWN],
        max(0, len(solutions) - MOST_SHOWN),
        tuple(hint.sentence for hint in asked.hints),
        _command(world, riddle),
    )


def judge(world: World, riddle: PuzzleStop, answer: str, tables: Tables | None = None) -> Verdict:
    """Whether some removals, written as a what-if, solve a puzzle: they are run.

    Raises:
        LinkageError: something that isn't there, or may not be removed here.
    """
    return set_puzzle(world, riddle, tables).check(answer)


def _task(world: World, riddle: PuzzleStop) -> str:
    services = world.everything.services
    most = "one removal" if riddle.most == 1 else f"at most {riddle.most} removals"
    kept = ", ".join(name(services, each) for each in riddle.keep)
    return f"Protect {name(services, riddle.protect)} with {most}" + (f"; keep the reward at {kept}." if kept else ".")


def _command(world: World, riddle: PuzzleStop) -> str:
    whose = riddle.whose
    who = f"--story {whose.story}" if whose.story else f"--record {whose.record}"
    who += f" --resident {whose.resident}" if whose.resident and not whose.story else ""
    what_if = f" --what-if {whose.what_if}" if whose.what_if else ""
    among = "" if riddle.among == USUAL else f" --among {','.join(riddle.among)}"
    return f"linkage cut {world.id} {who} --protect {riddle.protect}{among}{what_if}"
