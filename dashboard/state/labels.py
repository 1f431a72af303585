"""The interface texts, a TOML file for each language. Sentences about spreads: `linkage.answers.sentences`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


class Labels:
    """The interface texts of one language: `labels("stage.wave", number=2)`."""

    def __init__(self, lang: str, tables: dict[str, dict[str, str]]) -> None:
        self.lang = lang
        self._tables = tables

    def __call__(self, name: str, /, **values: object) -> str:
        table, _, word = name.partition(".")
        text = self._tables[table][word]
        return text.format(**values) if values else text


@cache
def labels_in(lang: str = "en") -> Labels:
    """The interface texts of a language.

    >>> labels_in()("stage.next"), labels_in()("stage.wave", number=2)
    ('Next', 'Wave 2')
    """
    text = files("dashboard").joinpath("words", f"{lang}.toml").read_text(encoding="utf-8")
    return Labels(lang, tomllib.loads(text))
