"""A graph as text for other programs: GraphML, GEXF, DOT, Mermaid, Cytoscape's JSON, node-link JSON.

networkx writes what it can read back; DOT and Mermaid have short writers here, because networkx asks other programs
for the one and knows nothing of the other. Same graph, same bytes: no date, no machine, no order by chance.
Attributes are texts, numbers, and yes or no; what has no value (a copy without an end, say) has no attribute.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx

from linkage.drawing.markup import escape, legal

_DATE = re.compile(r' lastmodifieddate="[^"]*"')
_SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"database": ("[", "]"), "service": ("([", "])"), "link": (">", "]"), "rule": ("{{", "}}")}
)
_OTHER_SHAPE = ("(", ")")


def writable_graph(graph: nx.DiGraph) -> nx.DiGraph:
    """A copy whose texts hold only characters that XML knows, and whose every attribute can be written."""
    copied = type(graph)(**{name: legal(str(value)) for name, value in graph.graph.items()})
    for node, attributes in graph.nodes(data=True):
        copied.add_node(legal(str(node)), **_written(attributes))
    ends = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
    for tail, head, *keys, attributes in ends:
        copied.add_edge(legal(str(tail)), legal(str(head)), *map(legal, keys), **_written(attributes))
    return copied


def _written(attributes: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    return {name: value if isinstance(value, (int, float)) else legal(str(value)) for name, value in attributes.items()}


def _labelled(graph: nx.DiGraph) -> nx.DiGraph:
    """A copy whose nodes and edges bear a label, where a program that draws graphs looks for it."""
    copied = graph.copy()
    for node, attributes in copied.nodes(data=True):
        attributes.setdefault("label", label_of(node, attributes))
    for _, _, attributes in copied.edges(data=True):
        if attributes.get("name"):
            attributes.setdefault("label", attributes["name"])
    return copied


def graphml_text(graph: nx.DiGraph) -> str:
    """A graph in GraphML (graphml.graphdrawing.org): keys are numbered, for a node's and an edge's may share a name."""
    return "\n".join(nx.generate_graphml(_labelled(graph))) + "\n"


def gexf_text(graph: nx.DiGraph) -> str:
    """A graph in GEXF (gexf.net), which has no attributes of a graph: they stand in a comment and its description."""
    out = io.BytesIO()
    nx.write_gexf(_labelled(graph), out)
    text = _DATE.sub("", out.getvalue().decode("utf-8"))
    comment = "; ".join(f"{name}: {value}" for name, value in graph.graph.items()).replace("--", "- -")
    head, _, rest = text.partition("\n") if text.startswith("<?xml") else ('<?xml version="1.0"?>', "", text)
    described = f"<description>{escape(json.dumps(dict(graph.graph), ensure_ascii=False))}</description></meta>"
    return f"{head}\n<!-- {comment} -->\n{rest.replace('</meta>', described, 1)}\n"


def dot_text(graph: nx.DiGraph) -> str:
    """A graph in DOT, the language of Graphviz, drawn from left to right."""
    lines = ["digraph {", "  rankdir=LR;"]
    lines += [f"  {_quoted(name)}={_quoted(value)};" for name, value in graph.graph.items()]
    for node, attributes in graph.nodes(data=True):
        lines.append(f"  {_quoted(node)} [{_attribute_list({'label': label_of(node, attributes), **attributes})}];")
    for tail, head, attributes in graph.edges(data=True):
        listing = f" [{_attribute_list(attributes)}]" if attributes else ""
        lines.append(f"  {_quoted(tail)} -> {_quoted(head)}{listing};")
    return "\n".join([*lines, "}"]) + "\n"


def _attribute_list(attributes: Mapping[str, Any]) -> str:
    """A list of attributes, as DOT writes it between brackets."""
    return ", ".join(f"{_quoted(name)}={_quoted(value)}" for name, value in attributes.items())


def _quoted(text: object) -> str:
    """A text as DOT writes it: a backslash is doubled, so that none of DOT's own escapes can begin."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


_ARROW = re.compile(r"^n[0-9]+ --> n[0-9]+$", re.MULTILINE)
MOST_ARROWS = 500
"""Of a flow chart that Mermaid draws where its page sets no `maxEdges`."""
MOST_CHARACTERS = 50_000
"""Of a text that Mermaid reads where its page sets no `maxTextSize`."""


def mermaid_limits(text: str) -> tuple[str, ...]:
    """A sentence on each of Mermaid's own limits that a flow chart exceeds; its page can raise them, it can't itself.

    >>> mermaid_limits("flowchart LR\\nn0 --> n1\\n")
    ()
    """
    arrows = len(_ARROW.findall(text))
    size = len(text.encode("utf-16-le")) // 2  # as a browser counts them
    found = []
    if arrows > MOST_ARROWS:
        found.append(_limit_sentence(f"{MOST_ARROWS} arrows", f"{arrows:,}", "maxEdges", arrows))
    if size > MOST_CHARACTERS:
        roomy = (size // 10_000 + 2) * 10_000
        found.append(_limit_sentence(f"{MOST_CHARACTERS:,} characters", "more", "maxTextSize", roomy))
    return tuple(found)


def _limit_sentence(most: str, has: str, setting: str, least: int) -> str:
    return (
        f"Mermaid takes at most {most} and this chart has {has}: it is drawn where the page calls mermaid.initialize "
        f"with {setting} {least} or more (no line of the chart itself can raise it)."
    )


def mermaid_text(graph: nx.DiGraph) -> str:
    """A graph as a flow chart of Mermaid (mermaid.js.org): labels, arrows, and comments on the limits it exceeds.

    >>> two = nx.DiGraph(about="two boxes")
    >>> two.add_edge("a", "b")
    >>> print(mermaid_text(two), end="")
    flowchart LR
    %% about: two boxes
    n0("a")
    n1("b")
    n0 --> n1
    """
    lines = ["flowchart LR"]
    lines += [f"%% {_one_line(f'{name}: {value}')}" for name, value in graph.graph.items()]
    places = {node: f"n{place}" for place, node in enumerate(graph)}
    for node, attributes in graph.nodes(data=True):
        opening, closing = _SHAPES.get(str(attributes.get("kind", "")), _OTHER_SHAPE)
        lines.append(f'{places[node]}{opening}"{_entities(label_of(node, attributes))}"{closing}')
    lines += [f"{places[tail]} --> {places[head]}" for tail, head in graph.edges()]
    return _with_limits(_with_limits("\n".join(lines) + "\n"))  # twice: a comment may be what makes it too long


def _with_limits(chart: str) -> str:
    """A chart with a comment below its first line on each limit that it exceeds and doesn't speak of yet."""
    head, _, rest = chart.partition("\n")
    unsaid = [sentence for sentence in mermaid_limits(chart) if sentence.partition(" and this")[0] not in rest]
    missing = [f"%% {sentence}\n" for sentence in unsaid]
    return f"{head}\n{''.join(missing)}{rest}"


def _one_line(text: str) -> str:
    """A comment of Mermaid's: braces in it could be read as a directive."""
    return " ".join(text.split()).translate(str.maketrans("{}", "()"))


def _entities(text: str) -> str:
    """A label of Mermaid's: whatever could end it or be read as markup, by its number."""
    return re.sub(r"""[^\w .,:;()→/+-]|;""", lambda found: f"#{ord(found[0])};", " ".join(text.split()))


def label_of(node: str, attributes: Mapping[str, Any]) -> str:
    """The label of a node: its name, or its id without its kind.

    >>> label_of("link:a-to-b", {"identifier": "phone"}), label_of("database:a", {"name": "A"}), label_of("s1", {})
    ('a-to-b', 'A', 's1')
    """
    name = str(attributes.get("name") or attributes.get("sentence") or "")
    return name or node.rpartition(":")[2]


def cytoscape_text(graph: nx.DiGraph) -> str:
    """A graph in the JSON of Cytoscape and Cytoscape.js: every element with an id, what the graph says in an object."""
    written = nx.cytoscape_data(_labelled(graph))
    written["data"] = dict(graph.graph)
    for node in written["elements"]["nodes"]:
        node["data"]["name"] = node["data"]["label"]
    for place, edge in enumerate(written["elements"]["edges"]):
        edge["data"]["id"] = f"e{place}"
    return _json(written)


def node_link_text(graph: nx.DiGraph) -> str:
    """A graph in node-link JSON, as networkx and D3 read it."""
    return _json(nx.node_link_data(_labelled(graph), edges="edges"))


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
