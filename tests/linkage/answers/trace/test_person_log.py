"""The log of a person's data: each line a step of the spread, with who did it, by which match, and who was told."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace import person_log
from linkage.cli.command_line import main
from linkage.world.model import World
from linkage.world.storage import folders
from tests.oracles.random_worlds import write_world


@pytest.fixture
def court(tiny: World) -> Answer:
    return ask(tiny, Question(story="court-fine"))


def test_a_line_says_who_got_a_copy_from_whom_by_which_match_and_what_the_person_was_told(court: Answer) -> None:
    lines = person_log.log_lines(court)
    (copied,) = (line for line in lines if line.step.by == "defaulter-list-to-rail-tickets")
    assert (copied.did, copied.giver, copied.database) == ("copied", "defaulter-list", "rail-tickets")
    assert copied.match == "national ID SYN-0000000000"
    assert copied.told == "published"
    assert copied.sentence == (
        "“Unpaid court judgment”: Rail tickets gets a copy from Defaulter list, matched by national ID SYN-0000000000. "
        "The person is not told, but it is on a public list."
    )


def test_a_line_says_who_read_the_record_by_which_rule(court: Answer) -> None:
    (read,) = (line for line in person_log.log_lines(court) if line.step.service == "high-speed-rail")
    assert (read.did, read.database, read.step.by) == ("read", "rail-tickets", "rail-tickets-refuse-high-speed-rail")
    assert read.sentence == (
        "“Unpaid court judgment”: Rail tickets reads it: Li is refused: High-speed rail. The person is told."
    )


def test_of_a_starting_record_nobody_says_whether_the_person_was_told(court: Answer) -> None:
    first = person_log.log_lines(court)[0]
    assert (first.did, first.told) == ("recorded", "")
    assert first.sentence == "“Unpaid court judgment”: recorded in Defaulter list."


def test_a_listing_is_made_by_who_read_the_records_that_brought_it(hand) -> None:
    """Both records are named; the listing's home is another database than the reader."""
    rolls = dict.fromkeys(("bank", "courts", "lists"), "roll residents national-id")
    rule = hand.rule("both", "bank: fine debt > list mark", at_least=2, notice="told")
    link = hand.link("tell", "courts > bank: national-id")
    world = hand.world(rolls, {"fine": "courts", "debt": "bank", "mark": "lists"}, [link], [rule])
    accounts = {f"{name}/1": "R1 national-id=S1" for name in rolls}
    records = ["fine R1 courts/1", "debt R1 bank/1"]
    tables = hand.tables(world, {"R1": "national-id=S1"}, accounts, records)
    asked = ask(world, Question(record_kind="fine", resident="R1", with_own=True), tables)
    (listed,) = (line for line in person_log.log_lines(asked) if line.did == "listed")
    assert (listed.database, listed.step.database, listed.told) == ("bank", "lists", "told")
    assert listed.sentence == "“Debt” and “Fine”: bank reads it: R1 is put on a list in lists. The person is told."


@pytest.mark.parametrize("seed", range(12))
def test_every_step_of_a_spread_is_one_line_in_the_order_of_days(tmp_path: Path, seed: int) -> None:
    world = folders.load(write_world(tmp_path / "world", Random(seed), scores=seed % 3 == 0))
    notices = {"none", "published", "told"}
    for kind in world.record_kinds.values():
        holder = "C0000000" if world.databases[kind.home].holds == "companies" else "R0000000000"
        answer = ask(world, Question(record_kind=kind.id, resident=holder, residents=40, with_own=True))
        lines = person_log.log_lines(answer)
        assert [line.step for line in lines] == list(answer.spread.steps)
        assert [line.step.day for line in lines] == sorted(line.step.day for line in lines)
        for line in lines:
            assert line.told in ({""} if line.did == "recorded" else notices)
            assert line.did != "copied" or answer.spread.by_id[line.step.causes[0]].database == line.giver
            assert line.did in ("recorded", "copied") or line.database == world.rules[line.step.by].database
        counts = person_log.log_counts(answer, lines)
        assert counts["done"] == sum(counts[notice] for notice in notices) == len(lines) - len(answer.spread.records)


def test_with_own_records_all_that_the_subject_has_is_in_the_log(tiny: World) -> None:
    question = Question(record_kind="skipped-fare", resident="R0000000009", residents=3_000)
    alone, own = (ask(tiny, Question(**{**question.__dict__, "with_own": every})) for every in (False, True))
    kinds = [{line.step.record for line in person_log.log_lines(answer)} for answer in (alone, own)]
    held = {record.id for record in own.tables.records.values() if record.subject == "R0000000009"}
    assert held <= kinds[1]
    assert kinds[0] < kinds[1] or held <= kinds[0]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `trace --log` prints."""
    assert main(["trace", "tiny", "--log", *arguments]) == 0
    return capsys.readouterr().out


def test_text_json_and_csv_say_the_same_and_name_what_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, "--format", "json"))
    assert list(told) == [
        "world",
        "seed",
        "residents",
        "what_if",
        "subject",
        "name",
        "records",
        "log",
        "counts",
        "stamp",
    ]
    assert told["stamp"]["asked"]["log"] is True
    assert told["counts"] == {"done": 6, "databases": 3, "none": 2, "published": 1, "told": 3}
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--format", "csv"))))
    assert [row["sentence"] for row in rows] == [line["sentence"] for line in told["log"]]
    assert [int(row["day"]) for row in rows] == [line["day"] for line in told["log"]]
    text = printed(capsys)
    assert all(f"day {line['day']:>4}  {line['sentence']}" in text for line in told["log"])
    assert "6 things were done with Li's records, at 3 databases: of 3 the person is told, " in text
    assert "1 is on a public list, of 2 not." in text


def test_a_log_of_a_day_tells_what_was_done_by_then(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line["day"] for line in json.loads(printed(capsys, "--on-day", "7", "--format", "json"))["log"]] == [
        0,
        0,
        1,
        1,
        7,
    ]


def test_a_reading_that_lacks_the_record_says_that_nothing_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "--story", "paid-bills", "--what-if", "reading:documented")
    assert "nothing spreads" in text
    assert "Nothing was done with " in text
