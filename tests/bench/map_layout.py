"""How long a map takes to be laid out, for a dense world and for the largest bundled story."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from linkage.drawing.layout import layout as layout_module
from linkage.drawing.layout.geometry import COMPACT, WIDE
from linkage.drawing.scene import Scene
from linkage.drawing.svg.svg import svg
from linkage.drawing.world_scene import world_scene
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under
from tests.bench.measure import Figure
from tests.shapes import dense_world

TIMES = 5


def layout_time(scene: Scene) -> float:
    """Seconds of the processor for both canvases of a scene, nothing remembered; the middle of several."""
    durations = []
    for _ in range(TIMES):
        layout_module.forget()
        start = time.process_time()
        for canvas in (WIDE, COMPACT):
            svg(scene, canvas=canvas)
        durations.append(time.process_time() - start)
    return median(durations)


def figures() -> list[Figure]:
    """Everything measured here."""
    with tempfile.TemporaryDirectory() as folder:
        dense = world_scene(dense_world(Path(folder) / "dense", seed=1), "fine")
    largest = world_scene(under(load("beijing")), "unpaid-court-judgment")
    return [
        Figure(
            "a map of 24 databases and 500 links for two sizes of window (processor time, median of 5)",
            f"{layout_time(dense) * 1000:.0f} ms",
            "≤ 1 s",
        ),
        Figure(
            "the map of unpaid-court-judgment in `beijing` for two sizes of window (processor time, median of 5)",
            f"{layout_time(largest) * 1000:.0f} ms",
            "",
        ),
    ]
