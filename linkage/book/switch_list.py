"""Every single switch of a world, as the What-if page offers them: its text, its group, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from linkage.spread.compiled_rules import CompiledRules
from linkage.world.model import World
from linkage.world.what_if.intervention_registry import INTERVENTIONS
from linkage.world.what_if.parser import parse, under

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "links": "Links",
        "identifiers": "Identifiers",
        "columns": "Register columns",
        "rules": "Rules",
        "databases": "Databases",
        "readings": "Readings and records",
    }
)
"""The groups of switches in the order of the page; further groups of interventions follow them."""


@dataclass(frozen=True, slots=True)
class BookSwitch:
    """One switch: the text of its what-if, its group, and its sentence."""

    text: str
    group: str
    sentence: str


def book_switches(world: World) -> tuple[BookSwitch, ...]:
    """All switches of a world, group by group.

    >>> from linkage.world.storage.folders import load
    >>> [switch.text for switch in book_switches(load("tiny")) if switch.group == "columns"]
    ['forget:payment-accounts.phone', 'forget:subscribers.national-id']
    """
    everything = world.everything
    kinds = sorted(INTERVENTIONS.values(), key=lambda kind: kind.switch_place)
    switches = [switch for kind in kinds for switch in kind.switches(everything)]
    order = list(dict.fromkeys([*GROUPS, *(switch.group for switch in switches)]))
    switches.sort(key=lambda switch: order.index(switch.group))
    return tuple(
        BookSwitch(switch.text, switch.group, parse(switch.text, everything)[0].sentence(everything))
        for switch in switches
    )


@dataclass(frozen=True)
class SwitchedWorlds:
    """A world under what-ifs, each compiled once: most stories ask for the same ones."""

    world: World
    _rules: dict[str, CompiledRules] = field(default_factory=dict)

    def rules(self, what_if: str) -> CompiledRules:
        """The links and rules of the world under a what-if, compiled for spreading."""
        if what_if not in self._rules:
            self._rules[what_if] = CompiledRules.of(under(self.world, what_if))
        return self._rules[what_if]


def group_title(group: str) -> str:
    """What a group of switches is called."""
    return GROUPS.get(group, group.capitalize())
