"""The City page's matches are those of `linkage matches` on the residents that they are counted on."""

from __future__ import annotations

import time

from dashboard.services.match_job import MOST_RESIDENTS, MatchJob
from linkage.answers.match_quality import match_qualities
from linkage.answers.match_report import match_json
from linkage.population.tables import generate_tables
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under


def asked(job: MatchJob, residents: int, what_if: str) -> dict[str, object]:
    world = load("tiny")
    for _ in range(200):
        answer = job.ask(world, 2, residents, what_if)
        if answer is not None:
            return answer
        time.sleep(0.05)
    raise AssertionError("no answer")


def test_its_rows_are_those_of_the_command() -> None:
    answer = asked(MatchJob(), 300, "drop:phone")
    world = load("tiny")
    rows = match_json(match_qualities(under(world, "drop:phone"), generate_tables(world, 2, 300)), by_group=False)
    assert answer == {"rows": rows, "of": 300}


def test_of_a_larger_city_the_first_residents_are_counted() -> None:
    assert asked(MatchJob(), 5_000_000, "cut:subscribers-to-payment-accounts")["of"] == MOST_RESIDENTS
