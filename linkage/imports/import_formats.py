"""The table of import formats, one row each. The command line, docs/commands.md and the tests read it.

A new format is one module with a test and a reader, and one row of `IMPORT_FORMATS`; nothing else names a format.
`is_it(source)` says whether an `ImportSource` is in the format; `reader(source)` returns a `DraftedGraph` (nodes and
ways, of which `draft_world` makes a world) or, where the file has a whole world in it, a `WorldDraft`. Both are named
as `"module:function"` and imported when they are needed: `linkage --help` reads this table and loads no networkx.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from linkage.errors import BadTableError, UsageError, unknown


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """One import format.

    Args:
        name: its name on the command line.
        meaning: what it is and who writes it, in one line.
        becomes: what its parts become in a world, in one line.
        is_it: where the function is that knows the format by its content.
        reader: where the function is that reads it.
    """

    name: str
    meaning: str
    becomes: str
    is_it: str
    reader: str

    def fits(self, source: Any) -> bool:
        """Whether a source is in this format."""
        return bool(_function(self.is_it)(source))

    def read(self, source: Any) -> Any:
        """What a source says: a `DraftedGraph` or a `WorldDraft`."""
        return _function(self.reader)(source)


def _function(place: str) -> Any:
    """The function at `"module:function"`."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


IMPORT_FORMATS: Mapping[str, ImportFormat] = MappingProxyType(
    {
        row.name: row
        for row in (
            ImportFormat(
                name="csv",
                meaning="CSV: a table of edges (source, target; key, name) and maybe one of nodes (id; name, agency)",
                becomes="nodes are databases, edges links, keys identifiers, agencies agencies",
                is_it="linkage.imports.edge_tables:is_edge_tables",
                reader="linkage.imports.edge_tables:read_edge_tables",
            ),
            ImportFormat(
                name="openlineage",
                meaning="OpenLineage run events (one, a list, or one a line), or Marquez' lineage",
                becomes="datasets are databases, a job's inputs flow to its outputs, shared columns are identifiers",
                is_it="linkage.imports.open_lineage:is_open_lineage",
                reader="linkage.imports.open_lineage:read_open_lineage",
            ),
            ImportFormat(
                name="threat-dragon",
                meaning="a threat model of OWASP Threat Dragon, version 1 or 2",
                becomes="stores, processes and actors are databases, flows links, trust boundaries agencies",
                is_it="linkage.imports.threat_dragon:is_threat_dragon",
                reader="linkage.imports.threat_dragon:read_threat_dragon",
            ),
            ImportFormat(
                name="graphml",
                meaning="GraphML: our own exports, networkx, Gephi, yEd, igraph",
                becomes="an export: the same world; else nodes are databases, edges links, groups agencies",
                is_it="linkage.imports.graphml_file:is_graphml",
                reader="linkage.imports.graph_reader:read_graphml",
            ),
            ImportFormat(
                name="gexf",
                meaning="GEXF: our own exports, Gephi's own format, networkx",
                becomes="an export: the same world; else nodes are databases, edges links, groups agencies",
                is_it="linkage.imports.gexf_file:is_gexf",
                reader="linkage.imports.graph_reader:read_gexf",
            ),
            ImportFormat(
                name="cytoscape",
                meaning="Cytoscape JSON: our own exports, Cytoscape, Cytoscape.js",
                becomes="an export: the same world; else nodes are databases, edges links, parents agencies",
                is_it="linkage.imports.json_graphs:is_cytoscape",
                reader="linkage.imports.graph_reader:read_cytoscape",
            ),
            ImportFormat(
                name="json",
                meaning="node-link JSON: our own exports, networkx, D3",
                becomes="an export: the same world; else nodes are databases, edges links, groups agencies",
                is_it="linkage.imports.json_graphs:is_node_link",
                reader="linkage.imports.graph_reader:read_node_link",
            ),
        )
    }
)
"""Every import format by its name; of two that know a file, the first is taken."""


def import_format(name: str) -> ImportFormat:
    """The import format of that name.

    Raises:
        UsageError: there is no such format; the message names the nearest.
    """
    if name not in IMPORT_FORMATS:
        raise UsageError(unknown("format", name, IMPORT_FORMATS))
    return IMPORT_FORMATS[name]


def format_of(source: Any) -> ImportFormat:
    """The format that a source is in, by its content.

    Raises:
        BadTableError: none knows it; the message says which there are.
    """
    for row in IMPORT_FORMATS.values():
        if row.fits(source):
            return row
    expected = f"one of {', '.join(IMPORT_FORMATS)} (--format-in says which)"
    fault: BadTableError = source.fault("", "no format that is known by its content", expected)
    raise fault


def formats_in_markdown() -> str:
    """The import formats as the table that stands in docs/commands.md."""
    head = "| `--format-in` | is | becomes |\n|---|---|---|\n"
    rows = IMPORT_FORMATS.values()
    return head + "".join(f"| `{row.name}` | {row.meaning} | {row.becomes} |\n" for row in rows)
