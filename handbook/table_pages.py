"""The pages of tables and of words: a world's folder, the agencies' tables, the glossary; all as they are declared."""

from __future__ import annotations

from handbook.markdown import code, plain, table
from linkage.answers.exports.export_formats import formats_in_markdown
from linkage.imports.import_formats import formats_in_markdown as imports_in_markdown
from linkage.population.own_tables.tables_dictionary import tables_dictionary
from linkage.vocabulary import EFFECT_KINDS, FALLS_ON, NOTICES, STATUS_KINDS, STEP_KINDS, WORDS
from linkage.world.storage.schema import data_dictionary


def world_tables_page() -> str:
    """Every table, column and setting of a world's folder."""
    return data_dictionary().replace("# Data dictionary", "# World tables", 1)


def agency_tables_page() -> str:
    """Every table and column of the agencies' tables."""
    return tables_dictionary().lstrip().replace("# Tables of your own", "# Agency tables", 1)


def words_page() -> str:
    """The words of the field, how statements are known, what rules do, and the formats of files."""
    effects = [(code(kind.word), plain(kind.meaning), kind.side or kind.mechanism) for kind in EFFECT_KINDS.values()]
    statuses = [(code(kind.word), plain(kind.meaning)) for kind in STATUS_KINDS.values()]
    parts = {
        "The glossary": table(["word", "means"], WORDS.items()),
        "How a statement is known": "\nStrongest first.\n" + table(["status", "means"], statuses),
        "What a rule can do": table(["effect", "means", "is"], effects),
        "On whom an effect falls": table(["falls on", "means"], _coded(FALLS_ON)),
        "What the person learns": table(["notice", "means"], _coded(NOTICES)),
        "The kinds of step": table(["kind", "means"], _coded(STEP_KINDS)),
        "Files that are written": f"\n{formats_in_markdown()}",
        "Files that are read": f"\n{imports_in_markdown()}",
    }
    return "# Words\n" + "".join(f"\n## {title}\n{text}" for title, text in parts.items())


def _coded(words: object) -> list[tuple[str, str]]:
    return [(code(word), plain(meaning)) for word, meaning in dict(words).items()]  # type: ignore[call-overload]
