"""What each key of the verbs' JSON means, in one line: the one place where that is said.

A meaning stands under the end of a key's path, without `[]`; `*` is one name of the data. In front of a colon stands
the verb, where it means something else there. What a world's column or an argument of the command line says of itself
is taken from there, and stands here only as `column of TABLE` or `argument`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handbook.verb_page import verb_parsers
from linkage.world.model import TABLES, columns

_STEP = {
    "id": "the step's name within this answer",
    "kind": "what happened: recorded, linked, listed, scored or effect",
    "database": "the database where it happened",
    "account": "the account on whose row it happened",
    "subject": "whose account that is: a resident (R) or a company (C)",
    "record": "the record that spreads",
    "record_kind": "that record's kind",
    "by": "the link or rule that did it; blank: it was recorded there",
    "joined.identifier": "an identifier by which the accounts were matched",
    "joined.value": "its value, the same on both sides",
    "joined.register": "the register that translated to it; null: the source has it itself",
    "made_row": "whether the match opened a new row in a list",
    "day": "the day on which it happens, counted from the record",
    "until": "the day from which it no longer holds; null: for ever",
    "causes": "the steps that it follows from",
    "status": "how its link, rule and registers are known: the weakest of them",
    "number_status": "how their figures are known: the weakest of them",
    "evidence": "the quotes that it rests on",
    "wrong": "whether it is there by wrong matches only",
    "sentence": "the step in words",
}
_EFFECT = {
    "service": "the service that it is about; null: an effect without one",
    "effect": "what is done: refuse, slow, fine, wait, publish or reward",
    "subject": "on whom it falls: a resident (R) or a company (C)",
    "falls_on": "who that is to the record's subject: self, children, officers or company",
    "day": "the day from which it holds, counted from the record",
    "until": "the day from which it no longer holds; null: for ever",
    "rule": "the rule that brings it",
    "step": "the step in which it comes",
    "weakest": "how the weakest step of its shown proof is known",
    "weakest_number": "how the weakest figure of that proof is known",
    "proofs": "how many proofs it has",
    "wrong": "whether it is there by wrong matches only",
    "links": "how many matches by links its shown proof has; 0: the agency's own record was enough",
    "false": "whether it is there by false records only",
}
_COUNTED = {
    "service": "the service",
    "effect": "what is done there",
    "residents": "residents whom it reaches",
    "companies": "companies that it reaches",
    "without_links.residents": "residents for whom their own agency's record is enough",
    "without_links.companies": "companies for which their own agency's record is enough",
    "through_links.residents": "residents who are reached through links only",
    "through_links.companies": "companies that are reached through links only",
    "wrongly": "residents and companies who are reached by wrong matches only",
    "falsely": "residents and companies who are reached by false records only",
    "by_day": "for each day on which somebody is first reached: the day, how many on it, how many by then",
    "by_group.*": "residents of this age group, or companies of this size",
    "chance.residents": "how far chance alone moves the residents (plus or minus); null: 0, or 500 and more",
    "chance.companies": "how far chance alone moves the companies (plus or minus); null: 0, or 500 and more",
    "assumed_share": "the share of the links, rules and kinds behind it that is assumed, or whose figures are",
}
_SIDES = {
    f"compare:{part}{side}.{whom}": f"{whom} reached{said}, {when}"
    for part, said in (("city.", ""), ("without_links.", " without any link"), ("through_links.", " through links"))
    for side, when in (("before", "under the first what-if, or none"), ("after", "under the what-if"))
    for whom in ("residents", "companies")
}
_CHANGES = {
    "gone": "effects that no longer come",
    "new": "effects that come now",
    "earlier": "effects that come on an earlier day",
    "later": "effects that come on a later day",
    "shorter": "effects that end sooner",
    "longer": "effects that end later",
    "same": "effects that are as they were",
}

_MATCH = {
    "link": "the link",
    "pairs": "pairs of accounts that its match finds",
    "right": "pairs whose two accounts are one subject's",
    "wrong": "pairs whose two accounts are two subjects'",
    "precision": "right of all pairs, 0-1; null: there are none",
    "found": "accounts whose own counterpart is found",
    "missed": "accounts whose own counterpart is not found",
    "misled": "accounts that a wrong pair leads elsewhere",
    "recall": "found of found and missed, 0-1; null: there are none",
    "by_group": "the same by age group and company size, where `--by group` asks for it",
}


def _of(verb: str, place: str, meanings: Mapping[str, str]) -> dict[str, str]:
    """Meanings of the keys below one place of a verb's answer."""
    return {f"{verb}:{place}.{key}".replace(":.", ":"): meaning for key, meaning in meanings.items()}


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "world": "the world",
        "seed": "the seed of the invented people; null: of one's own tables nobody says it",
        "residents": "how many residents there are",
        "what_if": "the what-if, one text for each change; empty: the world as it stands",
        "stamp.format": "the version of this format",
        "stamp.linkage": "the version of the program",
        "stamp.world": "the world that was asked",
        "stamp.hash": "the fingerprint of the world's tables",
        "stamp.seed": "the seed of the invented people",
        "stamp.verb": "the verb that answered",
        "stamp.reading": "the reading that held",
        "stamp.asked.*": "argument",
        "worlds:id": "the name by which commands call it",
        "worlds:title": "its title",
        "worlds:folder": "the folder of its tables",
        "check:file": "the file with the fault",
        "check:row": "its line in the file; null: the file as a whole",
        "check:column": "the column",
        "check:found": "what stands there",
        "check:expected": "what should stand there",
        "check:nearest": "the nearest right name; blank: none is near",
        "check:severity": "error, or warning: the world can be used all the same",
        "about:what_if": "the what-if under which it is described; blank: the world as it stands",
        "about:table": "the table that it stands in: links, rules or databases",
        "about:id": "its id",
        "about:title": "its title",
        "about:about": "what it is, in a sentence",
        "about:held": "whether the world has it under the what-if",
        "about:status": "how it is known",
        "about:number_status": "how its figures are known",
        "about:row.*": "column of links",
        "about:links": "of a database: the links from and to it",
        "about:rules": "of a database: its rules",
        "about:kinds": "the record kinds that can pass it",
        "about:readings": "the readings that keep it",
        "about:evidence.id": "a quote that it rests on",
        "about:evidence.quote": "its words, as the source has them; null: no words are quoted",
        "about:evidence.says": "what it says, in our words",
        "about:evidence.caution": "what to beware of in it",
        "about:evidence.checked": "against what the words were compared; blank: not compared",
        "about:chain.id": "a source: the one that was read first, then whom that one has it from",
        "about:chain.title": "its title",
        "about:chain.publisher": "who published it",
        "about:cards": "the cards about it: `id`, `kind`, `title`, `what_if`, and `how` they bear on it",
        "about:removal": "the what-if that takes it away",
        "about:stories.story": "a story that passes it",
        "about:stories.title": "that story's title",
        "about:stories.steps": "how many of its steps use it; 0: it could pass here, but another way is quicker",
        "about:stories.day": "the day of the first of them",
        "about:stories.opened": "services that are open to its subject without it",
        "about:stories.shut": "services that are closed to its subject only without it",
        "about:stories.says": "what is different without it, in words",
        "about:in_pairs": "of a central pool: the same sharing as pairwise links, and what that loses; else null",
        "new:world": "the new world's name",
        "new:folder": "the folder that was made",
        "import:world": "the new world's name",
        "import:format": "the format in which the file was read",
        "import:start": "the node at which the record begins; blank: an export of ours has its own records",
        "import:rows.*": "how many rows this table got",
        "import:assumed": "what the file doesn't say and is assumed, a sentence each",
        "import:left_out.what": "what a world has no place for",
        "import:left_out.why": "why",
        "records.id": "a record with which it begins",
        "records.kind": "its kind",
        "records.subject": "whom it is about",
        "records.database": "where it begins",
        "records.account": "the account there",
        "records.standing": "confirmed, or suspected",
        "records.false": "whether it is false",
        **_of("trace", "steps", _STEP),
        **_of("trace", "effects", _EFFECT),
        "trace:counts.databases": "databases that the record reaches",
        "trace:counts.agencies": "agencies whose databases those are",
        "trace:counts.services_refused": "services that are closed to its subject",
        "trace:counts.services_open": "services that stay open to its subject",
        "trace:counts.steps_left": "everyday services that stay open to its subject",
        "trace:counts.subjects": "residents and companies on whose accounts something happens",
        "replay:holds": "whether every step holds, and a fresh run says the same",
        "replay:steps": "how many steps were checked",
        "replay:faults": "steps that don't hold: `step`, and what it `lacks`",
        "replay:differences": "what a fresh run says otherwise: `field`, what the `file` says, what it is `now`",
        "replay:remarks": "what else is to be known of the comparison, a sentence each",
        **_of("why", "effect", _EFFECT),
        **_of("why", "proofs", _STEP),
        "why:count": "how many proofs there are",
        "why:why_not": "where the service is open: why, with the condition that failed; else null",
        "why:lifts": "the single removals, as what-ifs, without which it would not have come",
        **_of("compare", "counts", _CHANGES),
        "compare:what_if": "the two what-ifs, or the one, each as a list of its changes",
        "compare:doors.opened": "services that are open to its subject again",
        "compare:doors.shut": "services that are newly closed to its subject",
        "compare:doors.stay": "services that stay closed to its subject",
        "compare:sentence": "what is different, in words",
        "compare:effects.change": "what became of the effect: gone, new, earlier, later, shorter, longer or same",
        **{
            f"compare:effects.{key}": _EFFECT[key]
            for key in ("service", "effect", "subject", "falls_on", "day", "until", "rule", "wrong", "false")
        },
        "compare:city.service": "the service",
        "compare:city.effect": "what is done there",
        **_SIDES,
        "compare:city.change.residents": "residents reached: how many more (fewer, where negative)",
        "compare:city.change.companies": "companies reached: how many more (fewer, where negative)",
        "compare:through_links.change.residents": "residents reached through links: how many more",
        "compare:through_links.change.companies": "companies reached through links: how many more",
        "cut:protect": "the services that are protected",
        "cut:possible": "whether any removals protect them",
        "cut:exact": "whether nothing smaller can; if not, it is the best found",
        "cut:size": "how many removals a smallest cut has",
        "cut:cost": "what they cost together; each costs 1 unless said",
        "cut:cuts": "the smallest cuts, each a list of removals as what-ifs",
        "cut:more": "whether there are more of that size than are listed",
        **_of("cut", "certificate", _STEP),
        **{
            f"cut:also_lost.{key}": meaning
            for key, meaning in {
                **{key: _EFFECT[key] for key in ("service", "effect", "falls_on", "rule")},
                "record_kind": "the kind of record of which the cut also takes the effect away",
                "subject": "on whom it falls; null: on the record's subject",
            }.items()
        },
        "cut:also_gained": "for each cut, the effects that it newly brings, with the same keys",
        "cut:why_not": "why nothing helps; null: something does",
        "cut:left_out": "databases that were not to be taken out, where databases or agencies were",
        **{
            f"effects:{key}": _EFFECT[key]
            for key in ("subject", "service", "effect", "rule", "falls_on", "day", "until", "wrong", "links", "false")
        },
        "effects:records": "the records with which its shown proof begins",
        "city:residents": "how many residents the city has",
        "city:companies": "how many companies the city has",
        "city:records": "how many records there are about them",
        **_of("city", "effects", _COUNTED),
        **_of("city", "baseline", _COUNTED),
        "city:closed.service": "a service that is closed to somebody",
        "city:closed.residents": "residents to whom it is closed",
        "city:closed.companies": "companies to which it is closed",
        "city:closed.by_needs": "of both, those to whom it is closed only because a service that it needs is",
        "city:by_record_kind.record_kind": "the kind of record that brings it",
        **{f"city:by_record_kind.{key}": _COUNTED[key] for key in ("service", "effect", "residents", "companies")},
        "city:by_link.link": "a link",
        "city:by_link.measure": "what is shared among the links",
        "city:by_link.shapley": "the link's fair share of it (its Shapley value), as an exact fraction",
        "city:by_link.value": "the same as a decimal number",
        "city:by_link.alone": "how much stops if this link alone is cut",
        "city:by_link.with": "the links that make it redundant: they do the same; null: it isn't known",
        "city:by_link_measures.measure": "what is shared among the links",
        "city:by_link_measures.all": "how much there is with all links",
        "city:by_link_measures.without_links": "how much of it there is with no link",
        "city:by_link_measures.by": "how the shares were found: by classes of people, by sets of links, or alone (not)",
        "city:by_link_measures.note": "why there are no shares; null: there are",
        "city:change.service": "the service",
        "city:change.effect": "what is done there",
        "city:change.residents": "how many more residents are reached than in the baseline (fewer, where negative)",
        "city:change.companies": "how many more companies are reached than in the baseline (fewer, where negative)",
        "sweep:over.figure": "a figure that takes several values",
        "sweep:over.values": "those values",
        "sweep:measures.measure": "what is counted",
        "sweep:measures.unit": "its unit",
        "sweep:rows.*": "the value of this figure, or the count of this measure, at this point",
        "tradeoff:measure": "what is counted",
        "tradeoff:points.point": "a point's name",
        "tradeoff:points.what_if": "the what-if that it stands for",
        "tradeoff:rows.point": "the point",
        "tradeoff:rows.group": "everybody, an age group, or a company size",
        "tradeoff:rows.reached": "how many are reached",
        "tradeoff:rows.wrongly": "of them, how many by wrong matches only",
        "tradeoff:rows.missed": "how many right matches would reach, and nothing does at this point",
        "study:study": "the study's name",
        "study:title": "its title; blank: it has none",
        "study:labels.*": "what is to be said with every number of this world",
        "study:rows.study": "the study's name",
        "study:rows.world_hash": "the fingerprint of the world's tables",
        "study:rows.on_day": "the day on which is counted; null: whatever the day",
        "study:rows.what_if": "the what-if; blank: the world as it stands",
        "study:rows.measure": "what is counted",
        "study:rows.unit": "its unit",
        "study:rows.value": "the count",
        **_of("matches", "", _MATCH),
        "figures:*": "column of figures",
        "lesson:id": "the name by which commands call it",
        "lesson:title": "its title",
        "lesson:minutes": "how long it takes in class",
        "lesson:steps": "how many steps it has",
        "tour:id": "the name by which commands call it",
        "tour:title": "its title",
        "tour:stops": "how many stops it has",
        "tour:presses": "how many presses lead from its beginning to its end",
        "preflight:name": "what was checked",
        "preflight:well": "whether all is well",
        "preflight:found": "what was found",
        "preflight:fix": "what to do, where it isn't",
    }
)
"""Each meaning, by the end of the path that it is the meaning of."""


def meaning_of(verb: str, path: str) -> str:
    """What a key of a verb's answer means; blank where nobody says it.

    >>> meaning_of("trace", "steps[].joined[].value")
    'its value, the same on both sides'
    """
    found = pattern_of(verb, path)
    meaning, key = MEANINGS.get(found, ""), path.replace("[]", "").rpartition(".")[2]
    if meaning.startswith("column of "):
        return str(columns(TABLES[meaning.removeprefix("column of ")])[key].metadata["meaning"])
    return _argument(verb, key) if meaning == "argument" else meaning


def pattern_of(verb: str, path: str) -> str:
    """The entry of `MEANINGS` that says what a key means: the longest that fits, first of the verb's own; blank: none.

    >>> pattern_of("city", "[].stamp.seed"), pattern_of("sweep", "rows[].refuse:loan"), pattern_of("sweep", "nothing")
    ('stamp.seed', 'sweep:rows.*', '')
    """
    names = path.replace("[]", "").strip(".").split(".")
    for start in range(len(names)):
        end = ".".join(names[start:])
        some = ".".join([*names[start:-1], "*"])
        for entry in (f"{verb}:{end}", end, f"{verb}:{some}", some):
            if entry in MEANINGS and (start == 0 or entry != f"{verb}:*"):
                return entry
    return ""


def _argument(verb: str, name: str) -> str:
    """What an argument of a verb is, as its help says."""
    action = next(action for action in verb_parsers()[verb]._actions if action.dest == name)
    return f"as asked: {(action.help or '') % {**vars(action), 'prog': 'linkage'}}"
