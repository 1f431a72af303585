"""What a reader makes of a file: places that hold data, the ways between them, and what it could not use.

Every format that is no export of ours is brought into this one shape; `draft_world` makes a world of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from linkage.world.real_data_guard import safe_text

MOST_NODES = 2_000
MOST_WAYS = 15_000


class DraftNode(NamedTuple):
    """A place that holds data: its name, who keeps it, and the identifiers that it is known to have."""

    id: str
    name: str
    keeper: str = ""
    identifiers: tuple[str, ...] = ()


class DraftWay(NamedTuple):
    """A way by which data pass, from one node's id to another's; `key` is the identifier, if that is said."""

    source: str
    target: str
    name: str = ""
    key: str = ""
    about: str = ""


class LeftOut(NamedTuple):
    """Something that a file says and a world has no place for: where it stands, and why it is left out."""

    what: str
    why: str


@dataclass
class DraftedGraph:
    """The nodes and ways of a file, what was taken for granted in reading them, and what was left out."""

    title: str
    nodes: dict[str, DraftNode] = field(default_factory=dict)
    ways: list[DraftWay] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add_node(self, node: DraftNode) -> None:
        """Add a node, unless one of that id is there."""
        self.nodes.setdefault(node.id, node)

    def leave_out(self, what: str, why: str) -> None:
        """Note something that can't be used, in words that may be the file's own."""
        self.left_out.append(LeftOut(safe_text(what, 200), safe_text(why, 200)))
