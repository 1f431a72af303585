"""Wrong people reached against people missed: the city's answer is that of sets of people, row by row of `effects`."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.trade_offs.trade_off import EVERYBODY, TradeOff, trade_off
from linkage.answers.trade_offs.trade_off_report import trade_off_json, trade_off_text
from linkage.errors import LinkageError, UsageError
from linkage.population.agency_files import write
from linkage.population.own_tables import agency_reader
from linkage.population.tables import generate_tables
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WORLDS = [8, pytest.param(150, marks=pytest.mark.prove)]
FILLED = "reading:filled-in"
ELSEWHERE = {"measure": "refuse:passport", "without": "national-id", "what_if": FILLED, "residents": 20_000}


def reached(world: World, what_if: str, door: tuple[str, str], seed: int, residents: int) -> tuple[set[str], set[str]]:
    """All whom an effect reaches, and those of them whom a right row reaches."""
    _, _, spread = spread_everybody(world, Question(what_if=what_if, seed=seed, residents=residents))
    rows = [effect for effect in spread.effects if (effect.service, effect.effect) == door]
    return {row.subject for row in rows}, {row.subject for row in rows if not row.wrong}


def without_errors(world: World) -> str:
    """The what-if that puts every cell right."""
    names = [f"{verb}:{row.id}=0" for row in world.everything.columns.values() for verb in ("missing", "mistyped")]
    return ",".join(names)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_it_is_the_trade_off_of_sets_of_people(worlds: int, tmp_path: Path) -> None:
    seen = {"wrongly": 0, "missed": 0, "points": 0}
    for seed in range(worlds):
        world = folders.load(write_world(tmp_path / f"w{seed}", Random(seed), crowd=1.5, errors=True, composites=True))
        column = next(iter(sorted(world.columns)), None)
        doors = sorted({(r.service, r.effect) for r in world.rules.values() if r.at_a_service and r.service})
        if column is None or not doors:
            continue
        for door in doors[:2]:
            over = f"missing:{'.'.join(column)}=0..0.6/0.3"
            answer = trade_off(world, f"{door[1]}:{door[0]}", over=over, seed=seed, residents=90)
            points = [reached(world, point.what_if, door, seed, 90) for point in answer.points]
            start = reached(world, without_errors(world), door, seed, 90)
            meant = set().union(start[1], *(rightly for _, rightly in points))
            for counts, (any_, rightly) in zip(everybody(answer), points, strict=True):
                assert counts == (len(any_), len(any_ - rightly), len(meant - any_)), (world.id, door, over)
                seen["points"] += 1
                seen["wrongly"] += counts[1]
                seen["missed"] += counts[2]
    print(seen)
    assert min(seen.values()) > worlds


def everybody(answer: TradeOff) -> list[tuple[int, int, int]]:
    return [(*row[2:],) for row in answer.rows() if row[1] == EVERYBODY]  # type: ignore[misc]


def test_groups_add_up_to_everybody() -> None:
    answer = trade_off(folders.load("elsewhere"), match=["name-birth-date", "home-address"], **ELSEWHERE)
    for point in answer.points:
        rows = [row for row in answer.rows() if row[0] == point.name]
        total, groups = rows[0], rows[1:]
        assert len(groups) > 2
        assert tuple(map(sum, zip(*(row[2:] for row in groups), strict=True))) == total[2:]


def test_a_looser_key_takes_others_for_them_and_a_stricter_one_misses_people() -> None:
    keys = ["home-address", "name-birth-date", "name-birth-date+home-address"]
    loose, usual, strict = everybody(trade_off(folders.load("elsewhere"), match=keys, **ELSEWHERE))
    assert loose[1] > 10 * usual[1] > 10 * strict[1] == 0
    assert strict[2] > 3 * usual[2] > 0


@pytest.mark.prove
def test_given_tables_have_the_trade_off_of_the_same_people(tmp_path: Path) -> None:
    world = folders.load("elsewhere")
    people = generate_tables(world, 3, 3_000)
    people.visit_all()
    write(people, tmp_path / "town", links=world.links)
    given = agency_reader.read(world, tmp_path / "town")
    asked: dict[str, Any] = {**ELSEWHERE, "residents": None, "match": ["name-birth-date", "home-address"]}
    of_tables = trade_off(world, tables=given, **asked)
    assert of_tables.rows() == trade_off(world, seed=3, **{**asked, "residents": 3_000}).rows()
    assert (of_tables.own_tables, of_tables.residents) == (True, 3_000)


@pytest.mark.parametrize("world", ["beijing", "elsewhere"])
@pytest.mark.parametrize("factor", [0.5, 1, 2])
def test_dropping_the_number_helps_only_until_they_match_on_name_and_birth_date(world: str, factor: float) -> None:
    """The lesson's answer, and that it stays so at half and at twice each share of cells in error."""
    reading, service = {"beijing": ("everything", "flight"), "elsewhere": ("filled-in", "passport")}[world]
    folder = folders.load(world)
    shares = [
        f"{verb}:{row.id}={min(1.0, (getattr(row, verb) or 0) * factor):g}"
        for row in folder.columns.values()
        for verb in ("missing", "mistyped")
        if getattr(row, verb)
    ]
    what_if = ",".join([f"reading:{reading}", *shares])
    asked: dict[str, Any] = {"seed": 1, "residents": 60_000}
    measure = f"refuse:{service}"
    nothing = f"share:{next(iter(under(folder).links))}=1..1/1"  # a figure at the one value that it has
    with_number = trade_off(folder, measure, over=nothing, what_if=what_if, **asked)
    dropped = trade_off(folder, measure, over=nothing, what_if=f"{what_if},drop:national-id", **asked)
    named = trade_off(folder, measure, without="national-id", match=["name-birth-date"], what_if=what_if, **asked)
    before, without, after = (everybody(answer)[0] for answer in (with_number, dropped, named))
    assert without[0] < 0.05 * before[0]
    assert after[0] > 0.85 * before[0]
    assert after[1] > before[1]


def test_what_it_can_not_ask_is_said() -> None:
    world = folders.load("elsewhere")
    with pytest.raises(UsageError, match="over a figure, or over keys"):
        trade_off(world, "refuse:passport")
    with pytest.raises(UsageError, match="isn't one effect at a service"):
        trade_off(world, "restricted", without="national-id", match=["name-birth-date"])
    with pytest.raises(LinkageError, match="No link could match on plate instead"):
        trade_off(world, "refuse:passport", without="national-id", match=["plate"], residents=1_000)


def test_its_text_and_its_json_have_the_same_rows() -> None:
    answer = trade_off(folders.load("elsewhere"), match=["name-birth-date"], **ELSEWHERE)
    rows = trade_off_json(answer)["rows"]
    assert [tuple(row.values()) for row in rows] == answer.rows()
    text = trade_off_text(answer)
    assert "name and birth date" in text
    assert all(f"{row['missed']:,}" in text for row in rows)
