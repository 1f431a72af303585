"""Lists what can't be read on a map in a browser, by the bounding boxes of words, boxes and edges.

`faults(page, ...)` takes a playwright page that shows an SVG of `linkage.drawing`; every sentence it returns is a
fault. Used on every bundled world and record, and by the tests of the dashboard's stage.
"""

from __future__ import annotations

from typing import Any

MEASURE = r"""
(selector) => {
  const svg = document.querySelector(selector);
  const scale = svg.getScreenCTM().a;
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 };
  const rect = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] };
  const owner = e => (e.closest("[data-id]") || e.closest(".legend") || svg).getAttribute("data-id") || "legend";
  const box = e => { const n = e.closest("[data-id].node"); return n ? n.getAttribute("data-id") : "" };
  const texts = [...svg.querySelectorAll("text")].filter(shown).map(e => ({
    words: e.textContent, owner: owner(e), node: box(e), rect: rect(e),
    px: parseFloat(getComputedStyle(e).fontSize) * scale }));
  const nodes = [...svg.querySelectorAll(".node")].map(
    e => ({ id: e.dataset.id, rect: rect(e.querySelector(".body")) }));
  const frames = [...svg.querySelectorAll(".frame")].map(
    e => ({ id: e.dataset.id, rect: rect(e.querySelector("rect")) }));
  const edges = [...svg.querySelectorAll(".edge")].map(e => {
    const path = e.querySelector("path.line"), m = path.getScreenCTM(), whole = path.getTotalLength(), points = [];
    for (let at = 0; at <= whole; at += 2.5) {
      const p = path.getPointAtLength(at).matrixTransform(m); points.push([p.x, p.y]);
    }
    return { id: e.dataset.id, points };
  });
  return { texts, nodes, frames, edges, rect: rect(svg), scroll: document.documentElement.scrollWidth - innerWidth };
}
"""

Rect = list[float]


def measure(page: Any, selector: str = "svg.map") -> dict[str, Any]:
    """The bounding boxes of words, boxes and frames on the screen, and points on the edges."""
    measurements: dict[str, Any] = page.evaluate(MEASURE, selector)
    return measurements


def faults(page: Any, least_px: float, selector: str = "svg.map") -> list[str]:
    """Everything that can't be read, a sentence each."""
    measurements = measure(page, selector)
    return [
        *_small_letters(measurements["texts"], least_px),
        *_overlapping_texts(measurements["texts"]),
        *_crossed_texts(measurements["texts"], measurements["edges"]),
        *_pierced_boxes(measurements["nodes"], measurements["edges"]),
        *_overlapping_boxes(measurements["nodes"]),
        *_overlapping_boxes(measurements["frames"]),
        *_spilling_texts(measurements["texts"], measurements["nodes"]),
        *_outside_picture(measurements),
    ]


def _shrunk(rect: Rect, by: float) -> Rect:
    return [rect[0] + by, rect[1] + by, rect[2] - by, rect[3] - by]


def _overlap(first: Rect, second: Rect, least: float = 1.0) -> bool:
    """Whether two rectangles share more than a pixel in both directions."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return width > least and height > least


def _holds(rect: Rect, point: list[float]) -> bool:
    return rect[0] < point[0] < rect[2] and rect[1] < point[1] < rect[3]


def _small_letters(texts: list[dict[str, Any]], least: float) -> list[str]:
    return [f"'{text['words']}' is {text['px']:.1f} px, less than {least}" for text in texts if text["px"] < least]


def _overlapping_texts(texts: list[dict[str, Any]]) -> list[str]:
    """Texts that lie on each other; the lines of one label may touch."""
    sentences = []
    for index, first in enumerate(texts):
        for second in texts[index + 1 :]:
            same = first["owner"] == second["owner"] and first["owner"] != "legend"
            if _overlap(first["rect"], second["rect"], 2.5 if same else 1.0):
                sentences.append(
                    f"'{first['words']}' of {first['owner']} lies on '{second['words']}' of {second['owner']}"
                )
    return sentences


def _crossed_texts(texts: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[str]:
    """Texts that another part's edge runs through."""
    sentences = []
    for text in texts:
        inside = _shrunk(text["rect"], 1.0)
        for edge in edges:
            if edge["id"] != text["owner"] and any(_holds(inside, point) for point in edge["points"]):
                sentences.append(f"{edge['id']} crosses '{text['words']}' of {text['owner']}")
    return sentences


def _pierced_boxes(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[str]:
    """Boxes that an edge runs through; at its own boxes it ends at the border."""
    return [
        f"{edge['id']} runs through {node['id']}"
        for node in nodes
        for edge in edges
        if any(_holds(_shrunk(node["rect"], 2.0), point) for point in edge["points"])
    ]


def _overlapping_boxes(boxes: list[dict[str, Any]]) -> list[str]:
    return [
        f"{first['id']} overlaps {second['id']}"
        for index, first in enumerate(boxes)
        for second in boxes[index + 1 :]
        if _overlap(first["rect"], second["rect"])
    ]


def _spilling_texts(texts: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> list[str]:
    """Texts of a box that stand out of it sideways or below."""
    boxes = {node["id"]: node["rect"] for node in nodes}
    sentences = []
    for text in texts:
        if text["node"]:
            box, rect = boxes[text["node"]], text["rect"]
            if rect[0] < box[0] or rect[2] > box[2] or rect[1] < box[1] - 2 or rect[3] > box[3] + 2:
                sentences.append(f"'{text['words']}' spills out of {text['node']}")
    return sentences


def _outside_picture(measurements: dict[str, Any]) -> list[str]:
    """Parts that stand outside the picture."""
    whole = measurements["rect"]
    parts = [(text["words"], text["rect"]) for text in measurements["texts"]]
    parts += [(box["id"], box["rect"]) for box in (*measurements["nodes"], *measurements["frames"])]
    for edge in measurements["edges"]:
        x, y = [p[0] for p in edge["points"]], [p[1] for p in edge["points"]]
        parts.append((edge["id"], [min(x), min(y), max(x), max(y)]))
    sentences = [
        f"{name} stands outside the picture"
        for name, rect in parts
        if rect[0] < whole[0] - 1 or rect[1] < whole[1] - 1 or rect[2] > whole[2] + 1 or rect[3] > whole[3] + 1
    ]
    return sentences + (["the page scrolls sideways"] if measurements["scroll"] > 0 else [])
