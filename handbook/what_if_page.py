"""The page of what-ifs: each kind as it is declared, with an example on `tiny` and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from handbook.markdown import block, code, plain, table
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, Question, ask, under_what_if
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.fallback import fallback
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.intervention_registry import INTERVENTIONS
from linkage.world.what_if.parser import parse

_WORLD = "tiny"
_HEAD = """# What-ifs

Every kind of change, made from its declaration, with an example on the world `tiny`. Several stand together
with commas and hold from left to right. [Write what-ifs](../what-ifs.md) says what they are for.

What an example changes was found when this page was made, by the command below it.
"""


class Example(NamedTuple):
    """A what-if on a world, and what it does to one of its stories.

    Args:
        text: the what-if.
        sentences: what it says, a sentence each.
        story: the story that shows it.
        outcome: what becomes of that story, in one sentence.
    """

    text: str
    sentences: tuple[str, ...]
    story: str
    outcome: str


def what_ifs_page() -> str:
    """The page of all interventions, in the order of their table."""
    world = folders.load(_WORLD)
    answers = [ask(world, Question(story=story)) for story in world.stories]
    return _HEAD + "".join(_section(kind, world, answers) for kind in INTERVENTIONS.values())


def _section(kind: type[Intervention], world: World, answers: list[Answer]) -> str:
    example = example_of(kind, world, answers)
    command = f"linkage compare {world.id} --story {example.story} --what-if {example.text}"
    shown = f"\n**For example** {code(example.text)}: {plain(' '.join(example.sentences))} {plain(example.outcome)}\n"
    says = f"{code(kind.form)}: {plain(kind.meaning())}"
    return f"\n## {kind.verb}\n\n{says}\n{_facts(kind)}{shown}{block(command, 'sh')}"


def _facts(kind: type[Intervention]) -> str:
    """What else a kind declares: its place, whether a cut may choose it, its figure."""
    rows = []
    if kind.stands_first:
        rows.append(("place", "only in front of a what-if"))
    if kind.removal_sorts:
        sorts = (f"{code(sort.name)}{' (unless said otherwise)' if sort.usual else ''}" for sort in kind.removal_sorts)
        rows.append(("`cut --among`", ", ".join(sorts)))
    if kind.axis:
        rows.append(("`sweep --over`", f"a figure of a {kind.axis.row}: {plain(kind.axis.unit)}"))
    return table(["where", "what"], rows) if rows else ""


def example_of(kind: type[Intervention], world: World, answers: list[Answer]) -> Example:
    """An example of an intervention: the first that opens or closes a service, else that changes a story, else any.

    Args:
        kind: the intervention.
        world: whose rows the example names.
        answers: the world's stories, told.

    Raises:
        LookupError: the world has nothing that it could change.
    """
    found: list[tuple[int, Example]] = []
    for text in _texts(kind, world):
        found += [outcome for answer in answers if (outcome := _example(text, world, answer))]
        if found and found[-1][0] == 0:
            break
    if not found:
        raise LookupError(f"'{kind.verb}' has no example in the world '{world.id}'")
    return min(found, key=lambda ranked: ranked[0])[1]


def _texts(kind: type[Intervention], world: World) -> Iterator[str]:
    """What-ifs of a kind that make sense in a world, as its switches, removals, sweeps and readings write them."""
    yield from (switch.text for switch in kind.switches(world))
    yield from (removal.text for sort in kind.removal_sorts for removal in kind.removals(world, sort.name))
    yield from (f"{kind.verb}:{each.row}={end}" for each in kind.sweep_ranges(world) for end in (each.high, each.low))
    yield from (text for text in _in_readings_and_fallbacks(world) if text.partition(":")[0] == kind.verb)


def _in_readings_and_fallbacks(world: World) -> Iterator[str]:
    """The statuses that readings keep, and what agencies do without an identifier, as what-ifs."""
    yield from (f"keep:{'+'.join(reading.keeps)}" for reading in world.readings.values() if reading.keeps)
    for dropped, key in permutations(world.identifiers, 2):
        yield from fallback(world, dropped, key).text.split(",")


def _example(text: str, world: World, answer: Answer) -> tuple[int, Example] | None:
    """What a what-if does to a story, and how much it shows (0 most); none where it can't be read in this world."""
    try:
        sentences = tuple(each.sentence(world) for each in parse(text, world))
        after = under_what_if(answer, text)
    except LinkageError:
        return None
    rank, outcome = _outcome(answer, after)
    return rank, Example(text, sentences, answer.story.id if answer.story else "", outcome)


def _outcome(before: Answer, after: Answer) -> tuple[int, str]:
    """What becomes of a story's subject: services that open or close, other days, or steps that are gone."""
    then, now = before.spread.closed(before.subject), after.spread.closed(after.subject)
    services = before.world.everything.services
    opened = ", ".join(name(services, id_) for id_ in then if id_ not in now)
    shut = ", ".join(name(services, id_) for id_ in now if id_ not in then)
    if opened or shut:
        parts = [words + ids for words, ids in (("open again: ", opened), ("closed now: ", shut)) if ids]
        return 0, f"For {before.name}, {'; '.join(parts)}."
    steps = len(after.spread.steps) - len(before.spread.steps)
    if steps:
        number = f"is 1 step {_more(steps)}" if abs(steps) == 1 else f"are {abs(steps)} steps {_more(steps)}"
        return 1, f"In {before.name}'s story there {number}."
    if _days(before) != _days(after):
        return 2, f"In {before.name}'s story the same happens on other days."
    return 3, f"It changes nothing in {before.name}'s story."


def _more(steps: int) -> str:
    return "more" if steps > 0 else "fewer"


def _days(answer: Answer) -> list[tuple[int, int | None]]:
    return [(step.day, step.until) for step in answer.spread.steps]
