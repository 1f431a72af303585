"""Small files in the formats of other programs, made by hand from each format's specification.

OpenLineage: openlineage.io/spec (run events with schema and columnLineage facets). Marquez: GET /api/v1/lineage.
Threat Dragon: its JSON schemas, versions 1 and 2. GraphML: graphml.graphdrawing.org, as yEd and Gephi write it.
GEXF: gexf.net/1.3, as Gephi writes it.
All say the same: court judgments → a list of debtors → the railway's tickets.
"""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def dataset(name: str, columns: str, made_of: Json | None = None) -> Json:
    """A dataset of OpenLineage: `made_of` is column → (dataset, column) that it is made of."""
    facets: Json = {
        "schema": {"_producer": "hand", "fields": [{"name": c, "type": "VARCHAR"} for c in columns.split()]}
    }
    if made_of:
        fields = {
            column: {
                "inputFields": [{"namespace": "city", "name": of, "field": other}],
                "transformationType": "IDENTITY",
            }
            for column, (of, other) in made_of.items()
        }
        facets["columnLineage"] = {"_producer": "hand", "fields": fields}
    return {"namespace": "city", "name": name, "facets": facets}


def run_event(job: str, inputs: list[Json], outputs: list[Json]) -> Json:
    """A run event of OpenLineage."""
    return {
        "eventType": "COMPLETE",
        "eventTime": "2018-11-20T09:00:00.000Z",
        "run": {"runId": "3f5e83fa-3480-44ff-99c5-ff943904e5e8", "facets": {}},
        "job": {"namespace": "nightly", "name": job},
        "inputs": inputs,
        "outputs": outputs,
        "producer": "hand",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


JUDGMENTS = dataset("judgments", "case_no citizen_id amount")
DEBTORS = dataset("debtors", "citizen_id phone since", {"citizen_id": ("judgments", "citizen_id")})
TICKETS = dataset("tickets", "phone seat train")
EVENTS = [run_event("list-debtors", [JUDGMENTS], [DEBTORS]), run_event("check-tickets", [DEBTORS], [TICKETS])]

MARQUEZ = {
    "graph": [
        {
            "id": f"dataset:city:{told['name']}",
            "type": "DATASET",
            "data": {"id": {}, "name": told["name"], "namespace": "city", "fields": told["facets"]["schema"]["fields"]},
            "inEdges": [],
            "outEdges": [],
        }
        for told in (JUDGMENTS, DEBTORS, TICKETS)
    ]
    + [
        {
            "id": f"job:nightly:{job}",
            "type": "JOB",
            "data": {"name": job, "namespace": "nightly"},
            "inEdges": [{"origin": f"dataset:city:{one}", "destination": f"job:nightly:{job}"}],
            "outEdges": [{"origin": f"job:nightly:{job}", "destination": f"dataset:city:{other}"}],
        }
        for job, one, other in (("list-debtors", "judgments", "debtors"), ("check-tickets", "debtors", "tickets"))
    ]
}


def cell_2(sort: str, id_: str, x: int, width: int = 80) -> Json:
    """A part of a diagram of Threat Dragon 2."""
    data = {"type": f"tm.{sort}", "name": id_.capitalize(), "threats": [], "hasOpenThreats": False}
    place = {"position": {"x": x, "y": 40}, "size": {"width": width, "height": 80}}
    return {**place, "id": id_, "shape": sort.lower(), "zIndex": 1, "data": data}


def flow_2(name: str, source: str, target: str, **data: Any) -> Json:
    """A flow of Threat Dragon 2."""
    ends = {"source": {"cell": source}, "target": {"cell": target}}
    return {"id": name, "shape": "flow", **ends, "data": {"type": "tm.Flow", "name": name, **data}}


THREAT_DRAGON_2 = {
    "version": "2.2.0",
    "summary": {"title": "City sharing", "owner": "", "description": "", "id": 0},
    "detail": {
        "contributors": [],
        "diagrams": [
            {
                "id": 0,
                "title": "Sharing",
                "diagramType": "STRIDE",
                "version": "2.2.0",
                "cells": [
                    cell_2("BoundaryBox", "courts", 0, 250),
                    cell_2("Store", "judgments", 20),
                    cell_2("Process", "debtors", 140),
                    cell_2("Actor", "railway", 500),
                    flow_2("daily list", "judgments", "debtors"),
                    flow_2("ticket check", "debtors", "railway", isBidirectional=True,
                           threats=[{"title": "Tampering", "status": "Open"}]),
                    {"id": "line", "shape": "trust-boundary-curve", "source": {"x": 1, "y": 1},
                     "target": {"x": 2, "y": 9}, "data": {"type": "tm.Boundary", "name": "street"}},
                    {"id": "note", "shape": "td-text-block", "data": {"type": "tm.Text", "name": "A note"}},
                    {"id": "loose", "shape": "flow", "source": {"cell": "debtors"}, "target": {"x": 5, "y": 5},
                     "data": {"type": "tm.Flow", "name": "loose"}},
                ],
            }
        ],
    },
}  # fmt: skip


def cell_1(sort: str, id_: str) -> Json:
    """A part of a diagram of Threat Dragon 1."""
    text = {"text": {"text": id_.capitalize()}}
    place = {"position": {"x": 10, "y": 10}, "size": {"width": 90, "height": 90}, "angle": 0, "z": 1}
    return {"type": f"tm.{sort}", "id": id_, "attrs": text, "hasOpenThreats": False, **place}


def flow_1(name: str, source: str, target: str) -> Json:
    """A flow of Threat Dragon 1."""
    ends = {"source": {"id": source}, "target": {"id": target}, "vertices": []}
    return {"type": "tm.Flow", "id": f"f-{name}", "smooth": True, **ends,
            "labels": [{"position": 0.5, "attrs": {"text": {"text": name}}}]}  # fmt: skip


THREAT_DRAGON_1 = {
    "summary": {"title": "City sharing", "owner": "", "description": ""},
    "detail": {
        "contributors": [],
        "diagrams": [
            {
                "id": 0,
                "title": "Sharing",
                "thumbnail": "",
                "diagramJson": {
                    "cells": [
                        cell_1("Store", "judgments"),
                        cell_1("Process", "debtors"),
                        cell_1("Actor", "railway"),
                        flow_1("daily list", "judgments", "debtors"),
                        flow_1("ticket check", "debtors", "railway"),
                        {"type": "tm.Boundary", "id": "b", "source": {"x": 1, "y": 1}, "target": {"x": 2, "y": 2},
                         "size": {"width": 10, "height": 10}},
                    ]
                },
            }
        ],
    },
}  # fmt: skip

YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key for="node" id="d6" yfiles.type="nodegraphics"/>
  <key for="edge" id="d10" yfiles.type="edgegraphics"/>
  <graph edgedefault="directed" id="G">
    <node id="n0" yfiles.foldertype="group">
      <data key="d6"><y:ProxyAutoBoundsNode><y:Realizers active="0"><y:GroupNode><y:NodeLabel>Courts</y:NodeLabel>
      </y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>
      <graph edgedefault="directed" id="n0:">
        <node id="n0::n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Judgments</y:NodeLabel></y:ShapeNode></data></node>
        <node id="n0::n1"><data key="d6"><y:ShapeNode><y:NodeLabel>Debtors</y:NodeLabel></y:ShapeNode></data></node>
        <edge id="n0::e0" source="n0::n0" target="n0::n1"/>
      </graph>
    </node>
    <node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel>Railway</y:NodeLabel></y:ShapeNode></data></node>
    <edge id="e0" source="n0::n1" target="n1">
      <data key="d10"><y:PolyLineEdge><y:EdgeLabel>ticket check</y:EdgeLabel></y:PolyLineEdge></data></edge>
  </graph>
</graphml>
"""

GEPHI = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="label" attr.type="string" for="node" id="label"/>
  <key attr.name="agency" attr.type="string" for="node" id="agency"/>
  <key attr.name="r" attr.type="int" for="node" id="r"/>
  <key attr.name="size" attr.type="float" for="node" id="size"/>
  <key attr.name="key" attr.type="string" for="edge" id="key"/>
  <graph edgedefault="directed">
    <node id="0"><data key="label">Judgments</data><data key="agency">Courts</data><data key="size">4.0</data>
      <data key="r">12</data></node>
    <node id="1"><data key="label">Debtors</data><data key="agency">Courts</data><data key="size">4.0</data></node>
    <node id="2"><data key="label">Railway</data><data key="size">4.0</data></node>
    <edge id="0" source="0" target="1"><data key="key">citizen ID</data></edge>
    <edge id="1" source="1" target="2"><data key="key">phone</data></edge>
  </graph>
</graphml>
"""

GEXF = """<?xml version='1.0' encoding='UTF-8'?>
<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
  <meta lastmodifieddate="2018-11-20"><creator>Gephi 0.10.1</creator><title></title><description></description></meta>
  <graph defaultedgetype="directed" mode="static">
    <attributes class="node" mode="static">
      <attribute id="agency" title="agency" type="string"/>
      <attribute id="modularity_class" title="Modularity Class" type="integer"><default>0</default></attribute>
    </attributes>
    <attributes class="edge" mode="static"><attribute id="key" title="key" type="string"/></attributes>
    <nodes>
      <node id="0" label="Judgments"><attvalues><attvalue for="agency" value="Courts"/></attvalues>
        <viz:size value="10.0"/><viz:position x="-3.0" y="4.5"/><viz:color r="192" g="192" b="192"/></node>
      <node id="1" label="Debtors"><attvalues><attvalue for="agency" value="Courts"/></attvalues></node>
      <node id="2" label="Railway"/>
    </nodes>
    <edges>
      <edge id="0" source="0" target="1" weight="2.0">
        <attvalues><attvalue for="key" value="citizen ID"/></attvalues></edge>
      <edge id="1" source="1" target="2" label="ticket check">
        <attvalues><attvalue for="key" value="phone"/></attvalues></edge>
    </edges>
  </graph>
</gexf>
"""

NETWORKX = json.dumps(
    {
        "directed": True,
        "multigraph": False,
        "graph": {"name": "City sharing"},
        "nodes": [{"id": "Judgments", "agency": "Courts"}, {"id": "Debtors", "agency": "Courts"}, {"id": "Railway"}],
        "links": [
            {"source": "Judgments", "target": "Debtors", "key": "citizen ID", "weight": 3},
            {"source": "Debtors", "target": "Railway", "key": "phone"},
        ],
    }
)

CYTOSCAPE_JS = json.dumps(
    {
        "elements": [
            {"group": "nodes", "data": {"id": "a", "label": "Judgments", "parent": "Courts"}},
            {"group": "nodes", "data": {"id": "b", "label": "Debtors", "parent": "Courts"}},
            {"group": "nodes", "data": {"id": "c", "label": "Railway"}, "position": {"x": 1, "y": 1}},
            {"group": "edges", "data": {"id": "ab", "source": "a", "target": "b", "label": "daily list"}},
            {"group": "edges", "data": {"id": "bc", "source": "b", "target": "c", "label": "ticket check"}},
        ]
    }
)

EDGES_CSV = "source;target;key\nj;d;citizen ID\nd;r;phone\n"
NODES_CSV = "Id;Label;Agency;Colour\nj;Judgments;Courts;red\nd;Debtors;Courts;red\nr;Railway;;blue\n"

FILES: dict[str, tuple[str, str]] = {
    "events.json": ("openlineage", json.dumps(EVENTS)),
    "event.json": ("openlineage", json.dumps(run_event("one", [JUDGMENTS], [DEBTORS, TICKETS]))),
    "events.ndjson": ("openlineage", "\n".join(map(json.dumps, EVENTS)) + "\n"),
    "marquez.json": ("openlineage", json.dumps(MARQUEZ)),
    "marquez-events.json": ("openlineage", json.dumps({"events": EVENTS, "totalCount": 2})),
    "dragon-2.json": ("threat-dragon", json.dumps(THREAT_DRAGON_2)),
    "dragon-1.json": ("threat-dragon", json.dumps(THREAT_DRAGON_1)),
    "yed.graphml": ("graphml", YED),
    "gephi.graphml": ("graphml", GEPHI),
    "gephi.gexf": ("gexf", GEXF),
    "networkx.json": ("json", NETWORKX),
    "cytoscape.json": ("cytoscape", CYTOSCAPE_JS),
    "edges.csv": ("csv", EDGES_CSV),
}
"""File name → the format that it is, and its text."""
