"""The questions about everybody: who is invented, what the agencies keep on them, and every effect on them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from linkage.answers.sentences import whose_people
from linkage.answers.spread_question import Answer, Question, question_tables, spread_everybody
from linkage.api.checked_arguments import whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import WhatIf, effects_frame, what_if_text
from linkage.api.world_questions import WorldOrPath, load
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.vocabulary import count_of
from linkage.world.model import World


@whole_numbers
def people(world: WorldOrPath, residents: int | None = None, seed: int = 1) -> pd.DataFrame:
    """The invented people of a world.

    Args:
        world: a bundled world's name, a folder, or a world.
        residents: how many residents; their companies come with them (None: those of the tables that lie in the world's
            folder, else 1,000).
        seed: which invented people, a whole number.

    Returns:
        One row a subject, residents first: `subject` (R0000000042, C0000123), `kind` (resident, company), `group`
        (age group, or company size), `household` (its id; blank for companies). All columns are text; `attrs["about"]`
        names the seed.

    Raises:
        UsageError: a number of residents or a seed that can't be.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> len(people("tiny", residents=50).query("kind == 'resident'"))
    50
    """
    population = _everybody(load(world), residents, seed)
    rows = sorted(population.people.values(), key=lambda person: (person.kind != "resident", person.id))
    return frame(rows, agency_files.TRUTH["people"], about=f"seed {seed}")


@whole_numbers
def tables(world: WorldOrPath | Answer, residents: int | None = None, seed: int = 1) -> dict[str, pd.DataFrame]:
    """The tables that the agencies keep, and the truth beside them, as `linkage generate` writes them.

    Args:
        world: a bundled world's name, a folder, or a world; or a trace: then its people with the record that was
            imposed.
        residents: how many residents; their companies come with them (None: those of the tables that lie in the world's
            folder, else 1,000). A trace has its own.
        seed: which invented people, a whole number. A trace has its own.

    Returns:
        By name, a table for each database: `account`, `subject` (the true holder), and a column for each of its
        identifiers (a value, or blank); of a list only the rows of records born there. Beside them the truth:
        `people` (`subject`, `kind`, `group`, `household`), `values` (`identifier`, `value`, `subject`: who owns it),
        `relations` (`kind`: parent or officer, `from`, `to`), `records` (`id`, `kind`, `subject`, `database`,
        `account`, `standing`: confirmed or suspected). All columns are text.

    Raises:
        UsageError: a number of residents or a seed that can't be.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> sorted(tables("tiny", residents=20))[:3]
    ['company-register', 'defaulter-list', 'payment-accounts']
    """
    changed = None
    if isinstance(world, Answer):
        population, changed = world.tables, world.world
        population.visit_all()
    else:
        population = _everybody(load(world), residents, seed)
    rows_by_table = agency_files.as_rows(population, changed=changed)
    return {name: frame(rows, columns) for name, (columns, rows) in rows_by_table.items()}


def _everybody(world: World, residents: int | None, seed: int) -> Tables:
    """Everybody of a population, made, or of the tables that lie in the world's folder."""
    population = question_tables(world.everything, Question(seed=seed, residents=residents), residents or 1_000)
    population.visit_all()
    return population


@whole_numbers
def effects(
    world: WorldOrPath,
    what_if: str | WhatIf = "",
    *,
    residents: int | None = None,
    seed: int = 1,
    on_day: int | None = None,
    tables: str | Path | None = None,
) -> pd.DataFrame:
    """Every effect of every record of everybody.

    Args:
        world: a bundled world's name, a folder, or a world.
        what_if: interventions with commas, or what `what_if` returned; blank: none.
        residents: how many residents; their companies come with them (None: 1,000).
        seed: which invented people, a whole number.
        on_day: only what is in force on that day: day ≤ D < until, in days after the record (None: all).
        tables: agency tables to use instead of generated people: a folder or a SQLite file (None: those that lie in the
            world's folder, unless residents or a seed ask for invented people). Their `about` says their seed; where
            they have none, a seed other than 1 says it.

    Returns:
        One row a subject, service, effect and rule, sorted: `subject`, `service` (blank for a fine or a publication
        without one), `effect` (refuse, slow, fine, wait, publish, reward), `rule`, `falls_on` (self, children,
        officers, company), `day` and `until` (days after the record; a blank `until` is for ever), `wrong` (whether
        it is there by wrong matches only), `records` (ids of the starting records of the shown proof, with spaces),
        `links` (how many matches by links that proof has; 0: the agency's own record was enough), `false` (whether it
        isn't there once every false record is taken away).
        Its `attrs` hold `label`, `units` and `about` (world, seed, residents).

    Raises:
        UsageError: a number of residents, a seed or a day that can't be.
        LinkageError: there are no tables at that path.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder, or the tables, have faults.
        UnknownNameError: there is no such world.

    >>> list(effects("tiny", residents=60).columns)[:4]
    ['subject', 'service', 'effect', 'rule']
    """
    path = Path(tables) if tables else None
    stated = path is not None and seed != 1
    question = Question(what_if=what_if_text(what_if), seed=seed, residents=residents, tables=path, seed_stated=stated)
    changed, population, spread = spread_everybody(load(world), question)
    whose = whose_people(population.stated_seed, population.own)
    about = f"world {changed.id}, {whose}, {count_of(population.number_of_residents, 'resident')}"
    return effects_frame(spread, about, on_day)
