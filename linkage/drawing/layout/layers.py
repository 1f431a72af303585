"""Which column each box stands in: what happened, senders, the hub, receivers, doors.

The author's lanes come first (`[lanes]` in `world.toml`); the record's own home always stands on the left, because
the picture reads from what happened to the doors. A lane may take several columns. Knows no sizes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linkage.drawing.scene import Edge, Node, Scene


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that stand together: the databases of an agency, or one box by itself."""

    id: str
    nodes: tuple[str, ...]
    agency: bool


Columns = tuple[tuple[Group, ...], ...]
"""From left to right, each from top to bottom."""


def candidates(scene: Scene) -> tuple[Columns, ...]:
    """The ways to cut the lanes into columns, the plainest first."""
    lanes = lanes_of(scene)
    groups = {agency: _group(scene, agency) for agency in lanes}
    depth = {agency: min(scene.node(node).depth for node in group.nodes) for agency, group in groups.items()}
    left, hub, right = ([each for each in groups if lanes[each] == lane] for lane in ("left", "hub", "right"))
    found: list[Columns] = []
    for lefts in (1, 2):
        for rights in (1, 2, 3, 4):
            middle = [*_cut(left, depth, lefts), hub, *_cut(right, depth, rights)]
            columns = tuple(tuple(groups[each] for each in column) for column in middle if column)
            whole = (_bare(scene, "record"), *columns, _bare(scene, "service"))
            if (whole := tuple(column for column in whole if column)) not in found:
                found.append(whole)
    return tuple(found)


def _cut(agencies: list[str], depth: dict[str, int], parts: int) -> list[list[str]]:
    """Cut a lane into columns by depth: near ones first, about equally many in each."""
    ordered = sorted(agencies, key=lambda agency: depth[agency])
    size = -(-len(ordered) // parts) if ordered else 1
    chosen = [set(ordered[start : start + size]) for start in range(0, len(ordered), size)]
    return [[agency for agency in agencies if agency in part] for part in chosen]


def _bare(scene: Scene, kind: str) -> tuple[Group, ...]:
    """Boxes without an agency, each its own group."""
    loose = sorted(
        (node for node in scene.nodes if node.kind == kind and (kind != "database" or not node.agency)),
        key=lambda node: node.id,
    )
    return tuple(Group(node.id, (node.id,), False) for node in loose)


def _group(scene: Scene, agency: str) -> Group:
    """An agency's databases, nearest to the record's home first."""
    nodes = [node for node in scene.nodes if node.kind == "database" and node.agency == agency]
    return Group(f"agency:{agency}", _chain(nodes, scene.edges), True)


def _chain(nodes: list[Node], edges: tuple[Edge, ...]) -> tuple[str, ...]:
    """Order databases so that what one sends stands below it: by depth, then beside whoever feeds it."""
    waiting = sorted(nodes, key=lambda node: (node.depth, node.id))
    feeds = {(edge.source, edge.target) for edge in edges}
    placed: list[str] = []
    while waiting:
        fed = [node for node in waiting if placed and (placed[-1], node.id) in feeds]
        chosen = next((node for node in fed if node.depth <= waiting[0].depth + 1), waiting[0])
        waiting.remove(chosen)
        placed.append(chosen.id)
    return tuple(placed)


def lanes_of(scene: Scene) -> dict[str, str]:
    """Agency → left, hub or right, in the author's order."""
    nearest: dict[str, int] = {}
    for node in scene.nodes:
        if node.kind == "database":
            nearest[node.agency] = min(node.depth, nearest.get(node.agency, node.depth))
    declared = {agency.id: agency.lane for agency in scene.agencies}
    ordered = [agency.id for agency in scene.agencies if agency.id in nearest]
    ordered += sorted(set(nearest) - set(ordered))
    hub = _hub(scene, ordered, declared)
    homes = _homes(scene)
    return {each: _lane(each, hub, homes, nearest, declared) for each in ordered}


def _lane(agency: str, hub: set[str], homes: set[str], nearest: dict[str, int], declared: dict[str, str]) -> str:
    """A home stands left of the hub; so does a declared sender that is reached before the hub."""
    if agency in hub:
        return "hub"
    before_hub = not hub or nearest[agency] < min(nearest[each] for each in hub)
    if agency in homes or (declared.get(agency) == "left" and before_hub):
        return "left"
    return "right"


def _homes(scene: Scene) -> set[str]:
    """The agencies where the record is born."""
    born = {edge.target for edge in scene.edges if edge.kind == "recorded"}
    return {node.agency for node in scene.nodes if node.id in born}


def _hub(scene: Scene, agencies: list[str], declared: dict[str, str]) -> set[str]:
    """The declared hub; without one, the agency that both receives from and sends to at least two others."""
    homes = _homes(scene)
    if any(declared.values()):
        return {each for each in agencies if declared.get(each) == "hub"} - (homes if len(homes) == 1 else set())
    gives: dict[str, set[str]] = defaultdict(set)
    takes: dict[str, set[str]] = defaultdict(set)
    keeper = {node.id: node.agency for node in scene.nodes}
    for edge in scene.edges:
        one, other = keeper[edge.source], keeper[edge.target]
        if edge.kind == "link" and one != other:
            gives[one].add(other)
            takes[other].add(one)
    degree = {each: min(len(gives[each]), len(takes[each])) for each in agencies if each not in homes}
    best = max(degree, key=lambda each: degree[each], default="")
    return {best} if best and degree[best] >= 2 else set()
