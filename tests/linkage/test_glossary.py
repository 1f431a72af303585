"""The words in the names of classes, modules and folders of `linkage` are explained.

The words of the field stand in the glossary (`vocabulary.WORDS`), all others in `tests/code_words.txt`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from linkage.vocabulary import EFFECTS, STATUSES, STEP_KINDS, WORDS

ROOT = Path(__file__).parent.parent.parent
CODE_WORDS = ROOT / "tests" / "code_words.txt"
LITTLE = frozenset({"after", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "to", "with", "without"})
"""Words that only hold others together."""


def lines() -> list[tuple[str, str]]:
    """The words of programming, of drawing and of daily speech, each with its meaning."""
    rows = CODE_WORDS.read_text(encoding="utf-8").splitlines()
    return [(word, meaning) for word, _, meaning in (row.partition(": ") for row in rows)]


def glossary() -> set[str]:
    """Every word of the field, also those inside a term such as `choke point`."""
    terms = (*WORDS, *EFFECTS, *STATUSES, *STEP_KINDS)
    return {word for term in terms for word in re.findall(r"[a-z]+", term.lower())}


def words_of(name: str) -> list[str]:
    """The words of a CamelCase or snake_case name: `HTMLPage2` has html and page."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def names() -> dict[str, set[str]]:
    """Each word of a class, module or folder of `linkage`, with the names that it stands in."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "linkage").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        module = [] if path.stem.startswith("__") else [path.stem]
        for name in (*path.parent.relative_to(ROOT).parts, *module, *classes):
            for word in words_of(name):
                found.setdefault(word, set()).add(name)
    return found


def singulars(word: str) -> set[str]:
    """A word, and what it may be the plural of: `copies` of copy, `branches` of branch."""
    endings = {"s": "", "es": "", "ies": "y"}
    stems = {word.removesuffix(ending) + instead for ending, instead in endings.items() if word.endswith(ending)}
    return {word, *stems}


def test_every_word_of_a_name_is_explained() -> None:
    known = LITTLE | glossary() | {word for word, _ in lines()}
    missing = {word: sorted(where) for word, where in names().items() if not singulars(word) & known}
    told = "".join(f"\n{word}: … ({', '.join(where)})" for word, where in sorted(missing.items()))
    assert not missing, f"add a line to tests/code_words.txt, or a word to vocabulary.WORDS, for:{told}"


def test_no_line_explains_a_word_that_no_name_uses() -> None:
    used = {stem for word in names() for stem in singulars(word)}
    unused = [word for word, _ in lines() if word not in used]
    assert not unused, f"take these lines out of tests/code_words.txt: {', '.join(unused)}"


def test_no_word_of_the_field_is_explained_twice() -> None:
    assert [word for word, _ in lines() if word in WORDS] == []


def test_the_lines_are_sorted_and_each_has_a_meaning() -> None:
    rows = lines()
    assert [word for word, _ in rows] == sorted({word for word, _ in rows})
    assert [word for word, meaning in rows if not re.fullmatch("[a-z]+", word) or len(meaning) < 3] == []


def test_these_tests_see_the_words_of_a_name() -> None:
    assert words_of("HTMLPage") == ["html", "page"]
    assert words_of("proofs_after_removal") == ["proofs", "after", "removal"]
    assert "city" in singulars("cities")
    assert "branch" in singulars("branches")
