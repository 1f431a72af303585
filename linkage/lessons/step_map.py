"""The map beside a lesson's step: which parts are drawn, and which of them are lit before and after the answer.

Before the answer the map shows what the question takes for granted, and nothing of what it asks. Knows no coordinates
and no screen: the app lights the parts by their data-ids, a worksheet draws them lit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.spread_question import Answer, ask, find_effect, under_what_if
from linkage.answers.trace.highlights import highlights
from linkage.answers.trace.residual_copies import home_end_days, in_force
from linkage.answers.unchanged_reason import live_parts
from linkage.drawing.merged_scene import without_cuts
from linkage.drawing.scene import Scene, subscene
from linkage.drawing.world_scene import world_scene
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import LessonPuzzle, LessonQuestion, LessonStop, append_change
from linkage.lessons.puzzle_view import puzzle_view
from linkage.lessons.view_check import ViewCheck
from linkage.spread.steps import Step
from linkage.world.model import World

Lights = Mapping[str, tuple[str, ...]]
"""Data-id of a part of the map → its classes."""

HIDDEN_BEFORE = frozenset({"how-many-closed", "which-closed", "which-reading", "whom"})
"""Kinds of question whose map has no service before the answer, since those that are drawn would be the answer."""


@dataclass(frozen=True)
class StepMap:
    """The map of a step: its scene before and after the answer, the lights of both, and which parts are choices.

    `picks` names for each part that can be clicked the ids of the choices that take it away.
    """

    scene: Scene
    lights: Lights
    scene_after: Scene
    lights_after: Lights
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def step_map(world: World, stop: LessonStop) -> StepMap:
    """The map of a step of a lesson.

    Raises:
        LinkageError: a question, a puzzle or a view that has no answer in this world.
    """
    if stop.question:
        return _MapMaker(world.everything, _answer(world, stop.question)).question(stop.question)
    if stop.puzzle:
        return _MapMaker(world.everything, _answer(world, stop.puzzle)).puzzle(stop.puzzle)
    return _MapMaker(world.everything, ViewCheck("", None, "", world.everything, stop.view).answer).view(stop)


def _answer(world: World, task: LessonQuestion | LessonPuzzle) -> Answer:
    return ask(world.everything, task.selection.question())


def lit_scene(scene: Scene, lights: Lights) -> Scene:
    """What is lit of a scene, with the boxes at both ends of each arrow."""
    return _with_ends(scene, lights)


def lit_after(world: World, task: LessonPuzzle, removals: str) -> Lights:
    """The lights of a puzzle's map once some removals, written as a what-if, are made."""
    maker = _MapMaker(world.everything, _answer(world, task))
    return maker.changed(maker.after(removals))


@dataclass(frozen=True)
class _MapMaker:
    """Makes the map of one step from the answer that the step is about."""

    world: World
    answer: Answer

    # -- steps without a question

    def view(self, stop: LessonStop) -> StepMap:
        """The map of a step that only shows: the waves, the day or the proof of its view; beside a debate all of it."""
        parts = dict(stop.view.parts)
        if parts.get("why"):
            steps = self.proof(self.answer, parts["why"].partition("@")[0])
        elif "on-day" in parts:
            steps = self.on_day(int(parts["on-day"]))
        elif stop.view.page == "stage":
            waves = self.answer.spread.waves
            steps = [step for wave in waves[: int(parts.get("wave", 0))] for step in wave]
        else:
            steps = list(self.answer.spread.steps)
        scene = self.whole_scene()
        lights = self.lights(self.answer, steps)
        return StepMap(scene, lights, scene, lights)

    # -- questions

    def question(self, question: LessonQuestion) -> StepMap:
        """The map of a question."""
        return _QUESTION_MAPS[question.kind](self, question)

    def hidden(self, question: LessonQuestion) -> StepMap:
        """First only databases, with the record at home; then what is closed, by which way."""
        answer = self.answer
        if question.kind == "which-reading":
            right = answer_question(self.world, question).right[0]
            answer = self.after(f"reading:{right}") if right in self.world.readings else answer
        services = question.services or (question.service,)
        steps = [step for service in services for step in self.proof(answer, service, everybody=True)]
        before, after = self.whole_scene(), self.whole_scene(answer)
        drawn = {node.id for node in before.nodes if node.kind != "service"}
        drawn |= {edge.id for edge in before.edges if edge.kind in ("link", "recorded")}
        plain = subscene(before, drawn)
        if question.kind == "how-many-closed":  # the services themselves may be what a later step asks for
            copies = [step for step in answer.spread.steps if step.kind == "linked"]
            return StepMap(plain, self.lights(answer, self.home()), plain, self.lights(answer, copies))
        return StepMap(plain, self.lights(self.answer, self.home()), after, self.lights(answer, steps))

    def dated(self, question: LessonQuestion) -> StepMap:
        """First the day before the record ends at home, then the day that is asked about, or the proof."""
        ends = [end for end in home_end_days(self.answer.spread).values() if end is not None]
        before = self.on_day(max(0, min(ends) - 1)) if ends else list(self.answer.spread.steps)
        after = self.on_day(question.day or 0) if question.service == "" else self.proof(self.answer, question.service)
        lights, lights_after = self.lights(self.answer, before), self.lights(self.answer, after)
        scene = lit_scene(self.whole_scene(), self.lights(self.answer, self.answer.spread.steps))
        return StepMap(scene, lights, scene, lights_after)

    def changed_by(self, question: LessonQuestion) -> StepMap:
        """First what spreads, then the same after the change."""
        after = self.after(question.change)
        scene = self.whole_scene(after)
        return StepMap(scene, self.lights(self.answer, self.answer.spread.steps), scene, self.changed(after))

    def removed(self, question: LessonQuestion) -> StepMap:
        """First the ways to the service, then the same after the first removal that is enough."""
        right = answer_question(self.world, question).right[0]
        fits = right in question.removals
        after = self.after(right if fits else question.removals[0])
        return self._ways(question, question.service, question.removals, after)

    def fewest(self, question: LessonQuestion) -> StepMap:
        """First the ways to the service, then the same after one of the smallest cuts."""
        cuts = find_cuts(self.world, question.selection.question(), question.service, tables=self.answer.tables).cuts
        cut = ",".join(removal.text for removal in cuts.cuts[0]) if cuts.cuts else ""
        return self._ways(question, question.service, (), self.after(cut))

    def proved(self, question: LessonQuestion) -> StepMap:
        """The proof of the refusal, before and after."""
        steps = self.proof(self.answer, question.service, everybody=True)
        scene = _with_ends(self.whole_scene(), highlights(self.answer.world, steps))
        lights = self.lights(self.answer, steps)
        return StepMap(scene, lights, scene, lights)

    def puzzle(self, puzzle: LessonPuzzle) -> StepMap:
        """The ways to the service, with everything that may be removed; then the same after the first solution."""
        shown = puzzle_view(self.world, puzzle, self.answer.tables)
        after = self.after(",".join(shown.solutions[0])) if shown.solutions else self.answer
        return self._ways(puzzle, puzzle.protect, [choice.id for choice in shown.choices], after)

    def _ways(
        self, task: LessonQuestion | LessonPuzzle, service: str, removals: Sequence[str], after: Answer
    ) -> StepMap:
        """The ways to a service, and the same after a change."""
        cuts = find_cuts(self.world, task.selection.question(), service, tables=self.answer.tables).cuts
        proofs = [step for proof in cuts.certificate for step in proof]
        steps = [*proofs, *self.proof(self.answer, service, everybody=True)]
        whole = self.whole_scene()
        shown = {*highlights(self.answer.world, steps), *(part for text in removals for part in _part(text))}
        scene = _with_ends(whole, shown)
        lights = self.lights(self.answer, steps)
        return StepMap(scene, lights, scene, self.changed(after, lights), _picks(scene, removals))

    # -- shared

    def after(self, change: str) -> Answer:
        """The answer after one more change."""
        return under_what_if(self.answer, append_change(self.answer.what_if, change))

    def whole_scene(self, other: Answer | None = None) -> Scene:
        """All that the record can reach, also under another what-if; nothing in it is drawn as off."""
        kind = self.answer.records[0].kind
        world = other.world if other else self.answer.world
        return without_cuts(world_scene(world, kind, baseline=self.answer.world))

    def home(self) -> list[Step]:
        """The step that puts the record into its home."""
        return [step for step in self.answer.spread.steps if step.kind == "recorded"]

    def on_day(self, day: int) -> list[Step]:
        """What is in force on a day."""
        return [step for step in self.answer.spread.steps if in_force(step.day, step.until, day)]

    def proof(self, answer: Answer, service: str, everybody: bool = False) -> list[Step]:
        """The proof of what closes a service; `everybody`: also to others than the subject."""
        effects = [effect for effect in answer.spread.effects if effect.service == service]
        own = find_effect(answer.spread, service, answer.subject)
        chosen = effects if everybody and effects else [own] if own else []
        return [step for effect in chosen for step in answer.spread.proof(answer.spread.by_id[effect.step])]

    def lights(self, answer: Answer, steps: Iterable[Step]) -> Lights:
        """The parts that some steps light; the record's home always is."""
        return highlights(answer.world, [*self.home(), *steps])

    def changed(self, after: Answer, before: Lights | None = None) -> Lights:
        """What is lit after a change: what is gone, and what is off."""
        was = before if before is not None else self.lights(self.answer, self.answer.spread.steps)
        now = highlights(after.world, after.spread.steps)
        if before is not None:
            now = {part: classes for part, classes in now.items() if part in was}
        lit = {part: classes if part in was else (*classes, "fresh") for part, classes in now.items()}
        lit |= {part: ("gone",) for part in was if part not in now}
        live, alive = live_parts(self.answer.world), live_parts(after.world)
        for row in sorted(live - alive):
            part = f"link:{row}" if row in self.answer.world.links else f"rule:{row}"
            lit[part] = (*lit.get(part, ()), "off")
        return lit


_QUESTION_MAPS: Mapping[str, Callable[[_MapMaker, LessonQuestion], StepMap]] = MappingProxyType(
    {
        "how-many-closed": _MapMaker.hidden,
        "how-many-on-day": _MapMaker.dated,
        "which-closed": _MapMaker.hidden,
        "which-open": _MapMaker.changed_by,
        "what-changes": _MapMaker.changed_by,
        "which-alone": _MapMaker.removed,
        "which-reading": _MapMaker.hidden,
        "whom": _MapMaker.hidden,
        "until": _MapMaker.dated,
        "rests-on": _MapMaker.proved,
        "fewest": _MapMaker.fewest,
    }
)


def _part(removal: str) -> list[str]:
    """The part of the map that a removal takes away by itself; none where it takes a column or an identifier."""
    verb, _, row = removal.partition(":")
    return [f"link:{row}"] if verb == "cut" else [f"rule:{row}"] if verb == "off" else []


def _picks(scene: Scene, removals: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Part of the map → the removals that a click on it means: the link's own, else what the link joins on."""
    drawn = {edge.id: edge for edge in scene.edges}
    picks: dict[str, tuple[str, ...]] = {
        part: (removal,) for removal in removals for part in _part(removal) if part in drawn
    }
    dropped = {removal.partition(":")[2]: removal for removal in removals if removal.startswith("drop:")}
    for part, edge in drawn.items():
        if edge.kind == "link" and part not in picks:
            by_key = tuple(dropped[key] for key in edge.keys if key in dropped)
            picks |= {part: by_key[:1]} if by_key else {}
    return picks


def _with_ends(scene: Scene, ids: Iterable[str]) -> Scene:
    """The parts of a scene with these data-ids, and the boxes at both ends of each arrow among them."""
    wanted = set(ids)
    for edge in scene.edges:
        if edge.id in wanted:
            wanted |= {edge.source, edge.target}
    return subscene(scene, wanted)
