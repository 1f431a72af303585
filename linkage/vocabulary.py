"""The words of the field, each declared once with the sentence that people read.

Legends, tooltips, the data dictionary, error messages and the engines take them from here: a kind of effect and a
status are one row each. Knows no world and no screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

LABEL = "invented people - a teaching model - not a forecast"


def label_line(picture: str = "") -> str:
    """The label of what is made from a world: that all is invented, and what the world says that it pictures.

    >>> label_line("a picture of 2018")
    'invented people - a teaching model - a picture of 2018, not a forecast'
    """
    return f"invented people - a teaching model - {picture}, not a forecast" if picture else LABEL


def count_of(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun, in the singular for one.

    Args:
        plural: the noun of several, where it isn't the noun with an s.

    >>> count_of(1, "cell"), count_of(1_200, "cell"), count_of(0, "company", "companies")
    ('1 cell', '1,200 cells', '0 companies')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


# Signs are paths in a box from -5 to 5, so that no font is needed for them.

# -- how a statement is known ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusKind:
    """A way in which a statement is known.

    `rank` 0 is the strongest; `hedge` begins a sentence said aloud of what is known so (blank: it needs none); `sign`
    is drawn of shapes, each with its class (filled: known, a ring: not) and path.
    """

    word: str
    meaning: str
    rank: int
    hedge: str = ""
    word_zh: str
    sign: tuple[tuple[str, str], ...]


_DISC = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z"
_CIRCLE = "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0Z"
_TRIANGLE = "M0-5 5 4.2-5 4.2Z"

STATUS_KINDS: Mapping[str, StatusKind] = MappingProxyType(
    {
        kind.word: kind
        for kind in (
            StatusKind(
                word="reported", meaning="a source states it", rank=0, word_zh="有报道", sign=(("full", _DISC),)
            ),
            StatusKind(
                word="derived",
                meaning="computed from reported figures",
                rank=1,
                hedge="by calculation",
                word_zh="推算",
                sign=(("full", "M0-5.4 5.4 0 0 5.4-5.4 0Z"),),
            ),
            StatusKind(
                word="planned",
                meaning="a source says that it is planned",
                rank=2,
                hedge="under the plan",
                word_zh="计划",
                sign=(("ring", _CIRCLE), ("full", "M0-4.4a4.4 4.4 0 0 1 0 8.8Z")),
            ),
            StatusKind(
                word="view",
                meaning="someone's reading",
                rank=3,
                hedge="in one view",
                word_zh="观点",
                sign=(("ring", "M-4.6-4h9.2v6h-4l-3 3v-3h-2.2Z"),),
            ),
            StatusKind(
                word="alleged",
                meaning='the source says "is believed to"',
                rank=3,
                hedge="it is believed",
                word_zh="据称",
                sign=(("ring", _TRIANGLE), ("full", "M0-2 2 3-2 3Z")),
            ),
            StatusKind(
                word="speculated",
                meaning='the source says "it seems"',
                rank=4,
                hedge="it seems",
                word_zh="猜测",
                sign=(("ring", _TRIANGLE),),
            ),
            StatusKind(
                word="assumed",
                meaning="our own guess",
                rank=5,
                hedge="we assume",
                word_zh="假设",
                sign=(("ring", _CIRCLE),),
            ),
        )
    }
)
"""How a statement is known, strongest first (`view` and `alleged` rank together)."""

STATUSES: Mapping[str, str] = MappingProxyType({word: kind.meaning for word, kind in STATUS_KINDS.items()})
"""Status → what it means, strongest first."""

HEDGES: Mapping[str, str] = MappingProxyType({word: kind.hedge for word, kind in STATUS_KINDS.items()})
"""Status → the words that begin a sentence said aloud of what is known so; blank for what a source states."""

_RANK: Mapping[str, int] = MappingProxyType({word: kind.rank for word, kind in STATUS_KINDS.items()})


def weakest(statuses: Iterable[str]) -> str:
    """The weakest of some statuses: a proof is as strong as its weakest step. Blanks are passed over.

    >>> weakest(["reported", "assumed", "planned"])
    'assumed'
    >>> weakest(["view", "alleged"]), weakest(["", ""])
    ('alleged', '')
    """
    known = sorted((status for status in statuses if status), key=lambda status: (_RANK[status], status))
    if not known:
        return ""
    lowest = _RANK[known[-1]]
    return min(status for status in known if _RANK[status] == lowest)


# -- what a rule can do ------------------------------------------------------------------------------------------

Mechanism = Literal["service", "listing", "score"]
"""How the engines carry an effect out: it falls on somebody at a service (or beside one), it makes a new record, or it
changes the score of the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectKind:
    """A kind of effect: what it does, how it is said and how it is drawn. A new kind is one more row of the table.

    Attributes:
        word: the word in `rules.csv`, in every answer and in CSS classes.
        meaning: what it does, for the glossary and the data dictionary.
        mechanism: how it is carried out; what follows here is filled for effects at a service.
        side: whether it burdens people (a restriction) or helps them.
        closes: whether it closes the service, and with it the services that need it.
        hinders: whether it leaves the service open and makes it harder to use; where nothing closes a service, it is
            protected from these.
        sentence: what a step of it says, with {whom}, {service} and {amount}.
        question: the question why it came about, with {whom} and {service}; blank: made from the sentence.
        participle: what somebody is whom it falls on, behind "is" or before ": SERVICE".
        in_city: the same where everybody is counted, most of whom never asked for the service; blank: the participle.
        heading: the same in a heading; blank: the participle.
        without_service: what the city calls it where its rule names no service; blank: its rules must name one.
        at_door, at_door_zh: what the rule does, and what has happened at the door once it has come there, in a word.
        untouched, untouched_zh: what stands at the door before.
        sign: the path of its sign, which is shown once it has come.
    """

    word: str
    meaning: str
    mechanism: Mechanism = "service"
    side: Literal["burden", "reward", ""] = ""
    closes: bool = False
    hinders: bool = False
    sentence: str = ""
    question: str = ""
    participle: str = ""
    in_city: str = ""
    heading: str = ""
    without_service: str = ""
    at_door: tuple[str, str]
    at_door_zh: tuple[str, str]
    untouched: str = "open"
    untouched_zh: str = "开放"
    sign: str = ""

    @property
    def needs_service(self) -> bool:
        """Whether a rule with this effect must name a service."""
        return self.mechanism == "service" and not self.without_service

    @property
    def city_word(self) -> str:
        """What somebody is whom it falls on, where everybody is counted."""
        return self.in_city or self.participle

    @property
    def colour(self) -> str:
        """The colour of what it has come to: hot where it closes, slow where it burdens, good where it helps."""
        return "hot" if self.closes else {"burden": "slow", "reward": "good", "": ""}[self.side]


EFFECT_KINDS: Mapping[str, EffectKind] = MappingProxyType(
    {
        kind.word: kind
        for kind in (
            EffectKind(
                word="refuse",
                meaning="the service is refused",
                side="burden",
                closes=True,
                sentence="{whom} is refused: {service}",
                question="Why is {service} closed to {whom}?",
                participle="refused",
                in_city="barred",
                at_door=("refuse", "refused"),
                at_door_zh=("拒绝", "已拒绝"),
                sign="M-4-4 4 4M4-4-4 4",
            ),
            EffectKind(
                word="slow",
                meaning="the service is slowed",
                side="burden",
                hinders=True,
                sentence="{service} is slowed for {whom}",
                question="Why is {service} slowed for {whom}?",
                participle="slowed",
                at_door=("slow", "slowed"),
                at_door_zh=("减慢", "已减慢"),
                untouched="normal",
                untouched_zh="正常",
                sign="M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0ZM0 0V-3M0 0H2.4",
            ),
            EffectKind(
                word="fine",
                meaning="a fine is charged",
                side="burden",
                hinders=True,
                sentence="{whom} is fined{amount}",
                question="Why is {whom} fined?",
                participle="fined",
                without_service="Fined",
                at_door=("fine", "fined"),
                at_door_zh=("罚款", "已罚款"),
                untouched="no fine",
                untouched_zh="无罚款",
                sign="M0-5V1.6M0 4.2V5",
            ),
            EffectKind(
                word="wait",
                meaning="the service makes one wait",
                side="burden",
                hinders=True,
                sentence="{whom} has to wait for {service}",
                question="Why does {whom} have to wait for {service}?",
                participle="made to wait",
                at_door=("wait", "waits"),
                at_door_zh=("等待", "须等待"),
                untouched="no wait",
                untouched_zh="不等待",
                sign="M-3.6-5H3.6L-3.6 5H3.6Z",
            ),
            EffectKind(
                word="publish",
                meaning="the name is published",
                side="burden",
                sentence="{whom} is named in public",
                question="Why is {whom} named in public?",
                participle="named in public",
                heading="published",
                without_service="Named in public",
                at_door=("publish", "public"),
                at_door_zh=("公布", "已公布"),
                untouched="private",
                untouched_zh="未公布",
                sign="M-5-2v4h2l5 3v-10l-5 3ZM4.6-2v4",
            ),
            EffectKind(
                word="reward",
                meaning="something is given",
                side="reward",
                sentence="{whom} is rewarded: {service}",
                question="Why is {whom} rewarded with {service}?",
                participle="rewarded",
                at_door=("reward", "given"),
                at_door_zh=("奖励", "已给予"),
                untouched="not yet",
                untouched_zh="尚未",
                sign="M-4.6.4-1.4 4 4.6-4",
            ),
            EffectKind(
                word="list",
                meaning="the subject is put on a list, which is a new record",
                mechanism="listing",
                at_door=("puts on list", "listed"),
                at_door_zh=("列入名单", "已列入"),
                sign="M-4.6-4h9.2M-4.6 0h9.2M-4.6 4h5",
            ),
            EffectKind(
                word="points",
                meaning="a score goes up or down",
                mechanism="score",
                at_door=("points", "points"),
                at_door_zh=("分", "分"),
            ),
        )
    }
)
"""What a rule can do, by its word."""

EFFECTS: Mapping[str, str] = MappingProxyType({word: kind.meaning for word, kind in EFFECT_KINDS.items()})
"""What a rule can do, in words."""

SERVICE_EFFECTS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.mechanism == "service"})
"""The effects at a service, or beside one: what the rows of `effects` are."""

WITHOUT_SERVICE = tuple(word for word, kind in EFFECT_KINDS.items() if kind.without_service)
"""The effects whose rules may leave the service blank."""

RESTRICTIONS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.side == "burden"})
"""The effects that burden."""

REWARDS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.side == "reward"})
"""The effects that help."""

CLOSING_EFFECTS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.closes})
"""The restrictions that close a door."""

HINDERING_EFFECTS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.hinders})
"""The restrictions that leave a door open and make its service harder to use."""

LISTING_EFFECTS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.mechanism == "listing"})
"""The effects that make a new record."""

SCORE_EFFECTS = frozenset({word for word, kind in EFFECT_KINDS.items() if kind.mechanism == "score"})
"""The effects that change a score."""

FALLS_ON: Mapping[str, str] = MappingProxyType(
    {
        "self": "the account's subject",
        "children": "the subject's children under 18",
        "officers": "the officers of the company",
        "company": "the companies of which the resident is an officer",
    }
)
"""On whom a rule's effect falls."""

NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "none": "the person is not told",
        "published": "the person is not told, but it is on a public list",
        "told": "the person is told",
    }
)
"""What a person learns of a link or a rule."""

STEP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "recorded": "a record is born at its home",
        "linked": "a link copies a record to another database",
        "listed": "a rule puts the subject on a list: a new record",
        "scored": "a rule changes the score of an account",
        "effect": "a rule closes, slows or opens a service",
    }
)
"""The kinds of step."""

# -- the glossary ------------------------------------------------------------------------------------------------

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "agency": "an organisation that keeps databases",
        "database": "what an agency keeps; its rows are accounts. A roll has its accounts beforehand; "
        "a list has none until a record puts someone on it",
        "account": "one subject's row in one database",
        "subject": "a resident or a company",
        "identifier": "a kind of key that is meant to name one subject",
        "register": "a database that translates one identifier into another",
        "record": "a fact that travels; of a record kind, born in its home database",
        "link": "a standing arrangement to copy records from one database to another, joined on identifiers",
        "match": "a link's join finding an account in the next database; wrong when it finds another subject's",
        "rule": "at a database: this record brings this effect, with a source",
        "effect": "a restriction or a reward at a service; or a listing; or points",
        "service": "what a resident tries to use",
        "door": "the screen's word for a service that a restriction can close",
        "step": "one arrival of a record or effect",
        "cause": "the step or steps that made another step",
        "spread": "all steps from a set of starting records",
        "proof": "the causes of an effect, walked back to the starting records",
        "intervention": "one small change: cut a link, drop an identifier",
        "what-if": "an ordered list of interventions",
        "cut": "a set of removals that protects a service",
        "removable": "what a cut may take away: a link or a register column, or an identifier or a rule if asked",
        "certificate": "the proof that no smaller set of removals works",
        "choke point": "something that every proof of an effect passes through",
        "status": "how a statement is known",
        "evidence": "the quoted sentences that a statement rests on",
        "reading": "one interpretation of the sources: whose, and on which quotes",
        "wave": "everything that happens at the same distance from the first record; on the screen: a step",
        "linking": "learning that two accounts belong to one subject (a threat named by LINDDUN)",
        "identifying": "learning who the subject of an account is (a threat named by LINDDUN)",
    }
)
"""The glossary: every word of the field, as design and code use it."""
