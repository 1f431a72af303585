"""Looks at a drawn map in a browser and lists what can't be read: bounding boxes, not opinions.

`faults(page, ...)` takes a playwright page that shows an SVG of `linkage.drawing`; every sentence it returns is a
fault. Used on every bundled world and record, and by the tests of the dashboard's stage.
"""

from __future__ import annotations

from typing import Any

LOOK = r"""
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


def look(page: Any, selector: str = "svg.map") -> dict[str, Any]:
    """What stands where on the screen."""
    seen: dict[str, Any] = page.evaluate(LOOK, selector)
    return seen


def faults(page: Any, least_px: float, selector: str = "svg.map") -> list[str]:
    """Everything that can't be read, as sentences."""
    seen = look(page, selector)
    return [
        *_small(seen["texts"], least_px),
        *_overlapping(seen["texts"]),
        *_crossed(seen["texts"], seen["edges"]),
        *_pierced(seen["nodes"], seen["edges"]),
        *_touching(seen["nodes"]),
        *_touching(seen["frames"]),
        *_spilling(seen["texts"], seen["nodes"]),
        *_outside(seen),
    ]


def _shrunk(rect: Rect, by: float) -> Rect:
    return [rect[0] + by, rect[1] + by, rect[2] - by, rect[3] - by]


def _meet(one: Rect, other: Rect, by: float = 1.0) -> bool:
    """Whether two rectangles share more than a pixel in both directions."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > by and down > by


def _holds(rect: Rect, point: list[float]) -> bool:
    return rect[0] < point[0] < rect[2] and rect[1] < point[1] < rect[3]


def _small(texts: list[dict[str, Any]], least: float) -> list[str]:
    return [f"'{each['words']}' is {each['px']:.1f} px, less than {least}" for each in texts if each["px"] < least]


def _overlapping(texts: list[dict[str, Any]]) -> list[str]:
    """Words over words; the lines of one label may touch."""
    found = []
    for index, one in enumerate(texts):
        for other in texts[index + 1 :]:
            same = one["owner"] == other["owner"] and one["owner"] != "legend"
            if _meet(one["rect"], other["rect"], 2.5 if same else 1.0):
                found.append(f"'{one['words']}' of {one['owner']} lies on '{other['words']}' of {other['owner']}")
    return found


def _crossed(texts: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[str]:
    """Words that an arrow of somebody else runs through."""
    found = []
    for text in texts:
        inside = _shrunk(text["rect"], 1.0)
        for edge in edges:
            if edge["id"] != text["owner"] and any(_holds(inside, point) for point in edge["points"]):
                found.append(f"{edge['id']} crosses '{text['words']}' of {text['owner']}")
    return found


def _pierced(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> list[str]:
    """Boxes that an arrow runs through; at its own boxes it ends at the border."""
    return [
        f"{edge['id']} runs through {node['id']}"
        for node in nodes
        for edge in edges
        if any(_holds(_shrunk(node["rect"], 2.0), point) for point in edge["points"])
    ]


def _touching(boxes: list[dict[str, Any]]) -> list[str]:
    return [
        f"{one['id']} overlaps {other['id']}"
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if _meet(one["rect"], other["rect"])
    ]


def _spilling(texts: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> list[str]:
    """Words of a box that stand out of it sideways or below."""
    where = {node["id"]: node["rect"] for node in nodes}
    found = []
    for text in texts:
        if text["node"]:
            box, rect = where[text["node"]], text["rect"]
            if rect[0] < box[0] or rect[2] > box[2] or rect[1] < box[1] - 2 or rect[3] > box[3] + 2:
                found.append(f"'{text['words']}' spills out of {text['node']}")
    return found


def _outside(seen: dict[str, Any]) -> list[str]:
    """What stands outside the picture."""
    whole = seen["rect"]
    parts = [(each["words"], each["rect"]) for each in seen["texts"]]
    parts += [(each["id"], each["rect"]) for each in (*seen["nodes"], *seen["frames"])]
    for edge in seen["edges"]:
        across, down = [p[0] for p in edge["points"]], [p[1] for p in edge["points"]]
        parts.append((edge["id"], [min(across), min(down), max(across), max(down)]))
    found = [
        f"{name} stands outside the picture"
        for name, rect in parts
        if rect[0] < whole[0] - 1 or rect[1] < whole[1] - 1 or rect[2] > whole[2] + 1 or rect[3] > whole[3] + 1
    ]
    return found + (["the page scrolls sideways"] if seen["scroll"] > 0 else [])
