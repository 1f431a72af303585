"""A lesson's puzzle as pupils and teachers see it: the task, what may be removed, and the key, found by the engine."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.smallest_cuts import CutSearch
from linkage.answers.sentences import name, number_word
from linkage.errors import LinkageError
from linkage.lessons.because import of_solution
from linkage.lessons.lesson_case import Choice
from linkage.lessons.lesson_model import LessonPuzzle
from linkage.lessons.puzzles import Puzzle, PuzzleResult, make_puzzle
from linkage.population.tables import Tables
from linkage.world.model import World

MAX_SOLUTIONS = 12
"""How many solutions a key lists."""


@dataclass(frozen=True, slots=True)
class PuzzleView:
    """A puzzle to show: the task, the removals to choose from, the solutions, the hints, and the command."""

    ask: str
    task: str
    task_without_number: str  # where a question of the same page asks for the number
    most: int
    choices: tuple[Choice, ...]
    solutions: tuple[tuple[str, ...], ...]  # ids of choices
    more: int  # further solutions that aren't listed
    hints: tuple[str, ...]  # three, from a nudge to nearly the answer
    because: str
    command: str


def make_lesson_puzzle(world: World, task: LessonPuzzle, tables: Tables | None = None) -> Puzzle:
    """The engine's puzzle for the puzzle of a lesson.

    Raises:
        LinkageError: a story, service or sort of removal that isn't there.
    """
    question = task.selection.question()
    return make_puzzle(world, question, task.protect, task.most, task.keep, task.among, tables)


def puzzle_view(world: World, task: LessonPuzzle, tables: Tables | None = None) -> PuzzleView:
    """A lesson's puzzle with its key.

    Raises:
        LinkageError: a name that isn't there, or a puzzle that nothing solves, or that is solved already.
    """
    puzzle = make_lesson_puzzle(world, task, tables)
    if not puzzle.solutions:
        raise LinkageError(f"No {task.most} removals protect {task.protect} and keep what is to be kept.")
    if not puzzle.solutions[0]:
        raise LinkageError(f"{task.protect} is closed to nobody: there is nothing to solve.")
    relevant = CutSearch(puzzle.found_cuts.protection, puzzle.removables).removables
    solutions = tuple(tuple(removal.text for removal in cut) for cut in puzzle.solutions)
    return PuzzleView(
        task.ask,
        _task_sentence(world, task, "one change" if task.most == 1 else f"at most {number_word(task.most)} changes"),
        _task_sentence(world, task, "as few changes as you can"),
        task.most,
        tuple(Choice(removal.text, removal.intervention.sentence(puzzle.world)) for removal in relevant),
        solutions[:MAX_SOLUTIONS],
        max(0, len(solutions) - MAX_SOLUTIONS),
        hint_levels(puzzle),
        of_solution(puzzle),
        _command(world, task),
    )


def hint_levels(puzzle: Puzzle) -> tuple[str, ...]:
    """Three hints: the ways, what they have in common and how few are enough, and where a solution begins."""
    said = {kind: " ".join(hint.sentence for hint in puzzle.hints if hint.kind == kind) for kind in _KINDS_OF_HINTS}
    middle = " ".join(filter(None, (said["number"], said["passes"], said["loses"])))
    return tuple(filter(None, (said["way"], middle, said["begins"])))


_KINDS_OF_HINTS = ("number", "way", "passes", "loses", "begins")


def check_answer(world: World, task: LessonPuzzle, answer: str, tables: Tables | None = None) -> PuzzleResult:
    """The result of some removals, written as a what-if, for a lesson's puzzle: they are run.

    Raises:
        LinkageError: something that isn't there, or may not be removed here.
    """
    return make_lesson_puzzle(world, task, tables).check(answer)


def _task_sentence(world: World, task: LessonPuzzle, most: str) -> str:
    services = world.everything.services
    rewards = ", ".join(name(services, service) for service in task.keep)
    keep = f", and keep the reward at {rewards}" if rewards else ""
    return f"Keep {name(services, task.protect)} open with {most}{keep}."


def _command(world: World, task: LessonPuzzle) -> str:
    selection = task.selection
    record = f"--story {selection.story}" if selection.story else f"--record {selection.record}"
    record += f" --resident {selection.resident}" if selection.resident and not selection.story else ""
    what_if = f" --what-if {selection.what_if}" if selection.what_if else ""
    among = "" if task.among == USUAL else f" --among {','.join(task.among)}"
    return f"linkage cut {world.id} {record} --protect {task.protect}{among}{what_if}"
