"""What is wrong with a JSON, TOML, XML or CSV text in plain words, instead of what Python's parsers say of it.

Each parser begins its message with one of a few phrases; each phrase has our own words here. Knows no file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

_JSON: Mapping[str, str] = MappingProxyType(
    {
        "Expecting value": "no value where one has to stand",
        "Expecting property name": "no name in double quotation marks where one has to stand",
        "Expecting ','": "no comma between two values",
        "Expecting ':'": "no colon behind a name",
        "Extra data": "something behind the end of the JSON",
        "Illegal trailing comma": "a comma with nothing behind it",
        "Unterminated string": "a text whose quotation mark isn't closed",
        "Invalid control character": "a line break, or a sign that can't be seen, within a text",
        "Invalid \\": "a backslash that means nothing",
        "Exceeds the limit": "a number that is too long",
    }
)
_TOML: Mapping[str, str] = MappingProxyType(
    {
        "Invalid value": "no value that can be read (text stands in quotation marks)",
        "Expected '='": "a line without an '='",
        "Expected ']": "a [heading] that isn't closed",
        'Expected "\'"': "a text whose quotation mark isn't closed",
        "Expected '\"'": "a text whose quotation mark isn't closed",
        "Expected newline": "something behind a value (a number has no commas, text stands in quotation marks)",
        "Unterminated string": "a text whose quotation mark isn't closed",
        "Unescaped": "a backslash in a text (write two)",
        "Invalid statement": "a line that is no setting",
        "Invalid initial character": "a name that can't be read",
        "Invalid date": "a date that there isn't",
        "Cannot declare": "a [heading] that is there twice",
        "Cannot": "a name that is set twice",
        "Duplicate": "a name that is set twice",
        "Unclosed inline table": "a { } that isn't closed on its line",
        "Unclosed array": "a [ ] that isn't closed",
        "Illegal character": "a line break, or a sign that can't be seen, within a text",
    }
)
_XML: Mapping[str, str] = MappingProxyType(
    {
        "no element found": "the end of the file before every tag is closed",
        "mismatched tag": "a closing tag that fits no open one",
        "not well-formed": "a sign that can't stand there (& is written &amp;, and < is written &lt;)",
        "junk after document element": "something behind the last tag",
        "unclosed": "a tag that isn't closed",
        "duplicate attribute": "an attribute that is set twice",
        "unbound prefix": "a prefix that is declared nowhere",
        "undefined entity": "a &name; that means nothing",
    }
)
_CSV: Mapping[str, str] = MappingProxyType(
    {
        "unexpected end": "a quotation mark that isn't closed",
        "field larger": "a cell that is too long",
        "new-line": "a lone carriage return in a cell",
        "line contains NUL": "a sign that can't be seen",
    }
)


def json_words(text: str, error: Exception) -> str:
    """What is wrong with a text that isn't JSON.

    >>> json_words("a,b", ValueError()), json_words(" ", ValueError())
    ("a file that begins with 'a'", 'an empty file')
    """
    begins = text.lstrip("\ufeff \t\r\n")[:1]
    if begins not in ("{", "["):
        if not begins:
            return "an empty file"
        return f"a file that begins with '{begins}'" if begins.isprintable() else "a file that isn't text"
    if isinstance(error, RecursionError):
        return "lists in lists without end"
    if not isinstance(error, json.JSONDecodeError):
        return _words(_JSON, str(error), "what isn't JSON")
    if error.pos >= len(text.rstrip()):
        return "the end of the file before every bracket is closed"
    words = _words(_JSON, error.msg, "what isn't JSON")
    return f"{words} (character {error.colno:,} of the line)"


def toml_words(error: Exception) -> str:
    """What is wrong with a text that isn't TOML.

    >>> toml_words(ValueError("Expected '=' after a key in a key/value pair (at line 1, column 2)"))
    "a line without an '='"
    """
    return _words(_TOML, str(error), "what isn't TOML")


def xml_words(error: Exception) -> str:
    """What is wrong with a text that isn't XML.

    >>> xml_words(ValueError("mismatched tag: line 3, column 2"))
    'a closing tag that fits no open one'
    """
    return _words(_XML, str(error), "what isn't XML")


def csv_words(error: Exception) -> str:
    """What is wrong with a row that isn't CSV.

    >>> csv_words(ValueError("unexpected end of data"))
    "a quotation mark that isn't closed"
    """
    behind = " expected after " in str(error)
    return "something behind a closing quotation mark" if behind else _words(_CSV, str(error), "what isn't CSV")


def _words(words: Mapping[str, str], message: str, otherwise: str) -> str:
    """Our words for the phrase with which a parser's message begins."""
    return next((ours for theirs, ours in words.items() if message.startswith(theirs)), otherwise)
