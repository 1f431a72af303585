"""Layer assignment: the column of every box, from what happened by senders, the hub and receivers to the services.

The first step of a layered layout (Sugiyama, Tagawa and Toda 1981). The author's lanes come first (`[lanes]` in
`world.toml`); the record's own home always stands on the left, because the picture reads from what happened to the
services. A lane may take several layers. Knows no sizes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linkage.drawing.scene import Edge, Node, Scene
from linkage.natural_order import natural_key


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes that stand together: the databases of an agency, or one box by itself."""

    id: str
    nodes: tuple[str, ...]
    agency: bool


Layers = tuple[tuple[Group, ...], ...]
"""From left to right, each from top to bottom."""


def layer_candidates(scene: Scene) -> tuple[Layers, ...]:
    """The ways to divide the lanes into layers, the one with the fewest layers first."""
    lanes = agency_lanes(scene)
    groups = {agency: _group(scene, agency) for agency in lanes}
    depths = {agency: min(scene.node(node).depth for node in group.nodes) for agency, group in groups.items()}
    left, hub, right = ([agency for agency in groups if lanes[agency] == lane] for lane in ("left", "hub", "right"))
    candidates: list[Layers] = []
    for left_count in (1, 2):
        for right_count in (1, 2, 3, 4):
            agencies = [*_divide(left, depths, left_count), hub, *_divide(right, depths, right_count)]
            middle = tuple(tuple(groups[agency] for agency in layer) for layer in agencies if layer)
            layers = (_single_groups(scene, "record"), *middle, _single_groups(scene, "service"))
            if (layers := tuple(layer for layer in layers if layer)) not in candidates:
                candidates.append(layers)
    return tuple(candidates)


def _divide(agencies: list[str], depths: dict[str, int], count: int) -> list[list[str]]:
    """Divide a lane into layers by depth: near agencies first, about equally many in each."""
    ordered = sorted(agencies, key=lambda agency: depths[agency])
    size = -(-len(ordered) // count) if ordered else 1
    parts = [set(ordered[start : start + size]) for start in range(0, len(ordered), size)]
    return [[agency for agency in agencies if agency in part] for part in parts]


def _single_groups(scene: Scene, kind: str) -> tuple[Group, ...]:
    """Boxes without an agency, each its own group."""
    nodes = sorted(
        (node for node in scene.nodes if node.kind == kind and (kind != "database" or not node.agency)),
        key=lambda node: natural_key(node.id),
    )
    return tuple(Group(node.id, (node.id,), False) for node in nodes)


def _group(scene: Scene, agency: str) -> Group:
    """An agency's databases, nearest to the record's home first."""
    nodes = [node for node in scene.nodes if node.kind == "database" and node.agency == agency]
    return Group(f"agency:{agency}", _order_databases(nodes, scene.edges), True)


def _order_databases(nodes: list[Node], edges: tuple[Edge, ...]) -> tuple[str, ...]:
    """Order databases so that a receiver stands below its sender: by depth, then next to the one that feeds it."""
    waiting = sorted(nodes, key=lambda node: (node.depth, natural_key(node.id)))
    pairs = {(edge.source, edge.target) for edge in edges}
    order: list[str] = []
    while waiting:
        receivers = [node for node in waiting if order and (order[-1], node.id) in pairs]
        database = next((node for node in receivers if node.depth <= waiting[0].depth + 1), waiting[0])
        waiting.remove(database)
        order.append(database.id)
    return tuple(order)


def agency_lanes(scene: Scene) -> dict[str, str]:
    """Agency → left, hub or right, in the author's order."""
    depths: dict[str, int] = {}
    for node in scene.nodes:
        if node.kind == "database":
            depths[node.agency] = min(node.depth, depths.get(node.agency, node.depth))
    declared = {agency.id: agency.lane for agency in scene.agencies}
    ordered = [agency.id for agency in scene.agencies if agency.id in depths]
    ordered += sorted(set(depths) - set(ordered))
    hubs = _hubs(scene, ordered, declared)
    homes = _home_agencies(scene)
    return {agency: _lane(agency, hubs, homes, depths, declared) for agency in ordered}


def _lane(agency: str, hubs: set[str], homes: set[str], depths: dict[str, int], declared: dict[str, str]) -> str:
    """A home stands left of the hub; so does a declared sender that is reached before the hub."""
    if agency in hubs:
        return "hub"
    before_hub = not hubs or depths[agency] < min(depths[hub] for hub in hubs)
    if agency in homes or (declared.get(agency) == "left" and before_hub):
        return "left"
    return "right"


def _home_agencies(scene: Scene) -> set[str]:
    """The agencies where the record is born."""
    homes = {edge.target for edge in scene.edges if edge.kind == "recorded"}
    return {node.agency for node in scene.nodes if node.id in homes}


def _hubs(scene: Scene, agencies: list[str], declared: dict[str, str]) -> set[str]:
    """The declared hub; without one, the agency that both receives from and sends to at least two others."""
    homes = _home_agencies(scene)
    if any(declared.values()):
        return {agency for agency in agencies if declared.get(agency) == "hub"} - (homes if len(homes) == 1 else set())
    receivers: dict[str, set[str]] = defaultdict(set)
    senders: dict[str, set[str]] = defaultdict(set)
    agency_of = {node.id: node.agency for node in scene.nodes}
    for edge in scene.edges:
        source, target = agency_of[edge.source], agency_of[edge.target]
        if edge.kind == "link" and source != target:
            receivers[source].add(target)
            senders[target].add(source)
    degrees = {agency: min(len(receivers[agency]), len(senders[agency])) for agency in agencies if agency not in homes}
    best = max(degrees, key=lambda agency: degrees[agency], default="")
    return {best} if best and degrees[best] >= 2 else set()
