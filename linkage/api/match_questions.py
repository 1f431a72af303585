"""The question about joins: how good each link's match is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from linkage.answers.match_quality import match_qualities
from linkage.answers.match_report import MATCH_COLUMNS, match_rows
from linkage.answers.spread_question import Question, question_tables
from linkage.api.checked_arguments import several, whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import WhatIf, what_if_text
from linkage.api.world_questions import WorldOrPath, load
from linkage.population.own_tables.pair_reader import paired_world
from linkage.world.what_if.parser import under


@whole_numbers
def matches(
    world: WorldOrPath,
    links: str | Iterable[str] = (),
    *,
    by_group: bool = False,
    what_if: str | WhatIf = "",
    tables: str | Path = "",
    seed: int = 1,
    residents: int = 1_000,
) -> pd.DataFrame:
    """How good each link's join is: pairs right and wrong, and the accounts that it finds, misses or misleads.

    Args:
        world: a bundled world's name, a folder, or a world.
        links: the id of a link, or several; without any, all that the world has.
        by_group: also count each age group (or company size) of the subjects of the source's accounts.
        what_if: interventions with commas, such as `drop:phone,cut:LINK`, or what `what_if` returned; blank: none.
        tables: agency tables of one's own, a folder or a SQLite file; blank: invented people.
        seed: which invented people, a whole number.
        residents: how many residents.

    Returns:
        One row a link (and group): `link`, `group` (blank: everybody), `pairs`, `right`, `wrong`, `precision` (right of
        all pairs), `found`, `missed`, `misled` (accounts), `recall` (found of found and missed); a share of nothing is
        `NaN`.

    Raises:
        UsageError: a number of residents or a seed that can't be.
        LinkageError: a link that isn't there; faults in the tables.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> matches("tiny", "subscribers-to-rail-tickets")[["right", "wrong", "missed"]].values.tolist()
    [[501, 0, 188]]
    """
    everything = load(world).everything
    question = Question(seed=seed, tables=Path(tables) if tables else None)
    people = question_tables(everything, question, residents)
    changed = under(paired_world(everything, people), what_if_text(what_if))
    asked = several(links, "links")
    rows = match_rows(match_qualities(changed, people, asked), by_group)
    return frame(rows, MATCH_COLUMNS, {"wrong": "pairs of accounts of two subjects"}, label=changed.label_line)
