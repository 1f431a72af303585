"""The table of export formats, one row each. Python, the command line, docs/commands.md and the tests read it.

A new format is one module with a writer and one row of `EXPORT_FORMATS`; nothing else names a format. A writer returns
the whole text of the file:

- of a graph, it is called as `writer(graph)` with a networkx `DiGraph` whose texts hold only characters that XML
  allows, and whose attributes are texts, whole numbers, and yes or no;
- of a picture or a page, it is called as `writer(answer, theme)` with the answer to a spread's question
  (`spread_question.Answer`) and `dark` or `light`;
- of a book, which shows a whole world, it is called as `writer(world, people)`: the people are a question
  (`spread_question.Question`) that says a seed, a number of residents, or tables.

A row names its writer as `"module:function"`, which is imported at the first export: `linkage --help` reads this table,
and loads neither networkx nor pandas.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from linkage.errors import UsageError, unknown


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One export format.

    Args:
        name: its name, on the command line and in Python.
        writes: what its file holds: a graph (of a world or of a spread), a picture or a page (of a spread), or a book
            (of a world).
        needs_spread: whether it shows one spread only, and never a whole world.
        ending: the usual end of its files' names, with the dot.
        media_type: its media type, as a server names it.
        meaning: what it is and who reads it, in one line.
        writer: the function that writes it, or where that is: `"module:function"`.
        limits: where the function is that has a sentence on each limit of its readers that a text exceeds; blank: none.
        keeps_rows: whether a world's graph has every column of every row, so that `linkage import` gives them back;
            else it has what a picture needs.
    """

    name: str
    writes: Literal["graph", "picture", "page", "book"]
    needs_spread: bool
    ending: str
    media_type: str
    meaning: str
    writer: str | Callable[..., str]
    limits: str = ""
    keeps_rows: bool = False

    @property
    def has_theme(self) -> bool:
        """Whether it is written dark or light: pictures and pages are; a book's reader chooses."""
        return self.writes in ("picture", "page")

    def write(self, *content: Any) -> str:
        """The text of a file: of a graph, or of an answer and a theme."""
        text: str = (self.writer if callable(self.writer) else _function(self.writer))(*content)
        return text

    def exceeded_limits(self, text: str) -> tuple[str, ...]:
        """A sentence on each limit of its readers that a text exceeds."""
        return tuple(_function(self.limits)(text)) if self.limits else ()


def _function(place: str) -> Callable[..., Any]:
    """The function at `"module:function"`."""
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


EXPORT_FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        row.name: row
        for row in (
            ExportFormat(
                name="graphml",
                writes="graph",
                needs_spread=False,
                ending=".graphml",
                media_type="application/graphml+xml",
                meaning="GraphML, an XML format for graphs that networkx, Gephi, yEd and igraph read",
                writer="linkage.drawing.formats.graph_formats:graphml_text",
                keeps_rows=True,
            ),
            ExportFormat(
                name="gexf",
                writes="graph",
                needs_spread=False,
                ending=".gexf",
                media_type="application/gexf+xml",
                meaning="GEXF, the XML format of Gephi",
                writer="linkage.drawing.formats.graph_formats:gexf_text",
                keeps_rows=True,
            ),
            ExportFormat(
                name="dot",
                writes="graph",
                needs_spread=False,
                ending=".dot",
                media_type="text/vnd.graphviz",
                meaning="DOT, the language of Graphviz",
                writer="linkage.drawing.formats.graph_formats:dot_text",
            ),
            ExportFormat(
                name="mermaid",
                writes="graph",
                needs_spread=False,
                ending=".mermaid",
                media_type="text/vnd.mermaid",
                meaning="a Mermaid flow chart, which Markdown pages show",
                writer="linkage.drawing.formats.graph_formats:mermaid_text",
                limits="linkage.drawing.formats.graph_formats:mermaid_limits",
            ),
            ExportFormat(
                name="cytoscape",
                writes="graph",
                needs_spread=False,
                ending=".cyjs",
                media_type="application/json",
                meaning="Cytoscape JSON, for Cytoscape and Cytoscape.js",
                writer="linkage.drawing.formats.graph_formats:cytoscape_text",
                keeps_rows=True,
            ),
            ExportFormat(
                name="json",
                writes="graph",
                needs_spread=False,
                ending=".json",
                media_type="application/json",
                meaning="node-link JSON, for networkx and D3",
                writer="linkage.drawing.formats.graph_formats:node_link_text",
                keeps_rows=True,
            ),
            ExportFormat(
                name="svg",
                writes="picture",
                needs_spread=True,
                ending=".svg",
                media_type="image/svg+xml",
                meaning="the map with all that the spread comes to lit, its style sheet inside",
                writer="linkage.answers.exports.export:picture",
            ),
            ExportFormat(
                name="html",
                writes="page",
                needs_spread=True,
                ending=".html",
                media_type="text/html",
                meaning="one page that tells the spread by arrow keys, without a server or a network",
                writer="linkage.answers.exports.export:spread_page",
            ),
            ExportFormat(
                name="book",
                writes="book",
                needs_spread=False,
                ending=".html",
                media_type="text/html",
                meaning="the pocket edition: every story, switch, count and lesson in one page, without a network",
                writer="linkage.book.book_page:book",
            ),
        )
    }
)
"""Every export format by its name, in the order of the command line's help."""


def export_format(name: str) -> ExportFormat:
    """The export format of that name.

    Raises:
        UsageError: there is no such format; the message names the nearest.

    >>> export_format("dot").ending
    '.dot'
    """
    if name not in EXPORT_FORMATS:
        raise UsageError(unknown("format", name, EXPORT_FORMATS))
    return EXPORT_FORMATS[name]


def formats_in_markdown() -> str:
    """The export formats as the table that stands in docs/commands.md."""
    head = "| `--to` | holds | is | files end in |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{row.name}` | {_content(row)} | {row.meaning} | `{row.ending}` |\n" for row in EXPORT_FORMATS.values()
    )


def _content(row: ExportFormat) -> str:
    """What a format's file holds, and of what."""
    if row.writes == "book":
        return "a whole world"
    return f"the {row.writes} of a spread" if row.needs_spread else f"the {row.writes} of a world or a spread"
