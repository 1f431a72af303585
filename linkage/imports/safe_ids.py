"""Ids for rows whose names come from elsewhere: short, in lower case, each once, and none that the house keeps."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
LONGEST_NAME = 200

KEPT = frozenset(
    {"people", "values", "relations", "records", "draws", "about", "enforced", "false", "matches", "errors", "con"}
    | {"prn", "aux", "nul", "everything"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that no database can have: their tables would be other files, or none that a disk takes."""


class SafeIds:
    """Gives out ids, each once.

    >>> ids = SafeIds("database")
    >>> ids.of("Court Lists (2018)"), ids.of("court-lists-2018"), ids.of("法院"), ids.of("people")
    ('court-lists-2018', 'court-lists-2018-2', 'database-1', 'people-data')
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.given: set[str] = set()

    def of(self, name: str) -> str:
        """A new id for a name."""
        slug = slug_of(name)
        if not slug:
            number = next(n for n in range(1, len(self.given) + 2) if f"{self.noun}-{n}" not in self.given)
            slug = f"{self.noun}-{number}"
        elif slug in KEPT:
            slug = f"{slug}-data"
        id_, number = slug, 2
        while id_ in self.given:
            id_, number = f"{slug}-{number}", number + 1
        self.given.add(id_)
        return id_


def slug_of(name: str) -> str:
    """A name in lower-case letters, numbers and hyphens; blank where it has none.

    >>> slug_of("Größe_der Stadt"), slug_of("public.orders"), slug_of("×")
    ('grosse-der-stadt', 'public-orders', '')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")


def plain_name(name: str) -> str:
    """A name as a cell can hold it: one line of characters that can be seen, not over-long.

    >>> plain_name("Court" + chr(10) + "lists" + chr(0x202E))
    'Court lists'
    """
    seen = "".join(character for character in " ".join(name.split()) if character.isprintable())
    return seen[:LONGEST_NAME].strip()


class SafeTokens:
    """Gives out prefixes of invented values: capitals, each once.

    >>> tokens = SafeTokens()
    >>> tokens.of("customer-id"), tokens.of("customer-key"), tokens.of("7")
    ('CUS', 'CUSA', 'IDN')
    """

    def __init__(self) -> None:
        self.given: set[str] = set()

    def of(self, id_: str) -> str:
        """A new prefix that recalls an identifier's id."""
        letters = re.sub(r"[^A-Z]", "", id_.upper())[:3] or "IDN"
        prefix, number = letters, 0
        while prefix in self.given:
            prefix, number = letters + _letters(number), number + 1
        self.given.add(prefix)
        return prefix


def _letters(number: int) -> str:
    """A number in letters: A … Z, AA …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
