"""The file of a book: a policy with hashes, no handler inline, nothing of a world that could run, every label used."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

import linkage
from linkage.answers.exports.export import export_book, export_spread, export_world
from linkage.answers.spread_question import Question, ask
from linkage.book.book_labels import LABELS
from linkage.book.book_page import book
from linkage.cli.command_line import main
from linkage.errors import UsageError
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under

SCRIPTS = Path(linkage.__file__).parent / "book" / "scripts"
HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>\u202e\u2028"


@cache
def text_of() -> str:
    return book(load("tiny"), Question(residents=2_000))


class Elements(HTMLParser):
    """The elements of a file with their attributes, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.inside.append((self.elements[-1][0] if self.elements else "", data))


def test_the_policy_names_the_script_and_the_style_by_their_hashes_and_forbids_all_else() -> None:
    parsed = Elements(text_of())
    policy = next(held["content"] or "" for tag, held in parsed.elements if tag == "meta" and "http-equiv" in held)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    codes = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text_of(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in codes]
    assert re.findall(r"sha256-([^']+)", policy) == hashes
    assert len(hashes) == 2


def test_no_element_has_a_handler_a_style_or_an_address_of_its_own() -> None:
    for tag, held in Elements(text_of()).elements:
        assert not [name for name in held if name.startswith("on") or name in ("style", "src", "href")], tag


def test_a_book_names_its_world_by_label_and_hash() -> None:
    world = load("tiny")
    footer = text_of().split("<footer", 1)[1].split("</footer>", 1)[0]
    assert world.label_line in footer
    assert fingerprint(world) in footer


def test_the_label_of_a_world_is_the_worlds_own() -> None:
    text = book(replace(load("tiny"), label="a small example"), Question(residents=500))
    assert "a small example" in text.split("<footer", 1)[1]


def test_no_text_of_a_world_leaves_the_data_that_it_stands_in() -> None:
    world = load("tiny")
    services = {id: replace(row, name=row.name + HOSTILE) for id, row in world.services.items()}
    quotes = {id: replace(row, says=row.says + HOSTILE) for id, row in world.quotes.items()}
    stories = {id: replace(row, title=row.title + HOSTILE) for id, row in world.stories.items()}
    spoilt = replace(world, title=HOSTILE, services=services, quotes=quotes, stories=stories)
    text = book(spoilt, Question(residents=500))
    tags = [tag for tag, _ in Elements(text).elements]
    assert tags == [tag for tag, _ in Elements(text_of()).elements]
    assert "\u202e" not in text
    data = json.loads(text.split('id="book">', 1)[1].split("</script>", 1)[0])
    assert "<img src=x" in data["stories"][0]["title"]


def test_a_book_is_the_same_bytes_again() -> None:
    assert book(load("tiny"), Question(residents=2_000)) == text_of()


def test_scripts_use_every_label_and_no_other() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    used = set(re.findall(r'say\(\s*(?:\w+ === \w+ - 1 \? )?"([\w-]+)"', code)) | set(re.findall(r'"([\w-]+)"', code))
    made = {name for name in LABELS if name.startswith(("page_", "change_", "field_"))}
    in_python = {"pages", "story", "theme", "no_script"}
    assert set(re.findall(r'say\("([\w-]+)"', code)) - {"page_", "change_", "field_"} <= set(LABELS)
    assert set(LABELS) - used - made - in_python == set()


def test_the_colours_around_a_picture_are_said_once() -> None:
    drawing = SCRIPTS.parent.parent / "drawing" / "formats"
    named = set(re.findall(r"(--[\w-]+):", (drawing / "colours.css").read_text("utf-8")))
    assert {"--ground", "--ink", "--chosen"} <= named
    sheets = (SCRIPTS / "book.css", SCRIPTS.parent.parent / "widget/scripts/live_map.css", drawing / "html_page.css")
    for sheet in sheets:
        on_screen = sheet.read_text("utf-8").partition("@media print")[0]
        assert named & set(re.findall(r"(--[\w-]+):", on_screen)) == set(), sheet.name


def test_each_field_of_the_address_has_a_name_for_remarks() -> None:
    fields = (SCRIPTS / "hash_state.js").read_text("utf-8").partition("FIELDS = [")[2].partition("]")[0]
    assert {f"field_{name}" for name in re.findall(r'"([\w-]+)"', fields)} == {
        name for name in LABELS if name.startswith("field_")
    }


def test_a_label_says_what_it_is_filled_with() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    for name, names in re.findall(r'say\("([\w-]+)", \{([^}]*)\}\)', code):
        given = set(re.findall(r"(?:^|, ?)\s*(\w+)(?=:|,|\s*$)", names))
        assert set(re.findall(r"\{(\w+)\}", LABELS[name])) <= given, name


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        (Question(story="court-fine"), "story="),
        (Question(record_kind="unpaid-phone-bill"), "record="),
        (Question(what_if="drop:phone"), "what_if="),
    ],
)
def test_a_book_of_one_story_or_under_a_what_if_is_refused(question: Question, argument: str) -> None:
    with pytest.raises(UsageError, match=f"leave out {argument}"):
        export_book(load("tiny"), "book", question)


def test_a_book_is_of_a_world_and_never_of_a_spread() -> None:
    with pytest.raises(UsageError, match="name the world alone"):
        export_spread(ask(load("tiny"), Question(story="court-fine")), "book")
    with pytest.raises(UsageError, match="leave out what_if="):
        export_world(under(load("tiny"), "drop:phone"), "book", "drop:phone")


def test_the_command_line_writes_a_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "tiny.html"
    assert main(["export", "tiny", "--to", "book", "--residents", "2000", "-o", str(target)]) == 0
    assert target.read_text("utf-8") == text_of()
    assert str(target) in capsys.readouterr().err
    assert main(["export", "tiny", "--to", "book", "--story", "court-fine"]) == 2
    assert "leave out --story" in capsys.readouterr().err


def test_a_book_of_own_tables_tells_and_counts_the_people_in_them(tmp_path: Path) -> None:
    assert main(["generate", "tiny", "--residents", "1000", "--out", str(tmp_path / "tables")]) == 0
    text = book(load("tiny"), Question(tables=tmp_path / "tables"))
    data = json.loads(text.split('id="book">', 1)[1].split("</script>", 1)[0])
    assert data["city"]["residents"] == 1_000
    answer = ask(load("tiny"), Question(story="court-fine", tables=tmp_path / "tables"))
    assert data["stories"][0]["subject"] == answer.subject
