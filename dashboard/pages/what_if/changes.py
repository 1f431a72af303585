"""What one or two what-ifs change, as JSON for the What-if page: parts of the map, and a table of effects.

Where there are two, both are compared with the same spread before. The comparison itself is `linkage.answers.compare`;
here its results get names, sentences and parts of the map. `page.js` beside this file shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from dashboard.services.small_map import reach_scene
from dashboard.services.step_view import StepView, lit_parts, refusing_service
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.compare import EffectChange, change_sentences, compare, compare_closed_services, count_changes
from linkage.answers.spread_question import Answer
from linkage.drawing.effect_language import effect_language
from linkage.drawing.merged_scene import merged_scene, without_cuts
from linkage.drawing.scene import Scene
from linkage.drawing.visual_encoding import effect_words
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS
from linkage.world.what_if.fallback import summed_up
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
Row = tuple[str, str, str, str]
MAX_NAMED_DOORS = 2
"""Doors that the sentence under the map names at most; the list beside it has all of them."""


class Side(NamedTuple):
    """One what-if: its name on the page (A or B), its text in the address, and its answer."""

    name: str
    text: str
    answer: Answer


@dataclass(frozen=True, eq=False)
class Changes:
    """The answer before, and one or two what-ifs that are compared with it.

    Args:
        before: the answer without them.
        sides: the what-ifs, in the order of the page.
        labels: the interface texts of one language.
    """

    before: Answer
    sides: tuple[Side, ...]
    labels: Labels

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the people whom the steps mention, by their ids."""
        return sentences.names(self.before.subject, self.before.name)

    @cached_property
    def step_view(self) -> StepView:
        """The view that puts steps into words."""
        return StepView(self.before.world, self.names, self.labels)

    def json(self) -> Json:
        """Everything on the page that a switch can change."""
        return {
            "before": self._state(self.before),
            "sides": [self._side(*pair) for pair in zip(self.sides, self._scenes[1:], strict=True)],
            "rows": self._rows(),
            "differ": self.difference_count,
            "doors": len(self.before.world.doors),
        }

    # -- one side ---------------------------------------------------------------------------------------------------

    def _state(self, answer: Answer) -> Json:
        """The parts of the map that an answer lights, those that are off, and how many doors it closes."""
        return {
            "lit": lit_parts(StepView(answer.world, self.names, self.labels), answer.spread.steps),
            "off": self._off_parts(self._scenes[0]) if answer is self.before else [],
            "shut": len(set(answer.spread.closed(answer.subject)) & set(answer.world.doors)),
        }

    def _side(self, side: Side, scene: Scene) -> Json:
        """What one what-if does: its interventions as sentences, counts of changes, doors that open and close."""
        answer, everything = side.answer, self.before.world.everything
        changes = compare(self.before.spread.effects, answer.spread.effects)
        opened_services, closed_services, _ = compare_closed_services(self.before.spread, answer.spread, answer.subject)
        interventions = parse(side.text, everything)
        return {
            **self._state(answer),
            "name": side.name,
            "text": side.text,
            "said": [list(entry) for entry in summed_up(interventions, self.before.world)],
            "off": self._off_parts(scene),
            "counts": count_changes(changes),
            "opened": [self._door(service, self.before) for service in opened_services],
            "shut_now": [self._door(service, answer) for service in closed_services],
            "told": self._change_sentences(answer) if interventions else ("", ""),
        }

    def _change_sentences(self, answer: Answer) -> tuple[str, str]:
        """What changes, and what stays as it was; few services are named, more are counted."""
        return change_sentences(
            answer.world, self.before.spread, answer.spread, answer.subject, answer.name, MAX_NAMED_DOORS
        )

    def _door(self, service: str, answer: Answer) -> Json:
        """A door that opens or closes, with the days on which it is closed in that answer."""
        closer = refusing_service(answer.spread, service, answer.subject)
        effects = [
            effect for effect in answer.spread.effects if (effect.subject, effect.service) == (answer.subject, closer)
        ]
        first = min((effect for effect in effects if effect.effect in CLOSING_EFFECTS), key=lambda effect: effect.day)
        services = self.before.world.everything.services
        note = "" if closer == service else self.labels("panel.with", service=sentences.name(services, closer))
        return {
            "id": service,
            "door": True,
            "name": sentences.name(services, service),
            "effect": first.effect,
            "word": "",
            "whom": note,
            "part": f"service:{service}",
            "why": service,
            "when": self._days(first),
        }

    def _off_parts(self, scene: Scene) -> list[str]:
        """The ids of the parts of the common map that a scene lacks, or draws as off."""
        present = {part.id for part in _parts(scene) if not part.off}
        return [part.id for part in _parts(self.scene) if part.id not in present]

    # -- row by row -------------------------------------------------------------------------------------------------

    @cached_property
    def _different_rows(self) -> frozenset[Row]:
        """The rows in which the two what-ifs differ."""
        if len(self.sides) < 2:
            return frozenset()
        changes = compare(*(side.answer.spread.effects for side in self.sides))
        return frozenset(_row_key(change.effect) for change in changes if change.change != "same")

    @property
    def difference_count(self) -> int:
        """The number of rows in which the two what-ifs differ."""
        return len(self._different_rows)

    def _rows(self) -> list[Json]:
        """A row for every effect before or after: its name, its days before and in each what-if, how they change."""
        changes: dict[Row, list[EffectChange | None]] = {}
        for place, side in enumerate(self.sides):
            for change in compare(self.before.spread.effects, side.answer.spread.effects):
                changes.setdefault(_row_key(change.effect), [None] * len(self.sides))[place] = change
        rows = sorted(changes, key=lambda row: (row[0] != self.before.subject, row[2] not in CLOSING_EFFECTS, row))
        return [
            self._row(changes[row], repeated=number > 0 and row[1] != "" and row[:3] == rows[number - 1][:3])
            for number, row in enumerate(rows)
        ]

    def _row(self, changes: Sequence[EffectChange | None], repeated: bool) -> Json:
        effect = next(change.effect for change in changes if change is not None)
        before = next((change.before for change in changes if change is not None and change.before), None)
        services = self.before.world.everything.services
        is_subject = effect.subject == self.before.subject
        person = "" if is_subject else self.names.get(effect.subject, effect.subject)
        return {
            "id": effect.service,
            "door": is_subject and effect.effect in CLOSING_EFFECTS,
            "name": sentences.name(services, effect.service)
            if effect.service
            else EFFECT_KINDS[effect.effect].without_service,
            "effect": effect.effect,
            "word": effect_words(effect.effect, effect_language(self.before.world.everything, self.labels.lang)).after
            if effect.service
            else "",
            "whom": " · ".join(filter(None, [person, self.labels("why.again") if repeated else ""])),
            "part": f"service:{effect.service}" if effect.service else f"rule:{effect.rule}",
            "why": effect.rule if is_subject else f"{effect.rule}@{effect.subject}",
            "before": self._days(before),
            "after": [self._days(change.after) if change else "" for change in changes],
            "change": [change.change if change else "none" for change in changes],
            "moved": [self._day_change(change) for change in changes],
            "differs": _row_key(effect) in self._different_rows,
        }

    def _day_change(self, change: EffectChange | None) -> str:
        """How a row's days change, as text: all of them where the beginning moves, else the end only."""
        if change is None or change.before is None or change.after is None:
            return ""
        if change.change in ("earlier", "later"):
            return f"{self._days(change.before)} → {self._days(change.after)}"
        return f"{self._end(change.before)} → {self._end(change.after)}"

    def _end(self, effect: Effect) -> str:
        if effect.until is None:
            return self.labels("what_if.no_end")
        return self.labels("what_if.until", day=effect.until)

    def _days(self, effect: Effect | None) -> str:
        return self.step_view.span(effect) if effect else ""

    # -- the picture ------------------------------------------------------------------------------------------------

    @cached_property
    def scene(self) -> Scene:
        """The one map for before and after: it has every part that is drawn before or under a what-if."""
        return without_cuts(merged_scene(self._scenes))

    @cached_property
    def _scenes(self) -> list[Scene]:
        """The scene before, and one for each what-if; parts that only the answer compared with has are drawn as off."""
        after = (reach_scene(side.answer, self.before, self.labels.lang) for side in self.sides)
        return [reach_scene(self.before, None, self.labels.lang), *after]


def _parts(scene: Scene) -> list[Any]:
    return [*scene.nodes, *scene.edges, *(mark for node in scene.nodes for mark in node.marks)]


def _row_key(effect: Effect) -> Row:
    return effect.subject, effect.service, effect.effect, effect.rule
