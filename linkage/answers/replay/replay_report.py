"""Replaying a kept trace: its world's hash, each of its steps, and the whole against a fresh run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkage.answers.exports.provenance_stamp import json_stamp
from linkage.answers.replay.kept_trace import KeptTrace
from linkage.answers.replay.step_checks import step_faults
from linkage.answers.spread_question import ask
from linkage.answers.trace.trace_report import trace_json
from linkage.errors import LinkageError
from linkage.version import tool_version
from linkage.world.model import World
from linkage.world.real_data_guard import safe_text
from linkage.world.storage.fingerprint import fingerprint


@dataclass(frozen=True)
class Replay:
    """What a replay found."""

    steps: int
    faults: tuple[tuple[str, str], ...]
    differences: tuple[tuple[str, str, str], ...]
    remarks: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every step holds and a fresh run says the same."""
        return not self.faults and not self.differences

    def fields(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "holds": self.holds,
            "steps": self.steps,
            "faults": [{"step": step, "lacks": lacks} for step, lacks in self.faults],
            "differences": [{"field": f, "file": kept, "now": now} for f, kept, now in self.differences],
            "remarks": list(self.remarks),
        }

    def lines(self) -> list[str]:
        """A line on each thing that was found, and one on the whole."""
        lines = [f"{step}: {lacks}" for step, lacks in self.faults]
        lines += [f"{field}: the file says {kept}, a fresh run {now}" for field, kept, now in self.differences]
        failing = len({step for step, _ in self.faults})
        whole = f"{self.steps - failing} of {self.steps} steps hold"
        if self.holds:
            return [f"{whole}, each checked against the tables again; a fresh run says the same."]
        return [*lines, f"{whole}; {len(self.differences)} fields differ from a fresh run."]


def replay(world: World, kept: KeptTrace, tables: Path | None = None) -> Replay:
    """Check a kept trace against a world and its people, or somebody's own tables.

    Raises:
        LinkageError: the world is another than the file's, or the question can't be asked again.
    """
    if fingerprint(world) != kept.stamp["hash"]:
        raise LinkageError(
            f"{kept.name} was made from another state of the world '{safe_text(kept.stamp['world'])}': its hash is "
            f"{safe_text(kept.stamp['hash'])}, that of '{world.id}' is {fingerprint(world)}. --world names a folder."
        )
    answer = ask(world, kept.question(tables))
    faults = tuple(step_faults(answer, kept.steps, kept.effects))
    stamp = {**json_stamp(answer.world, answer.tables.stated_seed), "world": world.id}
    fresh = {**trace_json(answer, kept.on_day), "stamp": stamp}
    told = {**kept.answer, "stamp": {name: kept.stamp.get(name) for name in stamp}}
    told["stamp"]["linkage"] = stamp["linkage"]
    remarks: tuple[str, ...] = ()
    if kept.stamp["linkage"] != tool_version():
        remarks = (f"kept by version {safe_text(kept.stamp['linkage'])}, replayed by {tool_version()}",)
    return Replay(len(kept.steps), faults, tuple(_differences("", told, json.loads(json.dumps(fresh)))), remarks)


def _differences(field: str, kept: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """Each field in which two answers differ: its name, and both values as JSON."""
    if isinstance(kept, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*now, *kept]):
            at = f"{field}.{name}" if field else name
            if name not in kept or name not in now:
                yield safe_text(at, 120), _shown(kept.get(name)), _shown(now.get(name))
            else:
                yield from _differences(at, kept[name], now[name])
    elif isinstance(kept, list) and isinstance(now, list):
        for place in range(max(len(kept), len(now))):
            ends = [values[place] if place < len(values) else None for values in (kept, now)]
            yield from _differences(f"{field}[{place}]", *ends)
    elif kept != now or type(kept) is not type(now):
        yield safe_text(field, 120), _shown(kept), _shown(now)


def _shown(value: Any) -> str:
    return "nothing" if value is None else safe_text(json.dumps(value, ensure_ascii=False), 60)
