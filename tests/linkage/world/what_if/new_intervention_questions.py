"""What `test_new_intervention` asks a copy of the tree with two more interventions, `mute` and `postpone`; as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.sweep_jobs import figure_name, sweep_choices
from dashboard.pages.what_if.page import what_if_answer
from dashboard.pages.what_if.saved_files import read_file, write_file
from dashboard.pages.world.tables_view import TablesView
from dashboard.services.app_context import AppContext
from dashboard.state.labels import labels_in
from linkage.errors import WhatIfError
from linkage.world.model import World
from linkage.world.storage.folders import load
from linkage.world.what_if.intervention_registry import interventions_table
from linkage.world.what_if.parser import check_text, parse, text_of, under


def error(text: str, world: World) -> str:
    """Why a text can't be read; the text that it reads back as, if it can."""
    try:
        return text_of(parse(text, world))
    except WhatIfError as fault:
        return str(fault)


def answers(what_if: str) -> dict[str, Any]:
    """What the library and the pages say under a what-if with both."""
    tiny, context = load("tiny"), AppContext.serving("tiny")
    file = write_file({"title": "Mute", "world": "tiny", "text": what_if})
    shown, board = what_if_answer(context, f"?story=court-fine&what-if={what_if}")
    groups = {group["id"]: group for group in (board or {})["groups"]}
    databases = TablesView(tiny, labels_in()).table("databases")["rows"]
    figures = sweep_choices(city_query(context, "?story=court-fine"), "")["figures"]
    return {
        "text": text_of(parse(what_if, tiny)),
        "databases": [rule.database for rule in under(tiny, "mute:defaulter-list").rules.values()],
        "unknown": error("mute:defaulter-lst", tiny),
        "misspelt": error("mut:defaulter-list", tiny),
        "malformed": error("mute", tiny),
        "no number": error("postpone:rail-tickets=soon", tiny),
        "checked": check_text("mute:defaulter-lst", tiny),
        "file": read_file(context, {"name": file["filename"], "text": file["content"], "world": "tiny"})["text"],
        "said": shown["sides"][0]["said"],
        "shut": [shown["before"]["shut"], shown["sides"][0]["shut"]],
        "address": shown["recipes"]["shut A"]["address"],
        "order": list(groups),
        "group": groups["voices"],
        "tries": [row["tries"][0]["more"]["what-if"] for row in databases if row["id"] == "defaulter-list"],
        "figures": [figure for figure in figures if figure["text"] == "postpone:rail-tickets"],
        "figure": figure_name("postpone:rail-tickets", tiny, labels_in()),
        "docs": interventions_table(),
    }


if __name__ == "__main__":
    print(json.dumps(answers(sys.argv[1])))
