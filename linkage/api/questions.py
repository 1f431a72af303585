"""The Python interface: every question of the command line as a function, for notebooks and scripts.

    import linkage
    li = linkage.trace("tiny", story="court-fine")
    linkage.why(li, "loan")

A `world` is a bundled world's name, a folder, or what `load` returned. A what-if is text such as `drop:phone,cut:LINK`.
Days count from the record (day 0); figures have their units in a table's `attrs["units"]`, and every table's
`attrs["label"]` says that everybody is invented. Errors are `LinkageError`s: of a name that isn't there, the message
has the nearest one.

The questions stand in the modules beside this one, by what they are about; here they are listed.
"""

from __future__ import annotations

from linkage.api.city_questions import best, city, sweep
from linkage.api.graph_questions import draw, export, graph
from linkage.api.match_questions import matches
from linkage.api.people_questions import effects, people, tables
from linkage.api.trace_questions import log, sql, trace, why, why_not
from linkage.api.trade_off_questions import fallback, trade_off
from linkage.api.uncertainty_questions import one_draw, ranges, seeds, tornado
from linkage.api.what_if_questions import compare, cut, lifts, what_if
from linkage.api.world_questions import check, figures, load, stories, worlds

__all__ = [
    "load",
    "worlds",
    "check",
    "stories",
    "figures",
    "people",
    "tables",
    "trace",
    "log",
    "why",
    "why_not",
    "what_if",
    "compare",
    "lifts",
    "cut",
    "effects",
    "city",
    "ranges",
    "one_draw",
    "seeds",
    "tornado",
    "best",
    "sweep",
    "trade_off",
    "fallback",
    "matches",
    "graph",
    "draw",
    "export",
    "sql",
]
