"""What Python's parsers say of a faulty text is told in our own words."""

from __future__ import annotations

import csv
import json
import tomllib
from xml.etree import ElementTree

import pytest

from linkage.world.reading.syntax_words import csv_words, json_words, toml_words, xml_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty file"),
        ("a,b", "a file that begins with 'a'"),
        ("\x00", "a file that isn't text"),
        ("{", "the end of the file before every bracket is closed"),
        ('{"a": 1,}', "(character"),
        ("[1 2]", "no comma between two values (character 4 of the line)"),
        ('{"a" 1}', "no colon behind a name (character 6 of the line)"),
        ('{"a": 1}{', "something behind the end of the JSON (character 9 of the line)"),
        ('["x', "a text whose quotation mark isn't closed (character 2 of the line)"),
        ('["\x01"]', "a line break, or a sign that can't be seen, within a text (character 3 of the line)"),
        ('["\\q"]', "a backslash that means nothing (character 3 of the line)"),
        ("[" + "9" * 5_000 + "]", "a number that is too long"),
    ],
)
def test_json_is_faulted_in_our_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        json.loads(text)
    assert words in json_words(text, caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = nope", "no value that can be read (text stands in quotation marks)"),
        ("a", "a line without an '='"),
        ("[a\n", "a [heading] that isn't closed"),
        ("[[a]\n", "a [heading] that isn't closed"),
        ("a = 'x", "a text whose quotation mark isn't closed"),
        ('a = """x', "a text whose quotation mark isn't closed"),
        ('a = "x\n"', "a line break, or a sign that can't be seen, within a text"),
        ('a = "\\q"', "a backslash in a text (write two)"),
        ("a = 10,000", "something behind a value (a number has no commas, text stands in quotation marks)"),
        ("= 3", "a line that is no setting"),
        ("a = 2026-02-31", "a date that there isn't"),
        ("[a]\n[a]", "a [heading] that is there twice"),
        ("a = 1\na = 2", "a name that is set twice"),
        ("a = {b = 1, b = 2}", "a name that is set twice"),
        ("a = {b = 1 c", "a { } that isn't closed on its line"),
        ("a = [1 2]", "a [ ] that isn't closed"),
    ],
)
def test_toml_is_faulted_in_our_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        tomllib.loads(text)
    assert toml_words(caught.value) == words, caught.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<a>", "the end of the file before every tag is closed"),
        ("<a><b></a>", "a closing tag that fits no open one"),
        ("<a>&</a>", "a sign that can't stand there (& is written &amp;, and < is written &lt;)"),
        ("<a/><b/>", "something behind the last tag"),
        ("<a", "a tag that isn't closed"),
        ("<a b='1' b='2'/>", "an attribute that is set twice"),
        ("<x:a/>", "a prefix that is declared nowhere"),
        ("<a>&b;</a>", "a &name; that means nothing"),
    ],
)
def test_xml_is_faulted_in_our_words(text: str, words: str) -> None:
    with pytest.raises(ElementTree.ParseError) as caught:
        ElementTree.fromstring(text)
    assert xml_words(caught.value) == words, caught.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a,"b', "a quotation mark that isn't closed"),
        ('"a"b,c', "something behind a closing quotation mark"),
        ("a" * 140_000, "a cell that is too long"),
        ("a\rb", "a lone carriage return in a cell"),
    ],
)
def test_csv_is_faulted_in_our_words(text: str, words: str) -> None:
    with pytest.raises(csv.Error) as caught:
        list(csv.reader([text], strict=True))
    assert csv_words(caught.value) == words, caught.value
