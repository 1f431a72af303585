"""Puts a scene on a stage: tries larger letters and plainer columns first, and keeps what fits.

Same scene and stage in, same geometry out. Knows no colours and no markup.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.drawing.layout.attempt import Attempt, beyond
from linkage.drawing.layout.crossing_reduction import OrderedLayers
from linkage.drawing.layout.density import MANNERS, Density
from linkage.drawing.layout.edge_bundles import frame
from linkage.drawing.layout.geometry import WIDE, Canvas, Layout
from linkage.drawing.layout.layers import candidates
from linkage.drawing.layout.sizes import Sizes
from linkage.drawing.legend import legend_height
from linkage.drawing.scene import Scene


def layout(scene: Scene, stage: Canvas = WIDE) -> Layout:
    """The largest and plainest picture that fits the stage; the densest one if none does (it grows downwards)."""
    if not scene.nodes:
        em = stage.fonts[-1]
        foot = stage.height - legend_height(scene, em, False, stage.width)
        return Layout(scene, stage.width, stage.height, em, words=0, boxes={}, frames=(), routes=(), foot=foot)
    frames = [frame(scene, columns) for columns in candidates(scene)]
    orders = [OrderedLayers(framed) for framed in frames]
    sketches = {manner: [Sizes(scene, framed, manner) for framed in frames] for manner in MANNERS}
    for font, manner in _tries(stage):
        likely = [place for place, sizes in enumerate(sketches[manner]) if _may_fit(sizes, stage, font)]
        drafts = [Attempt(scene, stage, replace(manner, font=font), orders[place]) for place in likely]
        fitting = [draft for draft in drafts if draft.fits]
        if fitting:
            return min(fitting, key=lambda draft: draft.cost).padded().finish()
    drafts = [
        Attempt(scene, stage, replace(manner, font=stage.fonts[-1]), orders[place])
        for _, manner, place in _nearest(sketches, stage)
    ]
    return min(drafts, key=lambda draft: draft.excess).finish()


def _tries(stage: Canvas) -> list[tuple[float, Density]]:
    """Letter sizes and manners, best first: whole words in smaller letters before short words in large ones."""
    tries = [(size, dense) for size in range(len(stage.fonts)) for dense in range(len(MANNERS))]
    tries.sort(key=lambda each: (each[0] + min(each[1], 3), each[1]))
    return [(stage.fonts[size], MANNERS[dense]) for size, dense in tries]


def _may_fit(sizes: Sizes, stage: Canvas, font: float) -> bool:
    """A quick look at a sketch in letters of size 1: the least height, and a width that is seldom undercut."""
    return (sizes.width + 0.6) * font <= stage.width and (sizes.height + 2.1) * font <= stage.height


def _nearest(sketches: dict[Density, list[Sizes]], stage: Canvas) -> list[tuple[float, Density, int]]:
    """The dense sketches that go least beyond the stage."""
    font = stage.fonts[-1]
    found = [
        (beyond((sizes.width + 0.6) / stage.width * font, (sizes.height + 2.6) / stage.height * font), manner, place)
        for manner, sizes_ in sketches.items()
        if manner.tight
        for place, sizes in enumerate(sizes_)
    ]
    return sorted(found, key=lambda each: (each[0], MANNERS.index(each[1]), each[2]))[:8]
