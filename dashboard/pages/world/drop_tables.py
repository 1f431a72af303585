"""Drafts a world from CSV files that are dropped on the World page: first what is found in them, then the folder.

For local use only, as opening a folder is. The guard looks at the files before anything else does; what is written is
what `linkage new NAME --tables` writes, into the folder in which the server was started. `drop_tables.js` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.pages.world.open_folder import open_folder
from dashboard.services.app_context import AppContext
from linkage.errors import BadWorldError, FaultError, LinkageError
from linkage.own_data.draft_folder import Draft, draft, write_draft
from linkage.own_data.draft_report import draft_json, draft_text
from linkage.own_data.table_files import own_tables, plain_name, read_own_csv
from linkage.world.reading.csv_text import CsvTable

Json = dict[str, Any]
TABLES_PATH = "/_world/tables"
MOST_FILES = 20
_LONGEST = 200
DROP_LABELS = (
    "title", "says", "files", "drop", "name", "identifiers", "identifiers_hint", "subject", "subject_hint", "look",
    "make", "chosen", "looking", "too_large", "failed",
)  # fmt: skip
"""Interface texts about dropping tables."""


def install(server: Flask, context: AppContext) -> None:
    """Register the address to which files are dropped."""
    server.add_url_rule(TABLES_PATH, "world-tables", lambda: _response(context), methods=["POST"])


def _response(context: AppContext) -> Response:
    if not context.worlds.may_open_folders:
        text = "Tables are read at the presenter's machine only, and not while a class is served.\n"
        return Response(text, status=403, mimetype="text/plain")
    return jsonify(dropped_tables(context, request.get_json(silent=True), Path.cwd()))


def dropped_tables(context: AppContext, asked: object, place: Path) -> Json:
    """What was found in some files (`found`, and `text` for people), or what is wrong (`says`, with all `faults`).

    With `make` the world is written into a folder of `place` and opened: `world` and its `path`.

    Args:
        asked: `{"name", "files": [{"name", "text"}…], "identifiers": [text…], "subject", "make"}`.
    """
    try:
        name, texts, identifiers, subject = _read_request(asked)
        drafted = draft(name, own_tables(texts), identifiers, subject)
        told: Json = {"found": draft_json(drafted), "text": draft_text(drafted)}
        return told if not _wants(asked, "make") else {**told, **_made(context, drafted, place / name)}
    except BadWorldError as error:
        return {"says": str(error.args[0]), "faults": error.lines()}
    except LinkageError as error:
        return {"says": str(error)}


def _made(context: AppContext, drafted: Draft, folder: Path) -> Json:
    """Write the draft and open it."""
    if folder.name in context.worlds.titles:
        raise LinkageError(f"There is a world '{folder.name}' here already: give another name.")
    write_draft(folder, drafted)
    return open_folder(context, {"path": str(folder)})


def _read_request(asked: object) -> tuple[str, list[CsvTable | FaultError], list[str], str]:
    """The name, the files as tables or faults, the identifiers and the subject of a request.

    Raises:
        LinkageError: it isn't made as a request is.
    """
    fields = asked if isinstance(asked, dict) else {}
    files = fields.get("files")
    if not isinstance(files, list) or not files or not all(isinstance(file, dict) for file in files):
        raise LinkageError("Drop two CSV files or more, or choose them.")
    if len(files) > MOST_FILES:
        raise LinkageError(f"{len(files)} files at once, and {MOST_FILES} at most can be: 'linkage new' takes more.")
    name = plain_name(_text(fields, "name")) or "my-tables"
    identifiers = fields.get("identifiers", [])
    if not isinstance(identifiers, list) or not all(isinstance(text, str) for text in identifiers):
        raise LinkageError("Identifiers are a list of texts such as phone=shop.tel,clinic.mobile.")
    wanted = [text.strip().removeprefix("--identifier").strip() for text in identifiers if text.strip()]
    return name, list(_tables(files)), wanted, _text(fields, "subject").strip()


def _tables(files: list[Mapping[str, object]]) -> Iterator[CsvTable | FaultError]:
    for file in files:
        try:
            yield read_own_csv(Path(_text(file, "name")).name or "table.csv", str(file.get("text", "")).encode())
        except FaultError as fault:
            yield fault


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise LinkageError(f"'{key}' is a text of at most {_LONGEST} characters.")
    return value


def _wants(asked: object, key: str) -> bool:
    return isinstance(asked, dict) and asked.get(key) is True
