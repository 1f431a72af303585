"""A kept trace replays where nothing was changed; whatever is spoilt in it, in its world or its tables is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.replay.kept_trace import read_kept_trace
from linkage.answers.replay.replay_report import replay
from linkage.answers.replay.step_checks import step_faults
from linkage.answers.spread_question import Question, ask
from linkage.answers.trace.trace_report import trace_json
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.storage import folders
from tests.oracles.random_worlds import write_world

PREMISES = ("kind", "database", "account", "subject", "record", "record_kind", "by", "day", "causes", "joined")
"""The fields of a step that stand in the tables, or follow from the world's rows."""


def kept(folder: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `trace` printed, which is also put into a file."""
    capsys.readouterr()
    assert main(["trace", *words, "--format", "json"]) == 0
    text = capsys.readouterr().out
    (folder / "trace.json").write_text(text, encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def rewritten(folder: Path, told: dict[str, Any]) -> Path:
    (folder / "spoilt.json").write_text(json.dumps(told), encoding="utf-8")
    return folder / "spoilt.json"


@pytest.mark.parametrize("world", [found.id for found in folders.worlds()])
def test_the_first_story_of_every_world_replays(world: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = kept(tmp_path, world, capsys=capsys)
    assert main(["replay", str(tmp_path / "trace.json")]) == 0
    steps = len(told["steps"])
    assert f"{steps} of {steps} steps hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--story", "wrong-person"], ["--with-own"], ["--on-day", "3"], ["--seed", "7", "--residents", "300"],
        ["--what-if", "drop:phone"], ["--what-if", "share:defaulter-list-to-rail-tickets=0.5"],
        ["--record", "skipped-fare"], ["--what-if", "delay:defaulter-list-to-rail-tickets=9,drop:phone"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_trace_replays_with_all_that_was_asked(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(tmp_path, "tiny", *words, capsys=capsys)
    assert main(["replay", str(tmp_path / "trace.json")]) == 0, capsys.readouterr().out


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every plain value in an answer, with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path, value


def spoilt(value: Any) -> Any:
    """Another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return f"{value}x" if isinstance(value, str) else 3


def spoil(told: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    changed = deepcopy(told)
    inner: Any = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = spoilt(inner[path[-1]])
    return changed


@pytest.mark.parametrize("seed", range(8))
def test_a_random_field_that_is_spoilt_is_found(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = Random(seed)
    folder = write_world(tmp_path / "world", rng, scores=seed % 2 == 0)
    kind = rng.choice(sorted(folders.load(folder).record_kinds))
    told = kept(tmp_path, str(folder), "--record", kind, "--residents", "60", capsys=capsys)
    assert main(["replay", str(tmp_path / "trace.json"), "--world", str(folder)]) == 0, capsys.readouterr().out
    silent = {("stamp", "linkage"), ("stamp", "verb"), ("seed",)}
    ways = [path for path, _ in leaves(told) if path[:2] not in silent and path[:2] != ("stamp", "asked")]
    for path in rng.sample(ways, min(len(ways), 12)):
        file = rewritten(tmp_path, spoil(told, path))
        assert main(["replay", str(file), "--world", str(folder)]) == 1, path


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(300))
def test_every_step_of_three_hundred_random_spreads_holds(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    world = folders.load(write_world(tmp_path / "world", rng, scores=seed % 2 == 0))
    for kind, row in world.record_kinds.items():
        holder = "" if world.databases[row.home].holds != "companies" else "C0000000"
        answer = ask(world, Question(record_kind=kind, resident=holder, residents=80, with_own=seed % 3 == 0))
        told = trace_json(answer)
        assert list(step_faults(answer, told["steps"], told["effects"])) == []


@pytest.mark.parametrize("world", ["tiny", "jiangsu", "hangzhou"])
def test_each_premise_that_is_spoilt_is_found_at_its_step_without_a_fresh_run(
    world: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = kept(tmp_path, world, capsys=capsys)
    answer = ask(folders.load(world), read_kept_trace(tmp_path / "trace.json").question(None))
    assert list(step_faults(answer, told["steps"], told["effects"])) == []
    for path, _ in leaves(told["steps"]):
        if path[1] in PREMISES and path[2:] != (0, "register"):
            place = path[0]
            steps = spoil(told, ("steps", *path))["steps"]
            found = {step for step, _ in step_faults(answer, steps, [])}
            assert steps[place]["id"] in found, path


def test_a_join_that_the_tables_no_longer_have_is_found_at_its_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same tables with one cell changed: the steps by that cell fail, and the sentence names it."""
    tables = tmp_path / "tables"
    assert main(["generate", "tiny", "--story", "skipped-fare", "--out", str(tables)]) == 0
    told = kept(tmp_path, "tiny", "--story", "skipped-fare", "--tables", str(tables), capsys=capsys)
    assert main(["replay", str(tmp_path / "trace.json")]) == 1
    assert "name them with --tables" in capsys.readouterr().err
    again = ["replay", str(tmp_path / "trace.json"), "--tables", str(tables)]
    assert main(again) == 0, capsys.readouterr().out
    linked = next(step for step in told["steps"] if step["kind"] == "linked" and len(step["joined"]) > 1)
    register, value = linked["joined"][1]["register"], linked["joined"][1]["value"]
    file = tables / f"{register}.csv"
    file.write_text(file.read_text("utf-8").replace(value, ""), encoding="utf-8")
    (tables / "agencies.sqlite").unlink()
    capsys.readouterr()
    assert main([*again, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"step": linked["id"], "lacks": f"{register} has no row from that {linked['joined'][0]['identifier']} "
            f"to that {linked['joined'][1]['identifier']}"} in found["faults"]  # fmt: skip


def test_another_state_of_the_world_is_said_with_both_hashes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(tmp_path, "tiny", capsys=capsys)
    assert main(["new", str(tmp_path / "mine"), "--from", "tiny"]) == 0
    with pytest.raises(LinkageError, match="another state of the world 'tiny'"):
        replay(folders.load(tmp_path / "mine"), read_kept_trace(tmp_path / "trace.json"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"stamp": None}, "stamp: found nothing"),
        ({"steps": 3}, "column steps: found 3, expected a list"),
        ({"steps": [{"id": "s1"}]}, "steps[0].kind"),
        ({"effects": [7]}, "effects[0]: found 7"),
    ],
)
def test_a_file_that_is_no_kept_trace_names_the_field(
    change: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = kept(tmp_path, "tiny", capsys=capsys)
    assert main(["replay", str(rewritten(tmp_path, {**told, **change}))]) == 1
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "person,name\n",
            "row 1: found a file that begins with 'p', expected JSON, as `trace --format json`",
        ),
        ("", "found an empty file, expected JSON"),
        ('{"world": "tiny"', "found the end of the file before every bracket is closed"),
        ("{'world': 1}", "found no name in double quotation marks where one has to stand (character 2 of the line)"),
        ("[" * 200_000, "lists in lists without end"),
    ],
)
def test_a_file_that_is_no_json_is_refused_in_plain_words(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "real1.csv").write_text(text, encoding="utf-8")
    assert main(["replay", str(tmp_path / "real1.csv")]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert "Expecting" not in said


@pytest.mark.parametrize(
    ("stamp", "says"),
    [({"format": 99}, "stamp.format"), ({"verb": "city"}, "only traces"), ({"world": "tinny"}, "did you mean 'tiny'?"),
     ({"asked": {"story": "cort-fine"}}, "Did you mean 'court-fine'?"), ({"seed": None}, "says no seed")],
)  # fmt: skip
def test_a_stamp_that_can_not_be_asked_again_says_why(
    stamp: dict[str, Any], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = kept(tmp_path, "tiny", capsys=capsys)
    told["stamp"] |= stamp
    assert main(["replay", str(rewritten(tmp_path, told))]) == 1
    assert says in capsys.readouterr().err
