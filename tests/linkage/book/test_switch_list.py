"""The switches of a book: all that interventions declare, each with a sentence."""

from __future__ import annotations

import pytest

from linkage.book.switch_list import GROUPS, book_switches
from linkage.world.storage import folders
from linkage.world.what_if.intervention_registry import INTERVENTIONS

WORLDS = [found.id for found in folders.worlds()]


@pytest.mark.parametrize("name", WORLDS)
def test_a_book_has_every_switch_that_the_what_if_page_has(name: str) -> None:
    world = folders.load(name)
    declared = {switch.text for kind in INTERVENTIONS.values() for switch in kind.switches(world.everything)}
    listed = book_switches(world)
    assert {switch.text for switch in listed} == declared
    assert len(listed) == len(declared)
    assert all(switch.sentence.strip() for switch in listed)


def test_every_group_stands_together_links_first() -> None:
    groups = [switch.group for switch in book_switches(folders.load("tiny"))]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=list(GROUPS).index)
