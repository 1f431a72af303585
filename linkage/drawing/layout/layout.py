"""The layout of a scene on a canvas: a layered layout that tries larger letters and fewer layers first.

The steps are those of Sugiyama, Tagawa and Toda (1981): layer assignment (`layers`), crossing reduction
(`crossing_reduction`), positions (`vertical_positions`), routes (`edge_tracks`, `edge_routes`). Same scene and canvas
in, same geometry out. Knows no colours and no markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

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
    """The largest and plainest layout that fits the canvas; the densest one if none does (it grows downwards).

    What is cut stays where it was, so that a what-if which only cuts has the layout of its baseline, found once.
    """
    return replace(_uncut_layout(_uncut(scene), canvas), scene=scene)


def forget() -> None:
    """Forget what is remembered of scenes, so that a layout can be measured."""
    _uncut_layout.cache_clear()
    _orders.cache_clear()


def _uncut(scene: Scene) -> Scene:
    """The scene with nothing cut or added: what a layout depends on."""
    nodes = tuple(
        replace(node, off=False, marks=tuple(replace(mark, off=False) for mark in node.marks)) for node in scene.nodes
    )
    return replace(scene, nodes=nodes, edges=tuple(replace(edge, off=False, added=False) for edge in scene.edges))


@lru_cache(maxsize=64)
def _uncut_layout(scene: Scene, canvas: Canvas) -> Layout:
    if not scene.nodes:
        em = canvas.fonts[-1]
        legend_top = canvas.height - legend_height(scene, em, False, canvas.width)
        return Layout(scene, canvas.width, canvas.height, em, boxes={}, frames=(), routes=(), legend_top=legend_top)
    orders = _orders(scene)
    sizes = {density: [Sizes(scene, order.bundles, density) for order in orders] for density in DENSITIES}
    for font_size, density in _font_sizes_and_densities(canvas):
        possible = [index for index, candidate in enumerate(sizes[density]) if _may_fit(candidate, canvas, font_size)]
        attempts = [Attempt(scene, canvas, replace(density, font_size=font_size), orders[index]) for index in possible]
        fitting = [attempt for attempt in attempts if attempt.fits]
        if fitting:
            return min(fitting, key=lambda attempt: attempt.cost).with_padding().layout()
    return _least_overflowing_attempt(scene, canvas, orders, sizes).layout()


@lru_cache(maxsize=16)
def _orders(scene: Scene) -> tuple[OrderedLayers, ...]:
    """The layers that may be tried, in their orders: the same for every canvas."""
    return tuple(OrderedLayers(bundle_edges(scene, layers)) for layers in layer_candidates(scene))


def _least_overflowing_attempt(
    scene: Scene, canvas: Canvas, orders: Sequence[OrderedLayers], sizes: dict[Density, list[Sizes]]
) -> Attempt:
    """The attempt that goes least beyond the canvas, without making those that are estimated to go further."""
    best: Attempt | None = None
    for estimate, density, index in _least_overflowing(sizes, canvas):
        if best is None or estimate < best.overflow:
            attempt = Attempt(scene, canvas, replace(density, font_size=canvas.fonts[-1]), orders[index])
            best = attempt if best is None or attempt.overflow < best.overflow else best
    if best is None:
        raise ValueError("no density is tight")
    return best


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
