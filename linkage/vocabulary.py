"""The words of the field, each declared once with the sentence that people read.

Legends, tooltips, the data dictionary and error messages take them from here. Knows no world and no screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

LABEL = "invented people - a teaching model - a picture of 2018, not a forecast"

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        "reported": "a source states it",
        "derived": "computed from reported figures",
        "planned": "a source says that it is planned",
        "view": "someone's reading",
        "alleged": "the source hedges: believed to",
        "speculated": "the source guesses: it seems",
        "assumed": "ours, without a source",
    }
)
"""How a statement is known, strongest first (`view` and `alleged` rank together)."""

_RANK: Mapping[str, int] = MappingProxyType(
    {"reported": 0, "derived": 1, "planned": 2, "view": 3, "alleged": 3, "speculated": 4, "assumed": 5}
)

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "refuse": "the service is refused",
        "slow": "the service is slowed",
        "fine": "a fine is charged",
        "wait": "the service makes one wait",
        "publish": "the name is published",
        "reward": "something is given",
        "list": "the subject is put on a list, which is a new record",
        "points": "a score goes up or down",
    }
)
"""What a rule can do."""

RESTRICTIONS = frozenset({"refuse", "slow", "fine", "wait", "publish"})
"""The effects at a service (or beside one) that burden; `reward` is the one that helps."""

SERVICE_EFFECTS = RESTRICTIONS | {"reward"}

FALLS_ON: Mapping[str, str] = MappingProxyType(
    {
        "self": "the account's subject",
        "children": "the subject's children under 18",
        "officers": "the officers of the company",
        "company": "the companies of which the resident is an officer",
    }
)

NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "none": "the person learns nothing of it",
        "published": "it stands on a public list",
        "told": "the person is told",
    }
)

STEP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "recorded": "a record is born at its home",
        "linked": "a link copies a record to another database",
        "listed": "a rule puts the subject on a list: a new record",
        "scored": "a rule changes the score of an account",
        "effect": "a rule closes, slows or opens a service",
    }
)

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
        "step": "one arrival of a record or effect",
        "cause": "the step or steps that made another step",
        "spread": "all steps from a set of starting records",
        "proof": "the causes of an effect, walked back to the starting records",
        "intervention": "one small change: cut a link, drop an identifier",
        "what-if": "an ordered list of interventions",
        "cut": "a set of removals that protects a service",
        "removable": "what a cut may take away: a link or a register column, or an identifier or a rule if asked",
        "certificate": "the proofs that show why no smaller cut helps: nothing smaller hits them all",
        "choke point": "something that every proof of an effect passes through",
        "status": "how a statement is known",
        "evidence": "the quoted sentences that a statement rests on",
        "reading": "a named what-if with a voice and quotes: one way to read the sources",
        "wave": "all steps with the same number of steps behind them",
        "linking": "learning that two accounts belong to one subject (a threat named by LINDDUN)",
        "identifying": "learning who the subject of an account is (a threat named by LINDDUN)",
    }
)
"""The glossary."""


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


def stronger(one: str, other: str) -> bool:
    """Whether one status is strictly stronger than another.

    >>> stronger("reported", "assumed"), stronger("view", "alleged")
    (True, False)
    """
    return _RANK[one] < _RANK[other]
