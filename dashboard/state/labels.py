"""The words on buttons and headings, a file a language. Sentences about spreads aren't here: see `narrate`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


class Labels:
    """The labels of one language: `words("stage.next")`, with what is to be filled in."""

    def __init__(self, lang: str, tables: dict[str, dict[str, str]]) -> None:
        self.lang = lang
        self._tables = tables

    def __call__(self, name: str, /, **filled: object) -> str:
        table, _, word = name.partition(".")
        text = self._tables[table][word]
        return text.format(**filled) if filled else text


@cache
def labels_in(lang: str = "en") -> Labels:
    """The words of a language.

    >>> labels_in()("stage.next"), labels_in()("stage.wave", number=2)
    ('Next', 'Wave 2')
    """
    found = files("dashboard").joinpath("words", f"{lang}.toml").read_text(encoding="utf-8")
    return Labels(lang, tomllib.loads(found))
