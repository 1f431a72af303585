"""The worst-case resident: one with every account, so that a cut which protects this one protects every real one.

Every database that can hold the resident does, with a value of each identifier; every register translates it rightly;
every link that passes any records on passes all. The resident has a child, and a seat in a company that has every
account too. Whatever right matches do to a real person uses links and rules that are used here as well. Two things are
beyond it: a wrong match that lays a child's listing on its parent, where a rule then finds two records; and scores,
since a real one may be lower. Source: design 5, "Cuts".
"""

from __future__ import annotations

from dataclasses import replace

from linkage.population.account_table import Account
from linkage.population.tables import Person, Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs_after_removal import StartingRecords
from linkage.tokens import token
from linkage.world.model import World

RESIDENT, CHILD, COMPANY = "R0000000000", "R0000000001", "C0000000"


def worst_case_resident(world: World, kind: str, tables: Tables | None = None) -> tuple[StartingRecords, ...]:
    """A record of a kind on the resident with every account, on such a company, or (held by both) on each.

    Args:
        tables: those of `worst_case_tables`, to be used again.
    """
    tables = tables or worst_case_tables(world.everything)
    holds = tables.world.databases[tables.world.record_kinds[kind].home].holds
    subjects = {"residents": [RESIDENT], "companies": [COMPANY], "both": [RESIDENT, COMPANY]}[holds]
    return tuple(StartingRecords(tables, (tables.impose(kind, subject),)) for subject in subjects)


def with_full_shares(plan: CompiledRules) -> CompiledRules:
    """A plan in which every link with a share above 0 passes all records on."""
    routes = {
        at: tuple([route._replace(share=1.0) for route in routes if route.share > 0])
        for at, routes in plan.routes.items()
    }
    return replace(plan, routes=routes)


def worst_case_tables(everything: World) -> Tables:
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
                    identifier: tables.values(person.id, identifier)[0]
                    for identifier in database.identifiers
                    if _has_value(tables, identifier, person.id)
                }
                tables.add_account(Account(database.id, number, person.id, cells))
    return tables


def _has_value(tables: Tables, identifier: str, subject: str) -> bool:
    return bool(tables.values(subject, identifier))
