"""OpenLineage run events, and Marquez' lineage graph: datasets are databases, a job's inputs flow to its outputs.

Links go by the columns that two datasets share: where the columnLineage facet says which column is made of which, by
those; else by equal names in their schemas. A shared column counts as an identifier where its name looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from linkage.imports.drafted_graph import DraftedGraph, DraftNode, DraftWay
from linkage.imports.import_source import ImportSource, list_in, object_in
from linkage.world.real_data_guard import safe_text

Dataset = tuple[str, str]  # namespace and name

_LIKE_IDENTIFIER = re.compile(
    r"(?:^|[_\W])(?:id|ids|key|uuid|guid|ssn|no|number|phone|mobile|email|mail|account|iban|passport|plate|token)$"
    r"|(?<=[a-z])(?:Id|ID|Key|Number|Email|Phone)$|^(?:email|phone|id|ssn|plate|account|msisdn)",
    re.ASCII,
)
_MOST_KEYS = 5
"""Of one pair of datasets: links by more columns than these would only repeat one another."""


def is_open_lineage(source: ImportSource) -> bool:
    """Whether a source holds OpenLineage events or Marquez' lineage."""
    return bool(_events(source.json)) or _is_marquez(source.json)


def _events(told: Any) -> list[dict[str, Any]]:
    """The events in a file: one, a list, or what Marquez lists under `events`."""
    if isinstance(told, dict) and isinstance(told.get("events"), list):
        told = told["events"]
    listed = told if isinstance(told, list) else [told]
    return [event for event in listed if isinstance(event, dict) and ("job" in event or "dataset" in event)
            and ({"eventTime", "schemaURL", "producer", "eventType"} & event.keys())]  # fmt: skip


def _is_marquez(told: Any) -> bool:
    nodes = told.get("graph") if isinstance(told, dict) else None
    return isinstance(nodes, list) and any(isinstance(node, dict) and "inEdges" in node for node in nodes)


@dataclass
class _Lineage:
    """What is known of datasets and jobs, gathered from one event or node after another."""

    source: ImportSource
    columns: dict[Dataset, dict[str, None]] = field(default_factory=dict)
    flows: dict[tuple[Dataset, Dataset, str], None] = field(default_factory=dict)
    made_of: dict[tuple[Dataset, Dataset], dict[tuple[str, str], None]] = field(default_factory=dict)
    names: dict[Dataset, str] = field(default_factory=dict)

    def add_dataset(self, where: str, told: Any) -> Dataset:
        """Add a dataset with the columns of its schema."""
        if not isinstance(told, dict) or not isinstance(told.get("name"), str) or not told["name"]:
            raise self.source.fault(where, "a dataset without name", "an object with namespace and name")
        dataset = (str(told.get("namespace") or ""), told["name"])
        known = self.columns.setdefault(dataset, {})
        facets = object_in(told.get("facets"))
        schema = object_in(facets.get("schema"))
        for column in [*list_in(schema.get("fields")), *list_in(told.get("fields"))]:
            if isinstance(column, dict) and column.get("name"):
                known[str(column["name"])] = None
        return dataset

    def add_column_lineage(self, where: str, output: Dataset, told: Any) -> None:
        """Add which columns of an output are made of which of an input."""
        facets = object_in(told.get("facets"))
        lineage = object_in(facets.get("columnLineage"))
        fields = object_in(lineage.get("fields"))
        for column, entry in fields.items():
            for each in list_in(object_in(entry).get("inputFields")):
                if not isinstance(each, dict) or not each.get("name") or not each.get("field"):
                    place = f"{where}.facets.columnLineage.fields.{column}"
                    raise self.source.fault(place, "an input field without name", "namespace, name and field")
                data = (str(each.get("namespace") or ""), str(each["name"]))
                self.made_of.setdefault((data, output), {})[str(each["field"]), str(column)] = None


def read_open_lineage(source: ImportSource) -> DraftedGraph:
    """The datasets of a file as nodes, and the ways on which jobs move their rows.

    Raises:
        BadTableError: an event that isn't as the specification says.
    """
    lineage = _Lineage(source)
    events = _events(source.json)
    if events:
        for place, event in enumerate(events):
            _add_event(lineage, f"event {place + 1}", event)
    else:
        _add_marquez(lineage, source.json["graph"])
    return _drafted(source, lineage, len(events))


def _add_event(lineage: _Lineage, where: str, event: dict[str, Any]) -> None:
    """An event of a run or a job; one of a dataset alone says its columns."""
    if isinstance(event.get("dataset"), dict):
        lineage.add_dataset(f"{where}.dataset", event["dataset"])
        return
    job = event.get("job")
    if not isinstance(job, dict) or not job.get("name"):
        raise lineage.source.fault(f"{where}.job", "a job without name", "an object with namespace and name")
    ends: dict[str, list[Dataset]] = {"inputs": [], "outputs": []}
    for end, found in ends.items():
        if not isinstance(event.get(end, []), (list, type(None))):
            raise lineage.source.fault(f"{where}.{end}", type(event[end]).__name__, "a list of datasets")
        for place, dataset in enumerate(list_in(event.get(end))):
            found.append(lineage.add_dataset(f"{where}.{end}[{place}]", dataset))
            if end == "outputs":
                lineage.add_column_lineage(f"{where}.{end}[{place}]", found[-1], dataset)
    for data in ends["inputs"]:
        for output in ends["outputs"]:
            lineage.flows[data, output, str(job["name"])] = None


def _add_marquez(lineage: _Lineage, nodes: list[Any]) -> None:
    """The nodes of Marquez' lineage: datasets with their fields, and jobs with edges from and to them."""
    datasets = {}
    for place, node in enumerate(nodes):
        if isinstance(node, dict) and node.get("type") == "DATASET":
            datasets[str(node.get("id"))] = lineage.add_dataset(f"graph[{place}].data", node.get("data"))
    for node in (node for node in nodes if isinstance(node, dict) and node.get("type") == "JOB"):
        data = object_in(node.get("data"))
        job = str(data.get("name") or str(node.get("id")).rpartition(":")[2])
        inputs = [datasets.get(str(edge.get("origin"))) for edge in list_in(node.get("inEdges"))]
        outputs = [datasets.get(str(edge.get("destination"))) for edge in list_in(node.get("outEdges"))]
        for one in inputs:
            for other in outputs:
                if one and other:
                    lineage.flows[one, other, job] = None


def _drafted(source: ImportSource, lineage: _Lineage, events: int) -> DraftedGraph:
    draft = DraftedGraph(source.name.rpartition(".")[0] or source.name)
    short = [name for _, name in lineage.columns]
    for namespace, name in lineage.columns:
        shown = name if short.count(name) == 1 else f"{namespace}/{name}"
        draft.add_node(DraftNode(_id((namespace, name)), shown, namespace))
    further: dict[str, None] = {}
    for one, other, job in lineage.flows:
        keys = list(_keys(lineage, one, other))
        likely = [key for key in keys if _LIKE_IDENTIFIER.search(key)]
        chosen = (likely or keys[:1])[:_MOST_KEYS]
        further |= dict.fromkeys(key for key in keys if key not in chosen)
        for key in chosen or [""]:
            name = job if len(chosen) < 2 else f"{job} by {key}"
            draft.ways.append(DraftWay(_id(one), _id(other), name, key, f"Job {job}."))
    if further:
        names = ", ".join(sorted(further)[:8]) + (" …" if len(further) > 8 else "")
        draft.leave_out(f"{len(further)} shared columns ({safe_text(names, 160)})", "their names aren't identifiers'")
    if events:
        draft.leave_out("times, runs, and facets but schema and columnLineage", "a world has standing links only")
    draft.assumed.append("what a job reads flows into all that it writes")
    return draft


def _id(dataset: Dataset) -> str:
    return f"{dataset[0]}:{dataset[1]}" if dataset[0] else dataset[1]


def _keys(lineage: _Lineage, one: Dataset, other: Dataset) -> Iterator[str]:
    """The columns by which rows of two datasets can be told to be one subject's: made of each other, or named alike."""
    if (one, other) in lineage.made_of:
        yield from dict.fromkeys(column for _, column in lineage.made_of[one, other])
        return
    there = {column.lower() for column in lineage.columns[other]}
    yield from (column for column in lineage.columns[one] if column.lower() in there)
