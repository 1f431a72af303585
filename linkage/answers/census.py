"""The whole city's answer as data and as text: counts with their units, and the share of inputs that are assumed.

`city` on a small population equals the distinct subjects in the rows of `effects`, always (a test).
"""

from __future__ import annotations

from typing import Any

from linkage.answers import narrate
from linkage.city.total import Total, cumulative
from linkage.city.workers import AT_ONCE, City, Progress, streamed
from linkage.people.ties import BLOCK
from linkage.vocabulary import LABEL, weakest
from linkage.world.change import parse, under
from linkage.world.model import Link, World
from linkage.world.ways import first_blank, hops_of, kinds_carried

Json = dict[str, Any]
Door = tuple[str, str]


def census(world: World, what_if: str, seed: int, residents: int, workers: int, progress: Progress) -> Json:
    """The JSON of `city`; with a what-if also the baseline's, and the change."""
    everything = world.everything
    changed = under(everything, what_if)
    if residents > AT_ONCE * BLOCK:
        total = streamed(everything, changed, seed, residents, workers, progress)
        before = streamed(everything, under(everything), seed, residents, workers, progress) if what_if else None
    else:
        with City(everything, seed, residents, workers) as city:
            total = city.count(changed)
            before = city.count(under(everything)) if what_if else None
    answer = as_json(changed, total, seed, what_if)
    if before is not None:
        answer["baseline"] = as_json(under(everything), before, seed, "")["effects"]
        answer["change"] = change(before, total)
    return answer


def as_json(world: World, total: Total, seed: int, what_if: str) -> Json:
    """A total in the shape of design 6."""
    return {
        "world": world.id,
        "seed": seed,
        "residents": total.residents,
        "companies": total.companies,
        "records": sum(total.records.values()),
        "what_if": [each.text for each in parse(what_if, world)],
        "effects": [_effect(world, total, door) for door in sorted(total.doors)],
        "by_record_kind": _kinds(total),
    }


def _effect(world: World, total: Total, door: Door) -> Json:
    found = total.doors[door]
    residents, companies = total.of(door)
    return {
        "service": door[0],
        "effect": door[1],
        "residents": residents,
        "companies": companies,
        "wrongly": found.wrongly,
        "by_day": [list(each) for each in cumulative(found.count.days)],
        "by_group": {
            group: int(number) for group, number in zip(total.groups, found.count.groups, strict=True) if number
        },
        "assumed_share": assumed_share(world, door),
    }


def _kinds(total: Total) -> list[Json]:
    split = total.residents_groups
    return [
        {
            "service": door[0],
            "effect": door[1],
            "record_kind": kind,
            "residents": int(count.groups[:split].sum()),
            "companies": int(count.groups[split:].sum()),
        }
        for door, found in sorted(total.doors.items())
        for kind, count in sorted(found.kinds.items())
    ]


def change(before: Total, after: Total) -> list[Json]:
    """For each door, residents and companies after minus before."""
    found = []
    for door in sorted({*before.doors, *after.doors}):
        old, new = before.of(door), after.of(door)
        found.append(
            {"service": door[0], "effect": door[1], "residents": new[0] - old[0], "companies": new[1] - old[1]}
        )
    return found


def assumed_share(world: World, door: Door) -> float:
    """Of all rows that a count may rest on (kinds, links with their registers, rules), the share that is assumed.

    A row counts as assumed when its statement or its figures are.
    """
    rows = _upstream(world, door)
    assumed = sum(weakest(statuses) == "assumed" for statuses in rows)
    return round(assumed / len(rows), 4) if rows else 0.0


def _upstream(world: World, door: Door) -> list[list[str]]:
    """The statuses of every row on any way to an effect: walked back from its rules over links and listings."""
    waiting = [
        (rule.database, kind)
        for rule in world.rules.values()
        if (rule.service, rule.effect) == door
        for kind in _kinds_of(world, rule.id)
    ]
    found: dict[str, list[str]] = {
        f"rule {rule.id}": [rule.status, rule.number_status]
        for rule in world.rules.values()
        if (rule.service, rule.effect) == door
    }
    seen: set[tuple[str, str]] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        database, kind = place
        if world.record_kinds[kind].home == database:
            found[f"kind {kind}"] = [world.record_kinds[kind].status, world.record_kinds[kind].number_status]
            for rule in world.rules.values():
                if rule.lists == kind:
                    found[f"rule {rule.id}"] = [rule.status, rule.number_status]
                    waiting += [(rule.database, each) for each in _kinds_of(world, rule.id)]
        for link in world.links.values():
            if link.target == database and kind in kinds_carried(world, link) and first_blank(world, link) is None:
                found[f"link {link.id}"] = _statuses(world, link)
                waiting.append((link.source, kind))
    return list(found.values())


def _kinds_of(world: World, rule: str) -> list[str]:
    found = world.rules[rule]
    if found.threshold is None:
        return list(found.kinds)
    points = [r for r in world.rules.values() if r.effect == "points" and r.database == found.database]
    return sorted({kind for each in points for kind in each.kinds})


def _statuses(world: World, link: Link) -> list[str]:
    rows = [world.registers[hop] for hop in hops_of(link)]
    return [link.status, link.number_status, *(s for row in rows for s in (row.status, row.number_status))]


def text(world: World, answer: Json) -> str:
    """`city` on a terminal."""
    services = world.everything.services
    lines = [
        f"world {answer['world']}, seed {answer['seed']}, {answer['residents']:,} residents, "
        f"{answer['companies']:,} companies, {answer['records']:,} records",
        f"{'service':<28} {'effect':<8} {'residents':>12} {'companies':>10} {'wrongly':>9}  inputs assumed",
    ]
    for row in answer["effects"]:
        service = narrate.name(services, row["service"]) or "-"
        lines.append(
            f"{service:<28} {row['effect']:<8} {row['residents']:>12,} {row['companies']:>10,} "
            f"{row['wrongly']:>9,}  {row['assumed_share']:.0%}"
        )
    for row in answer.get("change", ()):
        if row["residents"] or row["companies"]:
            service = narrate.name(services, row["service"]) or "-"
            lines.append(f"change {service:<21} {row['effect']:<8} {row['residents']:>+12,} {row['companies']:>+10,}")
    return "\n".join([*lines, LABEL]) + "\n"


CITY_COLUMNS = ["service", "effect", "residents", "companies", "wrongly", "assumed_share"]


def rows(answer: Json) -> list[list[str]]:
    """`city --format csv`: a line a service and effect."""
    return [[str(row[column]) for column in CITY_COLUMNS] for row in answer["effects"]]
