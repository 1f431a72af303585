"""The layout of a scene on a canvas: a layered layout that tries larger letters and fewer layers first.

The steps are those of Sugiyama, Tagawa and Toda (1981): layer assignment (`layers`), crossing reduction
(`crossing_reduction`), positions (`vertical_positions`), routes (`edge_tracks`, `edge_routes`). Same scene and canvas
in, same geometry out. Knows no colours and no markup.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.drawing.layout.attempt import Attempt, overflow_cost
from linkage.drawing.layout.crossing_reduction import OrderedLayers
from linkage.drawing.layout.density import DENSITIES, Density
from linkage.drawing.layout.edge_bundles import bundle_edges
from linkage.drawing.layout.geometry import WIDE, Canvas, Layout
from linkage.drawing.layout.layers import layer_candidates
from linkage.drawing.layout.sizes import Sizes
from linkage.drawing.legend import legend_height
from linkage.drawing.scene import Scene


def layout(scene: Scene, canvas: Canvas = WIDE) -> Layout:
    """The largest and plainest layout that fits the canvas; the densest one if none does (it grows downwards)."""
    if not scene.nodes:
        em = canvas.fonts[-1]
        legend_top = canvas.height - legend_height(scene, em, False, canvas.width)
        return Layout(scene, canvas.width, canvas.height, em, boxes={}, frames=(), routes=(), legend_top=legend_top)
    candidates = [bundle_edges(scene, layers) for layers in layer_candidates(scene)]
    orders = [OrderedLayers(bundles) for bundles in candidates]
    sizes = {density: [Sizes(scene, bundles, density) for bundles in candidates] for density in DENSITIES}
    for font_size, density in _font_sizes_and_densities(canvas):
        possible = [index for index, candidate in enumerate(sizes[density]) if _may_fit(candidate, canvas, font_size)]
        attempts = [Attempt(scene, canvas, replace(density, font_size=font_size), orders[index]) for index in possible]
        fitting = [attempt for attempt in attempts if attempt.fits]
        if fitting:
            return min(fitting, key=lambda attempt: attempt.cost).with_padding().layout()
    attempts = [
        Attempt(scene, canvas, replace(density, font_size=canvas.fonts[-1]), orders[index])
        for _, density, index in _least_overflowing(sizes, canvas)
    ]
    return min(attempts, key=lambda attempt: attempt.overflow).layout()


def _font_sizes_and_densities(canvas: Canvas) -> list[tuple[float, Density]]:
    """Font sizes with densities, best first: long labels in smaller letters before short ones in large letters."""
    pairs = [(size, density) for size in range(len(canvas.fonts)) for density in range(len(DENSITIES))]
    pairs.sort(key=lambda pair: (pair[0] + min(pair[1], 3), pair[1]))
    return [(canvas.fonts[size], DENSITIES[density]) for size, density in pairs]


def _may_fit(sizes: Sizes, canvas: Canvas, font_size: float) -> bool:
    """A quick estimate from the sizes in letters of size 1: the least height, and a width that is seldom undercut."""
    return (sizes.width + 0.6) * font_size <= canvas.width and (sizes.height + 2.1) * font_size <= canvas.height


def _least_overflowing(sizes: dict[Density, list[Sizes]], canvas: Canvas) -> list[tuple[float, Density, int]]:
    """The tight candidates that go least beyond the canvas, with their costs."""
    font_size = canvas.fonts[-1]
    costs = [
        (
            overflow_cost(
                (candidate.width + 0.6) / canvas.width * font_size,
                (candidate.height + 2.6) / canvas.height * font_size,
            ),
            density,
            index,
        )
        for density, candidates in sizes.items()
        if density.tight
        for index, candidate in enumerate(candidates)
    ]
    return sorted(costs, key=lambda cost: (cost[0], DENSITIES.index(cost[1]), cost[2]))[:8]
