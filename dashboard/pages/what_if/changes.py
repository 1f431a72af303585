"""What a what-if changes, as values for the What-if page: the parts of the map before and after, and row by row.

Two what-ifs can be held against each other; both are compared with the same record's spread before. The comparison is
`answers.compare`; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from dashboard.services.small_map import merged_scene, reach_scene, without_cuts
from dashboard.services.step_view import StepView, lit_parts, refusing_service
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.compare import EffectChange, change_sentences, compare, compare_closed_services, count_changes
from linkage.answers.spread_question import Answer
from linkage.drawing.scene import Scene
from linkage.drawing.visual_encoding import EFFECT_WORDS
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
Row = tuple[str, str, str, str]
MOST = 2
"""So many doors are named under the map; all of them stand beside it."""


class Side(NamedTuple):
    """One what-if: its name on the page, its text as it was asked, and its answer."""

    name: str
    text: str
    answer: Answer


@dataclass(frozen=True, eq=False)
class Changes:
    """What one or two what-ifs change in the answer before."""

    before: Answer
    sides: tuple[Side, ...]
    words: Labels

    @cached_property
    def called(self) -> Mapping[str, str]:
        """What people are called."""
        return sentences.names(self.before.subject, self.before.name)

    @cached_property
    def lines(self) -> StepView:
        """How things are said."""
        return StepView(self.before.world, self.called, self.words)

    def json(self) -> Json:
        """All that a switch changes on the page."""
        return {
            "before": self._state(self.before),
            "sides": [self._side(*each) for each in zip(self.sides, self._scenes[1:], strict=True)],
            "rows": self._rows(),
            "differ": self.differ,
            "doors": len(self.before.world.doors),
        }

    # -- one side ---------------------------------------------------------------------------------------------------

    def _state(self, answer: Answer) -> Json:
        """What is lit and closed in an answer."""
        return {
            "lit": lit_parts(StepView(answer.world, self.called, self.words), answer.spread.steps),
            "off": self._off(self._scenes[0]) if answer is self.before else [],
            "shut": len(set(answer.spread.closed(answer.subject)) & set(answer.world.doors)),
        }

    def _side(self, side: Side, scene: Scene) -> Json:
        answer, everything = side.answer, self.before.world.everything
        changes = compare(self.before.spread.effects, answer.spread.effects)
        opened, shut, _ = compare_closed_services(self.before.spread, answer.spread, answer.subject)
        listed = parse(side.text, everything)
        return {
            **self._state(answer),
            "name": side.name,
            "text": side.text,
            "said": [[each.text, each.sentence(answer.world)] for each in listed],
            "off": self._off(scene),
            "counts": count_changes(changes),
            "opened": [self._door(service, self.before) for service in opened],
            "shut_now": [self._door(service, answer) for service in shut],
            "told": change_sentences(
                answer.world, self.before.spread, answer.spread, answer.subject, answer.name, MOST
            ),
        }

    def _door(self, service: str, answer: Answer) -> Json:
        """A door that opens or closes, with the days of the answer in which it is closed."""
        closer = refusing_service(answer.spread, service, answer.subject)
        effects = [e for e in answer.spread.effects if (e.subject, e.service) == (answer.subject, closer)]
        first = min((e for e in effects if e.effect in CLOSING_EFFECTS), key=lambda effect: effect.day)
        services = self.before.world.everything.services
        whom = "" if closer == service else self.words("panel.with", service=sentences.name(services, closer))
        return {
            "id": service,
            "door": True,
            "name": sentences.name(services, service),
            "effect": first.effect,
            "word": "",
            "whom": whom,
            "part": f"service:{service}",
            "why": service,
            "when": self._when(first),
        }

    def _off(self, scene: Scene) -> list[str]:
        """The parts of the map that a picture lacks, or draws as off."""
        there = {part.id for part in _parts(scene) if not part.off}
        return [part.id for part in _parts(self.scene) if part.id not in there]

    # -- row by row -------------------------------------------------------------------------------------------------

    @cached_property
    def _different(self) -> frozenset[Row]:
        """The rows in which two sides differ."""
        if len(self.sides) < 2:
            return frozenset()
        changes = compare(*(side.answer.spread.effects for side in self.sides))
        return frozenset(_row(change.effect) for change in changes if change.change != "same")

    @property
    def differ(self) -> int:
        """In how many rows two sides differ."""
        return len(self._different)

    def _rows(self) -> list[Json]:
        """Every effect before or after: what it is, when it holds before and in each what-if, and how it changes."""
        found: dict[Row, list[EffectChange | None]] = {}
        for place, side in enumerate(self.sides):
            for change in compare(self.before.spread.effects, side.answer.spread.effects):
                found.setdefault(_row(change.effect), [None] * len(self.sides))[place] = change
        rows = sorted(found, key=lambda row: (row[0] != self.before.subject, row[2] not in CLOSING_EFFECTS, row))
        return [
            self._change(found[row], again=number > 0 and row[1] != "" and row[:3] == rows[number - 1][:3])
            for number, row in enumerate(rows)
        ]

    def _change(self, changes: Sequence[EffectChange | None], again: bool) -> Json:
        effect = next(change.effect for change in changes if change is not None)
        before = next((change.before for change in changes if change is not None and change.before), None)
        services = self.before.world.everything.services
        mine = effect.subject == self.before.subject
        whom = "" if mine else self.called.get(effect.subject, effect.subject)
        return {
            "id": effect.service,
            "door": mine and effect.effect in CLOSING_EFFECTS,
            "name": sentences.name(services, effect.service) if effect.service else self._whole(effect),
            "effect": effect.effect,
            "word": EFFECT_WORDS.get(self.words.lang, EFFECT_WORDS["en"])[effect.effect][1],
            "whom": " · ".join(filter(None, [whom, self.words("why.again") if again else ""])),
            "part": f"service:{effect.service}" if effect.service else f"rule:{effect.rule}",
            "why": effect.rule if mine else f"{effect.rule}@{effect.subject}",
            "before": self._when(before),
            "after": [self._when(change.after) if change else "" for change in changes],
            "change": [change.change if change else "none" for change in changes],
            "moved": [self._moved(change) for change in changes],
            "differs": _row(effect) in self._different,
        }

    def _whole(self, effect: Effect) -> str:
        return sentences.effect_sentence(self.before.world, effect, self.called)

    def _moved(self, change: EffectChange | None) -> str:
        """What of a row's days is another: its beginning, or only its end."""
        if change is None or change.before is None or change.after is None:
            return ""
        if change.change in ("earlier", "later"):
            return f"{self._when(change.before)} → {self._when(change.after)}"
        return f"{self._end(change.before)} → {self._end(change.after)}"

    def _end(self, effect: Effect) -> str:
        if effect.until is None:
            return self.words("what_if.no_end")
        return self.words("what_if.until", day=effect.until)

    def _when(self, effect: Effect | None) -> str:
        return self.lines.span(effect) if effect else ""

    # -- the picture ------------------------------------------------------------------------------------------------

    @cached_property
    def scene(self) -> Scene:
        """The one map for before and after: with all that is there before or in a what-if."""
        return without_cuts(merged_scene(self._scenes))

    @cached_property
    def _scenes(self) -> list[Scene]:
        """The picture before, and one for each side, with what only the other has drawn as off."""
        beside = (reach_scene(side.answer, self.before, self.words.lang) for side in self.sides)
        return [reach_scene(self.before, None, self.words.lang), *beside]


def _parts(scene: Scene) -> list[Any]:
    return [*scene.nodes, *scene.edges, *(mark for node in scene.nodes for mark in node.marks)]


def _row(effect: Effect) -> Row:
    return effect.subject, effect.service, effect.effect, effect.rule
