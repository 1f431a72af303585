"""The resident with every account: whoever is safe where nothing is missing is safe everywhere.

Everything that can hold somebody does, with a value of each identifier; every register translates it rightly; every
link passes what it passes at all. With a child, and a seat in a company that has every account too. Whatever right
matches do to a real person takes links and rules that it takes here as well, so a cut that protects this resident
protects every real one. Two things are beyond it: a wrong match that lays a child's listing on its parent, where a
rule then finds two records; and scores, since a real one may be lower. Source: design 5, "Cuts".
"""

from __future__ import annotations

from dataclasses import replace

from linkage.population.tables import Account, Person, Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs_after_removal import StartingRecords
from linkage.tokens import token
from linkage.world.model import World

RESIDENT, CHILD, COMPANY = "R0000000000", "R0000000001", "C0000000"


def worst_case_resident(world: World, kind: str, tables: Tables | None = None) -> tuple[StartingRecords, ...]:
    """A record of a kind on the resident with every account, on such a company, or (held by both) on each.

    Args:
        tables: those of `every_account`, to be used again.
    """
    tables = tables or every_account(world.everything)
    holds = tables.world.databases[tables.world.record_kinds[kind].home].holds
    subjects = {"residents": [RESIDENT], "companies": [COMPANY], "both": [RESIDENT, COMPANY]}[holds]
    return tuple(StartingRecords(tables, (tables.impose(kind, subject),)) for subject in subjects)


def every_share(plan: CompiledRules) -> CompiledRules:
    """A plan in which every link that passes any records on passes them all."""
    routes = {
        at: tuple([route._replace(share=1.0) for route in found if route.share > 0])
        for at, found in plan.routes.items()
    }
    return replace(plan, routes=routes)


def every_account(everything: World) -> Tables:
    """The agency tables of a resident, a child and a company, each with an account wherever it can have one."""
    tables = Tables(everything)
    groups = everything.people.age_groups, everything.people.company_sizes
    tables.add_person(Person(RESIDENT, "resident", groups[0][0][0], "H0000000000"))
    tables.add_person(Person(CHILD, "resident", "under-18", "H0000000000"))
    tables.add_person(Person(COMPANY, "company", groups[1][0][0], ""))
    tables.add_relation("parent", RESIDENT, CHILD)
    tables.add_relation("officer", RESIDENT, COMPANY)
    for number, person in enumerate(tables.people.values()):
        holder = "companies" if person.kind == "company" else "residents"
        for identifier in everything.identifiers.values():
            if identifier.holds == holder:
                tables.add_value(identifier.id, token(identifier.token, number), person.id)
        for database in everything.databases.values():
            if database.kind == "roll" and database.can_hold(person.kind):
                cells = {
                    each: tables.values(person.id, each)[0]
                    for each in database.identifiers
                    if _has(tables, each, person.id)
                }
                tables.add_account(Account(database.id, number, person.id, cells))
    return tables


def _has(tables: Tables, identifier: str, subject: str) -> bool:
    return bool(tables.values(subject, identifier))
