"""The documents say what is so: their blocks run, their tables are the declarations', and the README fits a sitting."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from linkage.answers.exports.export_formats import formats_in_markdown
from linkage.cli.command_line import VERBS, Verb, main
from linkage.imports.import_formats import formats_in_markdown as imports_in_markdown
from linkage.population.own_tables.tables_dictionary import tables_dictionary
from linkage.vocabulary import EFFECTS, STATUSES
from linkage.world.storage.schema import data_dictionary
from linkage.world.what_if.intervention_registry import interventions_table

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WRITTEN = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name != "recipes"]
"""The pages that are written by hand; recipes are run by tests of their own."""
DOCUMENTS = [README, *WRITTEN]
LINKING = [*DOCUMENTS, *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
THIRTY_SECONDS = ["→", "D", "R"]
FIVE_MINUTES = [*"→2→3→4/", "Enter", "Space", "5", "7", "Tab", "Enter", "→", "Tab", "Enter", "→", "R"]


def read(path: Path) -> str:
    """The text of a document."""
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    """The blocks of a language in a document, in their order."""
    return re.findall(rf"```{language}\n(.*?)```", read(path), re.DOTALL)


def lines(path: Path) -> list[str]:
    """The commands of a document, in their order."""
    return [line.strip() for block in blocks(path, "sh") for line in block.splitlines() if line.strip()]


SLOW = re.compile(r"--to book|--tornado|--range|tradeoff|lesson export|--best|--by-link")


def shown_blocks(path: Path) -> list[tuple[str, str]]:
    """The blocks of commands of a document, each with what the document shows right below it."""
    return re.findall(r"```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?", read(path), re.DOTALL)


BLOCKS = [
    pytest.param(*pair, id=f"{path.stem} {number}", marks=pytest.mark.thorough if SLOW.search(pair[0]) else ())
    for path in DOCUMENTS
    for number, pair in enumerate(shown_blocks(path), 1)
]


@pytest.mark.parametrize(("block", "shown"), BLOCKS)
def test_every_command_of_the_documents_runs_and_prints_what_is_shown(
    block: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block has a folder of its own, in which a later line reads what an earlier one wrote."""
    monkeypatch.chdir(tmp_path)
    printed = ""
    for line in filter(str.strip, block.splitlines()):
        program, *arguments = shlex.split(line)
        assert program == "linkage", line
        code, out = main(arguments), capsys.readouterr()
        assert code == 0, f"{line}: {out.err}"
        printed += out.out
    assert [line for line in shown.splitlines() if line not in printed] == []


def test_the_explanations_show_what_commands_print() -> None:
    pages = [path for path in DOCUMENTS if path.parent.name == "explanation"]
    assert sum(bool(shown) for path in pages for _, shown in shown_blocks(path)) >= 12


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if blocks(path, "pycon")], ids=lambda path: path.stem)
def test_the_python_sessions_of_the_documents_print_what_is_shown(document: Path) -> None:
    session = "\n".join(blocks(document, "pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, document.stem, str(document), 0)
    assert len(test.examples) >= 3
    printed: list[str] = []
    assert doctest.DocTestRunner().run(test, out=printed.append).failed == 0, "".join(printed)


@pytest.mark.thorough
@pytest.mark.parametrize("document", [path for path in DOCUMENTS if blocks(path, "python")], ids=lambda path: path.stem)
def test_the_python_of_the_documents_runs(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "\n".join(blocks(document, "python"))
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert [each.name for each in tmp_path.iterdir()] == re.findall(r'\.save\("(.+?)"\)', code)


def test_the_page_about_python_shows_python() -> None:
    questions, live_map = blocks(ROOT / "docs" / "python.md", "python")
    assert '.save("fine.svg")' in questions
    assert ".live_map()" in live_map


def test_the_readme_shows_at_least_ten_commands_and_the_documents_thirty_two() -> None:
    assert len(lines(README)) >= 10
    assert len({line for path in DOCUMENTS for line in lines(path)}) >= 32


def test_the_readme_fits_a_sitting() -> None:
    rows = read(README).splitlines()
    assert len(rows) <= 120
    assert [row for row in rows if len(row) > 150] == []


@pytest.mark.parametrize(("demo", "keys"), [("30 seconds", THIRTY_SECONDS), ("In 5 minutes", FIVE_MINUTES)])
def test_the_readme_names_the_keys_of_the_two_demos(demo: str, keys: list[str]) -> None:
    """The same keys as in `tests/browser/test_demo.py`, which presses them."""
    (told,) = [part for part in read(README).split("\n\n") if re.match(rf"\*\*.*{demo}\*\*:", part)]
    assert re.findall(r"\*\*(.+?)\*\*", told)[1:] == keys


def test_the_readme_leads_to_every_document() -> None:
    missing = [
        path.name for path in LINKING if path != README and f"({path.relative_to(ROOT).as_posix()})" not in read(README)
    ]
    assert missing == []


@pytest.mark.parametrize("path", LINKING, ids=lambda path: path.stem)
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", read(path))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_a_document_lists_every_intervention_as_it_is_declared() -> None:
    assert f"\n\n{interventions_table()}\n\n" in read(ROOT / "docs" / "what-ifs.md")


def test_a_document_lists_every_export_format_as_the_table_has_it() -> None:
    assert formats_in_markdown() in read(ROOT / "docs" / "commands.md")


def test_a_document_lists_every_import_format_as_the_table_has_it() -> None:
    assert imports_in_markdown() in read(ROOT / "docs" / "commands.md")


def test_every_verb_names_what_it_does() -> None:
    assert all(verb.does for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_document_says_what_every_verb_does_and_shows_it(verb: Verb) -> None:
    page = read(ROOT / "docs" / "commands.md")
    assert f"| `{verb.name}` | {verb.does} |\n" in page
    assert any(re.search(rf"^ *linkage {verb.name}\b", read(path), re.MULTILINE) for path in DOCUMENTS)


def test_the_data_dictionary_is_made_from_the_declarations() -> None:
    assert read(ROOT / "sample_data" / "README.md") == data_dictionary() + tables_dictionary()


@pytest.mark.parametrize("word", [*STATUSES, *EFFECTS])
def test_every_status_and_effect_stands_in_the_data_dictionary(word: str) -> None:
    assert f"`{word}`" in data_dictionary() or word in data_dictionary()


@pytest.mark.parametrize("path", sorted({*ROOT.glob("*.md"), *DOCUMENTS}))
def test_no_document_names_a_path_of_this_machine(path: Path) -> None:
    assert str(ROOT) not in read(path)
