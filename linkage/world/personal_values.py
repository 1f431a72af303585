"""Values that look like real people's: numbers of cards, accounts, insurance and telephones, and e-mail addresses.

Each kind is a row: the shape of its text, and what else holds for a real one (a check digit, an area that exists). What
everybody knows to be invented passes: addresses at example.org, numbers of 555-0100 to 555-0199. Knows no column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_DASHES = MappingProxyType(dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-"))
_SPACES = re.compile(r"[ .()/-]")
_NO_REAL_PREFIXES = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
_INVENTED_NUMBERS = frozenset({"078051120", "219099999"})  # printed in wallets and brochures, given to nobody
_INVENTED_HOST = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost)$")
_INVENTED_PHONE = re.compile(r"\+1[0-9]{3}55501[0-9]{2}|\+447700900[0-9]{3}|\+441632960[0-9]{3}")


def _is_number_of_the_us(text: str) -> bool:
    digits = text[:3] + text[4:6] + text[7:]
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    exists = area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"
    return exists and digits not in _INVENTED_NUMBERS


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1).

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(number - 9 if number > 9 else number for number in doubled)) % 10 == 0


def _is_card(text: str) -> bool:
    digits = _SPACES.sub("", text)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


def _is_account(text: str) -> bool:
    plain = _SPACES.sub("", text).upper()
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _is_insurance_number(text: str) -> bool:
    return text[:2].upper() not in _NO_REAL_PREFIXES


def _is_phone(text: str) -> bool:
    digits = "+" + re.sub("[^0-9]", "", text)
    return 9 <= len(digits) <= 16 and _INVENTED_PHONE.fullmatch(digits) is None


def _is_address(text: str) -> bool:
    return _INVENTED_HOST.search(text.rpartition("@")[2].lower()) is None


@dataclass(frozen=True, slots=True)
class PersonalKind:
    """A kind of value: what it is called, the shape of its text, what else holds, and what to write instead."""

    word: str
    called: str
    shape: str
    holds: Callable[[str], bool]
    instead: str = "invented values, such as TEL-0000000042"


PERSONAL_KINDS: Mapping[str, PersonalKind] = MappingProxyType(
    {
        kind.word: kind
        for kind in (
            PersonalKind(
                "ssn",
                "US Social Security numbers",
                r"[0-8][0-9]{2}[- ][0-9]{2}[- ][0-9]{4}",
                _is_number_of_the_us,
            ),
            PersonalKind(
                "card",
                "payment cards' numbers",
                r"[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}",
                _is_card,
            ),
            PersonalKind(
                "iban",
                "bank accounts' numbers (IBAN)",
                r"[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){11,30}",
                _is_account,
            ),
            PersonalKind(
                "nino",
                "UK National Insurance numbers",
                r"(?![DFIQUVdfiquv])[A-Za-z](?![DFIOQUVdfioquv])[A-Za-z] ?(?:[0-9]{2} ?){3}[A-Da-d]",
                _is_insurance_number,
            ),
            PersonalKind(
                "phone",
                "telephone numbers",
                r"(?:tel:)?\+[1-9](?:[ .()/-]{0,2}[0-9]){7,14}",
                _is_phone,
            ),
            PersonalKind(
                "email",
                "e-mail addresses",
                r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}",
                _is_address,
                "invented values, such as EMA-0000000042, or addresses at example.org",
            ),
        )
    }
)
"""The kinds by their words."""

_WHOLE = re.compile("|".join(f"(?P<{kind.word}>{kind.shape})" for kind in PERSONAL_KINDS.values()))
_INSIDE = re.compile(f"(?<![0-9A-Za-z])(?:{_WHOLE.pattern})(?![0-9A-Za-z])")


def personal_kind(cell: str) -> str:
    """The word of the kind that a cell looks like; blank for none.

    >>> personal_kind("123-45-6789"), personal_kind("TEL-0000000042"), personal_kind("li@example.org")
    ('ssn', '', '')
    """
    found = _WHOLE.fullmatch(plain(cell).strip())
    return found.lastgroup or "" if found and _holds(found) else ""


def hide_personal_values(text: str, placeholder: str) -> str:
    """A text with the values in it that look real replaced by a placeholder."""
    return _INSIDE.sub(lambda found: _hidden(found.group(), found, placeholder), text)


def _hidden(text: str, found: re.Match[str], placeholder: str) -> str:
    """What stands for a text of some shape: its longest beginning of words that holds is replaced."""
    kind = PERSONAL_KINDS[found.lastgroup or ""]
    ends = [len(text), *sorted((place for place, letter in enumerate(text) if letter == " "), reverse=True)]
    shape = re.compile(kind.shape)
    for end in ends:
        if shape.fullmatch(text[:end]) and kind.holds(text[:end]):
            return placeholder + text[end:]
    return text


def plain(cell: str) -> str:
    """A cell with its digits, letters and dashes in their plain forms."""
    return cell if cell.isascii() else unicodedata.normalize("NFKC", cell).translate(_DASHES)


def _holds(found: re.Match[str]) -> bool:
    kind = PERSONAL_KINDS[found.lastgroup or ""]
    return kind.holds(found.group())
