"""The questions whose answer is a graph, a picture or a file of one: for networkx, a notebook, or another program."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from linkage.answers.exports.export import export_spread, export_world, picture, steps_graph
from linkage.answers.spread_question import Answer
from linkage.api.notebook import Picture, WhatIf
from linkage.api.trace_questions import given_trace
from linkage.api.world_questions import WorldOrPath, load
from linkage.drawing.graph import world_graph
from linkage.world.what_if.parser import under


def graph(world_or_trace: WorldOrPath | Answer | WhatIf) -> nx.DiGraph:
    """The graph of a world, or of a trace's spread, for networkx.

    Args:
        world_or_trace: a world (under its baseline reading), what `what_if` returned, or a trace.

    Returns:
        Of a world: databases, links, rules and services as nodes, with their `kind`. Of a trace: its steps as nodes,
        with an arrow from each cause; `day` and `until` count from the record, without `until` it is for ever.

    Raises:
        WhatIfError: the what-if of the baseline reading can't be applied.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> graph("tiny").nodes["link:defaulter-list-to-rail-tickets"]["kind"]
    'link'
    """
    if isinstance(world_or_trace, Answer):
        return steps_graph(world_or_trace)
    return world_graph(world_or_trace.world if isinstance(world_or_trace, WhatIf) else under(load(world_or_trace)))


def draw(answer: Answer, theme: str = "dark") -> Picture:
    """The map of a spread, with all that it comes to lit.

    Args:
        answer: a trace.
        theme: `dark` or `light`.

    Returns:
        The picture, which a notebook shows; `.text` is its SVG, `.save("map.svg")` writes it.

    Raises:
        UsageError: what was given is no trace.

    >>> import linkage
    >>> draw(linkage.trace("tiny", "court-fine")).text[:5]
    '<svg '
    """
    return Picture("svg", picture(given_trace(answer, "draw"), theme))


def export(
    world_or_trace: WorldOrPath | Answer | WhatIf,
    form: str,
    path: str | Path | None = None,
    links: str = "nodes",
    *,
    overwrite: bool = False,
) -> str | Path:
    """A world's or a spread's graph, or a spread's map or page, as text or as a file.

    Args:
        world_or_trace: a world (under its baseline reading), what `what_if` returned, or a trace.
        form: the name of an export format, such as `graphml`, `mermaid`, `svg` or `html`; the table of them is
            `linkage.answers.exports.export_formats.EXPORT_FORMATS`, and `linkage export --help` lists them.
        path: a file to write, whole or not at all, in place of an older one of ours; None: the text is returned.
        links: of a world's graph in a format that keeps rows: each link as one of the `nodes`, or of the `edges`.
        overwrite: whether any other file that stands there may be replaced as well.

    Returns:
        The text; with a path, the path.

    Raises:
        UsageError: there is no such format, or the format shows one spread and this is a world.
        LinkageError: the file can't be written, or another one stands there.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> import linkage
    >>> export(linkage.trace("tiny", "court-fine"), "html")[:15]
    '<!doctype html>'
    """
    if isinstance(world_or_trace, Answer):
        exported = export_spread(world_or_trace, form)
    elif isinstance(world_or_trace, WhatIf):
        exported = export_world(world_or_trace.world, form, world_or_trace.text, links)
    else:
        exported = export_world(under(load(world_or_trace)), form, links=links)
    return exported.save(path, overwrite) if path is not None else exported.text
