"""The page of JSON: each verb's document with all its keys, from an answer of that verb that is made at the build."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handbook.json_meanings import meaning_of
from handbook.markdown import block, code, plain, table
from handbook.verb_page import verb_parsers
from linkage.answers.exports.provenance_stamp import JSON_FORMAT
from linkage.cli.command_line import main
from linkage.cli.preflight import Check

ROOT = Path(__file__).resolve().parent.parent
_HEAD = f"""# JSON

What `--format json` prints, verb by verb, with every key of an answer. `[]` stands for each entry of a list, `{{}}` for
each name of a mapping. The keys were read off the answers of the commands shown, which ran when this page was made.

An answer that can be asked again ends with a `stamp`, whose `format` is {JSON_FORMAT}: it grows when a key goes or
means something else, never for a further key. [Ask on the command line](../commands.md#one-story) says what they are.
"""

_FIRST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "replay": ("trace", "tiny", "--format", "json"),
        "import": ("export", "tiny", "--to", "graphml", "-o", "tiny.graphml"),
    }
)
"""What is asked before, where a verb reads a file: the answer is kept as `answer.json`."""

SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "worlds": "worlds",
        "check": "check broken",
        "about": "about tiny defaulter-list-to-rail-tickets",
        "new": "new mine --from tiny",
        "import": "import tiny.graphml --as again",
        "trace": "trace tiny --story court-fine",
        "replay": "replay answer.json",
        "why": "why tiny high-speed-rail --story court-fine",
        "compare": "compare tiny --story court-fine --what-if drop:national-id --city --residents 500",
        "cut": "cut tiny --story court-fine --protect high-speed-rail",
        "effects": "effects tiny --residents 100",
        "city": "city tiny --residents 500 --what-if drop:phone --by-link",
        "sweep": "sweep tiny --over share:subscribers-to-defaulter-list=0..1/0.5 --measure refuse:loan --residents 500",
        "tradeoff": "tradeoff tiny --measure refuse:high-speed-rail --over mistyped:rail-tickets.national-id=0..0.2/0.1"
        " --residents 500",
        "study": "study small.toml -o small.json",
        "matches": "matches tiny --residents 200",
        "figures": "figures beijing",
        "lesson": "lesson list",
        "tour": "tour list",
        "preflight": "preflight tiny",
    }
)
"""For each verb with JSON a question that shows its keys."""

_STUDY = 'worlds = ["tiny"]\nwhat-ifs = ["drop:phone"]\nmeasures = ["restricted"]\nresidents = 200\n'
_LONGEST = 48
_MAPPING_FROM = 4
"""From so many entries of one shape on, a mapping's keys are names of the data and stand as one."""


def json_page() -> str:
    """The page of all verbs that print JSON, in the order of the help."""
    return _HEAD + "".join(_section(verb) for verb in json_verbs())


def json_verbs() -> list[str]:
    """The verbs that print JSON."""
    return [
        name
        for name, verb in verb_parsers().items()
        if any(action.dest == "format" and "json" in (action.choices or ()) for action in verb._actions)
    ]


def _section(verb: str) -> str:
    rows = [
        (code(path), plain(meaning_of(verb, path)), kind, code(shown))
        for path, kind, shown in keys_of(sample_answer(verb))
    ]
    command = block(f"linkage {SAMPLES[verb]} --format json")
    return f"\n## {verb}\n{command}{table(['key', 'means', 'is', 'for example'], rows)}"


def sample_answer(verb: str) -> Any:
    """The answer of a verb to its question, asked in an empty folder."""
    if verb == "preflight":  # it would look at this machine, and start a server
        return [Check("world", True, "Tiny: 7 links, 8 rules")._asdict()]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("small.toml").write_text(_STUDY, encoding="utf-8")
        if verb == "check":
            _printed(("new", "broken", "--from", "tiny"))
            links = Path("broken/links.csv")
            links.write_text(links.read_text("utf-8").replace("national-id", "national-di", 1), encoding="utf-8")
        if verb in _FIRST:
            Path("answer.json").write_text(_printed(_FIRST[verb]), encoding="utf-8")
        text = _printed((*SAMPLES[verb].split(), "--format", "json"))
        if verb == "study":
            text = Path("small.json").read_text(encoding="utf-8")
        return json.loads(text.replace(str(Path.cwd()), ".").replace(str(ROOT), "."))


def _printed(words: tuple[str, ...]) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main(words)
    return out.getvalue()


def keys_of(answer: Any) -> list[tuple[str, str, str]]:
    """Every key of a JSON document: its path, what its values are, and one of them.

    >>> keys_of({"steps": [{"day": 1, "until": None}, {"day": 2, "until": 9}]})
    [('steps[].day', 'whole number', '1'), ('steps[].until', 'null or whole number', '9')]
    >>> [path for path, _, _ in keys_of([{"by": {"a-b": 1}}, {"by": dict.fromkeys(["a-b", "c", "d", "e"], 1)}])]
    ['[].by.{}']
    """
    kinds: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for path, value in _leaves("", answer):
        kind = _kind(value)
        if kind not in kinds.setdefault(path, []):
            kinds[path].append(kind)
        if value not in (None, "", [], {}):
            shown.setdefault(path, _short(value))
    mappings = {path.removesuffix("{}") for path in kinds if path.endswith("{}")}
    filled = {path[: at.start()] for path in kinds for at in re.finditer(r"\[\]", path)}
    return [
        (path or "the answer", " or ".join(of), shown.get(path, ""))
        for path, of in kinds.items()
        if (of != ["list"] or path not in filled) and not _is_named(path, mappings)
    ]


def _is_named(path: str, mappings: set[str]) -> bool:
    """Whether a key is one name of a mapping whose names stand as one elsewhere."""
    parent, dot, name = path.rpartition(".")
    return name != "{}" and parent + dot in mappings


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            name = "{}" if _is_mapping(value) else key
            yield from _leaves(f"{path}.{name}".lstrip("."), inner)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _leaves(f"{path}[]", inner)
    else:
        yield path, value


def _is_mapping(value: dict[str, Any]) -> bool:
    """Whether an object's keys are names of the data: several, with values of one shape, and no plain words."""
    shapes = {str(sorted(inner)) if isinstance(inner, dict) else type(inner).__name__ for inner in value.values()}
    return len(value) >= _MAPPING_FROM and len(shapes) == 1 and any(set(key) & set("-:.") for key in value)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds = {bool: "true or false", int: "whole number", float: "number", str: "text", list: "list", dict: "object"}
    return kinds[type(value)]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
