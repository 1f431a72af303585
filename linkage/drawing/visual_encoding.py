"""The visual encoding: how identifiers, statuses and effects look, each declared once with the words beside it.

The identifiers' colours follow the set of Okabe and Ito (2008), which people with most kinds of colour blindness can
tell apart, in one variant for a dark ground and one for a light ground. No colour stands alone: identifiers have a
dash pattern and a word, statuses a shape, effects a word and a sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from linkage.vocabulary import EFFECT_KINDS, STATUS_KINDS, EffectKind
from linkage.world.composites import JOINED_BY, parts_of


class LineStyle(NamedTuple):
    """The look of an identifier's line: its class, colours on dark and on light, dashes, and its short name."""

    name: str
    dark: str
    light: str
    dashes: str
    short: str = ""
    short_zh: str = ""


IDENTIFIERS: Mapping[str, LineStyle] = MappingProxyType(
    {
        "national-id": LineStyle("k-national-id", "#56b4e9", "#0b6aa8", "", "ID", "证件"),
        "phone": LineStyle("k-phone", "#f0a73c", "#a75200", "11 5", "phone", "手机"),
        "payment-account": LineStyle("k-payment-account", "#e08fc0", "#a1337f", "2.5 5", "pay", "支付"),
        "plate": LineStyle("k-plate", "#f2e45c", "#746300", "14 4 3 4", "plate", "车牌"),
        "company-number": LineStyle("k-company-number", "#a9a2ff", "#4d45c9", "18 6", "firm", "企业"),
        "face": LineStyle("k-face", "#3fd6b4", "#00755b", "6 4", "face", "人脸"),
        "name-birth-date": LineStyle("k-name-birth-date", "#d9c7a3", "#6a5836", "12 4 3 4 3 4", "name", "姓名"),
    }
)
"""The looks of the identifiers that bundled worlds have."""

_SPARE = (
    LineStyle("k-1", "#8fd3ff", "#17608f", "9 6"),
    LineStyle("k-2", "#ffc98a", "#8a4b00", "4 6"),
    LineStyle("k-3", "#c5b3ff", "#5a3fb0", "16 5 2 5"),
    LineStyle("k-4", "#a8e6a1", "#2c6b25", "20 5"),
)
"""Looks for identifiers that only an opened world has."""

PLAIN = LineStyle("k-none", "#93a4b8", "#5b6b7d", "")
"""The look of lines that join on nothing: births, rules, needs."""


def look(identifier: str, known: Iterable[str] = ()) -> LineStyle:
    """The look of an identifier; an unknown one takes a spare look by its place among the scene's identifiers.

    A composite key has the look of its first identifier.

    >>> look("phone").name, look("library-card", ["library-card", "phone"]).name
    ('k-phone', 'k-1')
    """
    if JOINED_BY in identifier:
        return look(parts_of(identifier)[0], known)
    if identifier in IDENTIFIERS:
        return IDENTIFIERS[identifier]
    unknown = sorted(set(known) - set(IDENTIFIERS))
    if identifier not in unknown:
        return PLAIN
    return _SPARE[unknown.index(identifier) % len(_SPARE)]


def every_look() -> tuple[LineStyle, ...]:
    """All looks, for the style sheet."""
    return (*IDENTIFIERS.values(), *_SPARE, PLAIN)


def short(identifier: str, name: str, lang: str = "en") -> str:
    """The short name of an identifier, for an edge where the whole name is too long."""
    style = IDENTIFIERS.get(identifier)
    if style:
        return style.short_zh if lang == "zh" else style.short
    return name if len(name) <= 7 else name.split()[0][:7]


# The signs and words of statuses and effects are declared with them, in `vocabulary`.
STATUS_SIGNS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {word: kind.sign for word, kind in STATUS_KINDS.items()}
)
"""Status → the shapes of its sign: filled ones for what is known, rings for what is not."""

EFFECT_SIGNS: Mapping[str, str] = MappingProxyType(
    {**{word: kind.sign for word, kind in EFFECT_KINDS.items()}, "closed": "M-4-4 4 4M4-4-4 4"}
)
"""Effect → its sign; `closed` is a service that closes with one that it needs."""

WRONG_SIGN = "M-4-1.8h8M-4 1.8h8M2.4-5-2.4 5"
"""The sign of a wrong match."""


class EffectWords(NamedTuple):
    """The words of an effect: what its rule does, and what stands at a door before and after it has come there."""

    rule: str
    before: str
    after: str


BOTH = "both"
"""Beside names in both languages, words stand in both, too."""


def _in_both(english: str, chinese: str) -> str:
    return f"{english} {chinese}"


def _words_in_both(kind: EffectKind) -> EffectWords:
    return EffectWords(
        _in_both(kind.at_door[0], kind.at_door_zh[0]),
        _in_both(kind.untouched, kind.untouched_zh),
        _in_both(kind.at_door[1], kind.at_door_zh[1]),
    )


EFFECT_WORDS: Mapping[str, Mapping[str, EffectWords]] = MappingProxyType(
    {
        "en": {
            word: EffectWords(kind.at_door[0], kind.untouched, kind.at_door[1]) for word, kind in EFFECT_KINDS.items()
        },
        "zh": {
            word: EffectWords(kind.at_door_zh[0], kind.untouched_zh, kind.at_door_zh[1])
            for word, kind in EFFECT_KINDS.items()
        },
        BOTH: {word: _words_in_both(kind) for word, kind in EFFECT_KINDS.items()},
    }
)
"""The words of each effect, by language, and in both."""


def effect_words(effect: str, lang: str) -> EffectWords:
    """The words of an effect in a language; in English where that has none, and of an unknown effect its own name."""
    return EFFECT_WORDS.get(lang, EFFECT_WORDS["en"]).get(effect, EffectWords(effect, effect, effect))


FALLS_ON_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {"children": "a child", "officers": "an officer", "company": "its firm"},
        "zh": {"children": "子女", "officers": "高管", "company": "企业"},
        BOTH: {"children": "a child 子女", "officers": "an officer 高管", "company": "its firm 企业"},
    }
)

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "recorded": "recorded",
            "wrong": "wrong person",
            "needs": "closes with it",
            "listing": "list",
            "open": "open",
            "closed": "closed",
            "to": " → ",
            "more": "{count} more",
            "links": "{count} links",
            "doors": "what it does",
            "sends": "sends ↓",
            "receives": "receives →",
        },
        "zh": {
            "recorded": "记录",
            "wrong": "认错人",
            "needs": "随之关闭",
            "listing": "名单",
            "open": "开放",
            "closed": "已关闭",
            "to": "→",
            "more": "另{count}条",
            "links": "{count}条连接",
            "doors": "处置",
            "sends": "发送 ↓",
            "receives": "接收 →",
        },
    }
)


def closed_words(lang: str) -> EffectWords:
    """The words of a service that closes with one that it needs, in a language or in both."""
    if lang == BOTH:
        words = [_in_both(WORDS["en"][word], WORDS["zh"][word]) for word in ("needs", "open", "closed")]
        return EffectWords(*words)
    words_of = WORDS.get(lang, WORDS["en"])
    return EffectWords(words_of["needs"], words_of["open"], words_of["closed"])


def status_word(status: str, lang: str = "en") -> str:
    """The word beside a status's sign."""
    return STATUS_KINDS[status].word_zh if lang == "zh" and status in STATUS_KINDS else status
