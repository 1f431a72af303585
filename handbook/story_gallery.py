"""The gallery of stories: each bundled world's page, and for each of its stories the map and three lines.

The lines say what one sees, what it rests on and what to ask; all of them come from the answer itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from handbook.markdown import block, code, plain
from linkage.answers import sentences
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.exports.export import picture
from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace.trace_report import counts_json
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS, REWARDS
from linkage.world.model import Story, World
from linkage.world.storage import folders


class StoryMap(NamedTuple):
    """One story in the gallery.

    Args:
        world: the world's id.
        story: the story's id.
        title: its title.
        svg: its map with all that the spread comes to lit.
        seen: what one sees.
        rests_on: what it rests on.
        to_ask: what to ask, and the command that answers.
        command: that command.
    """

    world: str
    story: str
    title: str
    svg: str
    seen: str
    rests_on: str
    to_ask: str
    command: str

    @property
    def file(self) -> str:
        """The map's place on the site."""
        return f"gallery/{self.world}/{self.story}.svg"


def bundled_worlds() -> list[World]:
    """The bundled worlds, in the order of `linkage worlds`."""
    return [folders.load(bundled.folder) for bundled in folders.worlds()]


def story_maps(world: World) -> Iterator[StoryMap]:
    """Every story of a world, in the order of its table."""
    return (_story_map(world, story) for story in world.stories.values())


def _story_map(world: World, story: Story) -> StoryMap:
    answer = ask(world, Question(story=story.id))
    question, command = _question(answer, story)
    return StoryMap(
        world.id, story.id, story.title, picture(answer, "light"), seen(answer), rests_on(answer), question, command
    )


def seen(answer: Answer) -> str:
    """What a story's map shows: how it begins, how far it goes, and what becomes of its subject."""
    spread, whom = answer.spread, answer.subject
    called = sentences.names(whom, answer.name)
    if not spread.steps:
        return sentences.nothing_happens(answer.world, answer.records[0].kind)
    opening = answer.story.sentence if answer.story else ""
    reached = counts_json(answer)
    places = f"{_number(reached['databases'], 'database')} of {_number(reached['agencies'], 'agency', 'agencies')}"
    effects = [step for step in spread.steps if step.kind == "effect"]
    outcome = sentences.wave(spread, effects, called) if effects else "No service changes."
    return f"{opening or sentences.opening(spread, called)} The record reaches {places}. {outcome}{_closed(answer)}"


def _closed(answer: Answer) -> str:
    """The services closed to a story's subject, by the day from which each is; blank where none is."""
    services, by_day = answer.world.everything.services, defaultdict(list)
    for id_, day in answer.spread.closed(answer.subject).items():
        by_day[day].append(sentences.quoted(sentences.name(services, id_)))
    parts = [f"{sentences.day(day)} {', '.join(names)}" for day, names in sorted(by_day.items())]
    return f" Closed to {answer.name}: {'; '.join(parts)}." if parts else ""


def rests_on(answer: Answer) -> str:
    """How well the steps of a story are known, and whose its figures are."""
    return f"{evidence_summary(answer.world, answer.spread.steps)}."


def _question(answer: Answer, story: Story) -> tuple[str, str]:
    """The question that a story raises, with the command that answers it: its first effect, else its spread.

    First is what closes a service, to the story's subject, to one that people need every day, on the earliest day.
    """
    world, services = answer.world, answer.world.everything.services
    at_services = [effect for effect in answer.spread.effects if effect.service]
    if not at_services:
        return "What would have to be there for it to go on?", f"linkage trace {world.id} --story {story.id}"

    def place(effect: Effect) -> tuple[bool, bool, bool, int]:
        mine, everyday = effect.subject == answer.subject, services[effect.service].everyday
        return effect.effect not in CLOSING_EFFECTS, not mine, not everyday, effect.day

    first = min(at_services, key=place)
    question = sentences.effect_question(world, first, sentences.names(answer.subject, answer.name))
    more = "And who did the same, and goes without?" if first.effect in REWARDS else "And what would have stopped it?"
    return f"{question} {more}", f"linkage why {world.id} {first.service} --story {story.id}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _number(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun if number == 1 else several or noun + 's'}"


def world_page(world: World, maps: list[StoryMap]) -> str:
    """A world's page of the gallery."""
    head = f"# {world.title}\n\n{plain(world.question)} {plain(world.about)} *{plain(_sentence(world.label_line))}*\n"
    return head + "".join(_section(each) for each in maps)


def _section(each: StoryMap) -> str:
    place = each.file.removeprefix("gallery/")
    alt = f"Map of the story: {each.title}. {each.seen}".replace("[", "(").replace("]", ")")
    return (
        f"\n## {plain(each.title)} {{#{each.story}}}\n\n[![{plain(alt)}]({place}){{ loading=lazy }}]({place})\n\n"
        f"- **You see.** {plain(each.seen)}\n- **It rests on** {plain(each.rests_on)}\n"
        f"- **Ask:** {plain(each.to_ask)}\n"
        f"{block(each.command, 'sh')}"
    )


def gallery_index(worlds: list[World]) -> str:
    """The first page of the gallery: the worlds, and how many stories each has."""
    lines = [
        f"- [{plain(world.title)}]({world.id}.md), {_number(len(world.stories), 'story', 'stories')}: "
        f"{plain(world.question)}\n"
        for world in worlds
    ]
    return (
        "# Gallery\n\nEvery story of every bundled world as a map, and every figure, drawn by the library when this "
        "site was built. Each has three lines: what you see, what it rests on, what to ask. Everybody is invented.\n\n"
        f"{''.join(lines)}- [Figures](figures.md), by which counts of a whole city are read\n\n"
        f"A line under a map is a command: {code('linkage why')} proves what it shows.\n"
    )
