"""Running a study: each world's people made once for each seed, and counted under every what-if, into one tidy table.

The order of the rows is that of the file: by world, then seed, what-if and measure. The numbers are those of `city`
and `sweep` for the same question.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from linkage.answers.exports.provenance_stamp import JSON_FORMAT
from linkage.answers.exports.tidy_table import Cell, TidyTable
from linkage.answers.studies.study_file import StudiedWorld, Study
from linkage.answers.whole_city.city_measures import measure_worlds
from linkage.citywide.tables_city import TablesCity
from linkage.citywide.workers import Progress, WorkerPool
from linkage.version import tool_version
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.parser import under

COLUMNS = MappingProxyType(
    {
        "study": "str",
        "world": "str",
        "world_hash": "str",
        "seed": "Int64",
        "residents": "Int64",
        "on_day": "Int64",
        "what_if": "str",
        "measure": "str",
        "unit": "str",
        "value": "Int64",
    }
)
"""The columns of a study's table. A blank seed: nobody says it of the tables; a blank day: whatever the day."""


def run_study(study: Study, workers: int | None = None, progress: Progress | None = None) -> TidyTable:
    """The table of a study: one row a world, seed, what-if and measure.

    Args:
        study: the study.
        workers: processes; None: as many as pay.
        progress: called with how many of how many rows are counted.
    """
    rows: list[tuple[Cell, ...]] = []
    cities = [(studied, seed) for studied in study.worlds for seed in seeds_of(study, studied)]
    of = len(study.what_ifs) * sum(len(studied.measures) for studied, _ in cities)
    for studied, seed in cities:
        residents = residents_of(study, studied)
        with _city(studied, seed, residents, workers) as city:
            whose = (study.name, studied.world.id, fingerprint(studied.world), seed, residents, study.on_day)
            step = 1 if city.keeps_blocks else len(study.what_ifs)  # a city too large to be kept is drawn once for all
            for low in range(0, len(study.what_ifs), step):
                what_ifs = study.what_ifs[low : low + step]
                worlds = [under(studied.world, what_if) for what_if in what_ifs]
                counted = measure_worlds(city, worlds, studied.measures, study.on_day)
                for what_if, numbers in zip(what_ifs, counted, strict=True):
                    for measure, number in zip(studied.measures, numbers, strict=True):
                        rows.append((*whose, what_if, measure.text, measure.unit, number))
                if progress is not None:
                    progress(len(rows), of)
    return TidyTable(COLUMNS, rows)  # type: ignore[arg-type]


def seeds_of(study: Study, studied: StudiedWorld) -> tuple[int | None, ...]:
    """The seeds for which a world is counted: the study's, or the one that its tables state."""
    return study.seeds if studied.tables is None else (studied.tables.stated_seed,)


def residents_of(study: Study, studied: StudiedWorld) -> int:
    """How many residents a world has in a study."""
    if studied.tables is not None:
        return studied.tables.number_of_residents
    return study.residents or studied.world.population


def _city(studied: StudiedWorld, seed: int | None, residents: int, workers: int | None) -> WorkerPool | TablesCity:
    """The people of a world, to be counted under any what-if."""
    if studied.tables is not None:
        return TablesCity(studied.tables)
    return WorkerPool(studied.world, 1 if seed is None else seed, residents, workers)


def about_study(study: Study) -> dict[str, Any]:
    """What a study's JSON says beside its rows: whose people they are, and by what it can be made again."""
    stamp: dict[str, Any] = {"format": JSON_FORMAT, "linkage": tool_version(), "verb": "study"}
    if any(studied.tables is not None for studied in study.worlds):
        stamp["own_tables"] = True
    if study.remarks:
        stamp["remarks"] = list(study.remarks)
    return {
        "study": study.name,
        "title": study.title,
        "labels": {studied.world.id: studied.world.label_line for studied in study.worlds},
        "stamp": stamp,
    }
