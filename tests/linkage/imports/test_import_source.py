"""Whatever is spoilt in a file, an import ends in a world without faults or a clear error, never in half a folder."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.exports.export import export_world
from linkage.errors import LinkageError
from linkage.imports.world_import import import_world
from linkage.world.storage import folders
from linkage.world.validation.check import check
from linkage.world.what_if.parser import under
from tests.linkage.imports.examples import FILES

ODD: tuple[Any, ...] = (
    None,
    0,
    -1,
    1e300,
    True,
    "",
    "x" * 5_000,
    "\u202e\n\t",
    "a+b",
    [],
    {},
    [[]],
    {"id": {}},
    "法院",
)


def texts() -> dict[str, str]:
    """The examples, and exports of our own."""
    tiny = folders.load("tiny")
    own = {f"own.{form}": export_world(under(tiny), form).text for form in ("json", "graphml", "cytoscape")}
    return {**{name: text for name, (_, text) in FILES.items()}, **own}


def spoil_json(rng: Random, value: Any) -> Any:
    """The same value with one odd thing somewhere in it, or something gone."""
    if isinstance(value, (dict, list)) and value and rng.random() < 0.85:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = rng.choice(keys)
        changed: Any = dict(value) if isinstance(value, dict) else list(value)
        if rng.random() < 0.15:
            del changed[key]
        else:
            changed[key] = spoil_json(rng, value[key])
        return changed
    return rng.choice(ODD)


def spoil_text(rng: Random, text: str) -> str:
    """The same text with a piece gone, doubled, or replaced."""
    start = rng.randrange(len(text) + 1)
    end = min(len(text), start + rng.choice([1, 1, 3, 20, 200]))
    middle = rng.choice(
        ["", text[start:end] * 2, rng.choice(['"', "<", "&", ",", "\x00", "é", "999999999999999999999"])]
    )
    return text[:start] + middle + text[end:]


def assert_world_or_error(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    world = folder / "world"
    try:
        import_world([folder / name], world)
    except LinkageError:
        assert not world.exists()
        return
    assert check(world)[1] == []
    for path in world.iterdir():
        path.unlink()
    world.rmdir()


NAMES = [*FILES, "own.json", "own.graphml", "own.cytoscape"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_spoilt_becomes_a_world_or_a_clear_error(name: str, tmp_path: Path) -> None:
    spoil_often(name, tmp_path, range(12))


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_times_spoilt_it_still_does(name: str, tmp_path: Path) -> None:
    spoil_often(name, tmp_path, range(12, 212))


def spoil_often(name: str, tmp_path: Path, seeds: range) -> None:
    text = texts()[name]
    for seed in seeds:
        rng = Random(f"{name}{seed}")
        is_json = text.lstrip()[0] in "{[" and not name.endswith("ndjson")
        changed = json.dumps(spoil_json(rng, json.loads(text))) if is_json and seed % 3 else spoil_text(rng, text)
        assert_world_or_error(tmp_path, name, changed)


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
GROUPS = GRAPHML + '<graph><node id="a">' * 2_000 + "</node></graph>" * 2_000 + "</graphml>"


@pytest.mark.parametrize("text", ["[" * 100_000, '{"nodes":' + "[" * 5_000, "<a>" * 20_000, "1" * 5_000, GROUPS])
def test_a_file_without_end_is_refused(text: str, tmp_path: Path) -> None:
    assert_world_or_error(tmp_path, "deep.json", text)
