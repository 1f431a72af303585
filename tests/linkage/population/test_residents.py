"""The residents: their households, values, accounts, registers' errors and records."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from linkage.population.account_table import Account
from linkage.population.households import BLOCK, NEIGHBOURHOOD, STAIR, SubjectRow, is_among, parse_subject
from linkage.population.residents import Residents
from linkage.population.tables import Tables, generate_tables
from linkage.world.model import Identifier, World

MANY = 8_000
EVERYBODY = np.arange(MANY)


@pytest.fixture(scope="module")
def population(tiny: World) -> Residents:
    return Residents(tiny, 1, MANY)


@pytest.fixture(scope="module")
def tables(tiny: World) -> Tables:
    tables_ = generate_tables(tiny, 1, MANY)
    tables_.visit_all()
    return tables_


def accounts(tables: Tables, subject: str) -> dict[str, dict[str, str]]:
    """A resident's accounts in rolls, but for those that a record opened."""
    rolls = [name for name, database in tables.world.databases.items() if database.kind == "roll"]
    return {row.id: row.values for roll in rolls for row in tables.of(roll, subject) if row.number < 20_000_000_000}


def number(value: str) -> int:
    """The number of the resident who owns a value."""
    return int(value[4:]) // {"SYN": 1, "TEL": 2, "PAY": 2}[value[:3]]


def share_household(population: Residents, first: int, second: int) -> bool:
    """Whether two residents share a household."""
    start, _ = population.household(np.array([first, second]))
    return bool(start[0] == start[1])


def test_this_resident_is_the_same_on_every_machine(tiny: World) -> None:
    tables = generate_tables(tiny, 1, 22_000_000)
    tables.visit_subject("R0004711003")
    assert tables.people["R0004711003"] == ("R0004711003", "resident", "60-plus", "H0004711000")
    assert accounts(tables, "R0004711003") == {
        "payment-accounts/9422006": {"payment-account": "PAY-0009422006", "phone": "TEL-0009422006"},
        "school-enrolment/4711003": {"national-id": "SYN-0004711003"},
        "subscribers/9422006": {"phone": "TEL-0009422006", "national-id": "SYN-0004711003"},
    }


@pytest.mark.parametrize("residents", [300, 301, 511, 512])
def test_a_resident_is_the_same_in_populations_of_any_size_but_for_relations_beyond_it(
    tiny: World, residents: int
) -> None:
    small, large = generate_tables(tiny, 1, residents), generate_tables(tiny, 1, 70_000)
    for neighbourhood in (0, 1):
        small.visit(neighbourhood)
        large.visit(neighbourhood)
    for resident in (subject for subject in small.people if subject.startswith("R")):
        assert small.people[resident] == large.people[resident]
        large_accounts = accounts(large, resident)
        for account, cells in accounts(small, resident).items():
            lost = large_accounts.pop(account).items() - cells.items()
            assert all(number(value) >= residents for _, value in lost)
        assert not large_accounts
        assert [row for row in small.records.values() if row.subject == resident] == [
            row for row in large.records.values() if row.subject == resident
        ]
        children = [child for child in large.related("parent", resident) if child in small.people]
        assert small.related("parent", resident) == children


@pytest.mark.parametrize("residents", [1, 15, 16, 17, 256, 257, 1_000])
def test_a_population_counts_its_companies_by_their_seats(tiny: World, residents: int) -> None:
    tables = generate_tables(tiny, 1, residents)
    tables.visit_all()
    kinds = Counter(person.kind for person in tables.people.values())
    assert kinds["resident"] == residents
    assert kinds["company"] == -(-residents // 16)


def test_a_household_lies_on_one_stair_and_holds_everybody_once(population: Residents) -> None:
    starts, sizes = population.household(EVERYBODY)
    assert ((starts <= EVERYBODY) & (starts + sizes > EVERYBODY)).all()
    assert (starts // STAIR == (starts + sizes - 1) // STAIR).all()
    assert [int(size) for size in sizes[:1_000] if size < 1] == []
    assert sum(1 / sizes) == pytest.approx(len(np.unique(starts)))


def test_households_are_as_large_as_the_world_says(population: Residents) -> None:
    starts, sizes = population.household(np.arange(80_000))
    _, first = np.unique(starts, return_index=True)
    shares = np.bincount(sizes[first])[1:] / len(first)
    assert shares == pytest.approx([0.15, 0.20, 0.30, 0.20, 0.10, 0.05], abs=0.006)


def test_children_belong_to_the_first_two_of_their_household(population: Residents) -> None:
    _, sizes = population.household(EVERYBODY)
    children = population.children(EVERYBODY)
    parents = Counter(children[children >= 0].tolist())
    assert set(parents) == set(np.flatnonzero(population.is_child(EVERYBODY)).tolist())
    assert set(parents.values()) == {2}
    assert (sizes[list(parents)] >= 3).all()


def test_a_child_has_no_phone_no_payment_account_no_record_and_no_seat(population: Residents) -> None:
    children = EVERYBODY[population.is_child(EVERYBODY)]
    assert len(children) > 1_000
    assert not population.value_counts("phone", "resident", children).any()
    assert not population.value_counts("payment-account", "resident", children).any()
    assert (population.value_counts("national-id", "resident", children) == 1).all()
    assert not any(len(population.holders(kind, "resident", children)) for kind in population.world.record_kinds)
    assert (population.company_of(children) == -1).all()


def test_adults_have_as_many_phones_as_the_world_says(population: Residents) -> None:
    adults = np.flatnonzero(~population.is_child(np.arange(40_000)))
    shares = np.bincount(population.value_counts("phone", "resident", adults)) / len(adults)
    assert shares == pytest.approx([0.05, 0.70, 0.25], abs=0.01)


def test_no_two_subjects_share_a_strong_value(tables: Tables) -> None:
    owners = Counter((identifier, value) for identifier, value, _ in tables.all_values())
    assert set(owners.values()) == {1}


def test_a_subject_has_values_of_its_own_kind_only(tables: Tables) -> None:
    assert tables.values("R0000000003", "company-number") == []
    assert tables.values("C0000003", "national-id") == []
    assert tables.values("C0000003", "company-number") == ["COM-0000000003"]


@pytest.fixture(scope="module")
def namesakes(tiny: World) -> Tables:
    """A population in which many share their name."""
    name = Identifier("name", "name", token="NAM", holds="residents", strength="weak", status="assumed")
    world = replace(tiny, identifiers={**tiny.identifiers, "name": name}, people=replace(tiny.people, namesakes=0.3))
    tables = generate_tables(world, 1, 2_560)
    tables.visit_all()
    return tables


def test_a_weak_identifier_is_shared_by_namesakes_of_one_age_group(namesakes: Tables) -> None:
    names = {value for identifier, value, _ in namesakes.all_values() if identifier == "name"}
    shared = [owners for owners in (namesakes.owners("name", name) for name in names) if len(owners) > 1]
    assert len(shared) > 60
    for first, second in shared:
        assert int(second[1:]) // NEIGHBOURHOOD == int(first[1:]) // NEIGHBOURHOOD
        assert namesakes.people[first].group == namesakes.people[second].group


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.5, 1.0])
def test_as_many_have_a_namesake_as_the_world_says(tiny: World, share: float) -> None:
    population = Residents(replace(tiny, people=replace(tiny.people, namesakes=share)), 1, BLOCK)
    everybody = np.arange(BLOCK)
    namesakes = population.namesake(everybody)
    shared = np.flatnonzero(namesakes >= 0)
    assert len(shared) / BLOCK == pytest.approx(share, rel=0.05)
    assert (namesakes[namesakes[shared]] == shared).all()
    assert (namesakes[shared] != shared).all()


def test_a_namesake_is_found_alone_as_in_a_crowd(tiny: World) -> None:
    population = Residents(replace(tiny, people=replace(tiny.people, namesakes=0.8)), 1, MANY)
    together = population.namesake(EVERYBODY)
    assert [population.namesake(np.array([resident]))[0] for resident in range(100)] == together[:100].tolist()


def test_whoever_has_no_namesake_has_a_name_too(namesakes: Tables) -> None:
    residents = [subject for subject in namesakes.people if subject.startswith("R")]
    assert all(len(namesakes.values(subject, "name")) == 1 for subject in residents)


def test_officers_are_adults_near_their_companys_seat(tables: Tables, population: Residents) -> None:
    firms = [subject for subject in tables.people if subject.startswith("C")]
    seats = {"small": 1, "medium": 2, "large": 3}
    for firm in firms:
        officers = tables.related("officer of", firm)
        assert len(officers) <= seats[tables.people[firm].group]
        assert all(0 <= int(officer[1:]) - 16 * int(firm[1:]) < 16 for officer in officers)
        assert all(tables.people[officer].group != "under-18" for officer in officers)
    assert sum(bool(tables.related("officer of", firm)) for firm in firms) > 0.98 * len(firms)


def test_accounts_come_one_a_value_or_one_a_subject(tables: Tables) -> None:
    for subject in list(tables.people)[:256]:
        rows = Counter(account.partition("/")[0] for account in accounts(tables, subject))
        assert rows["subscribers"] == len(tables.values(subject, "phone"))
        assert rows["payment-accounts"] == len(tables.values(subject, "payment-account"))
        assert rows["rail-tickets"] <= 1
        assert rows["company-register"] == len(tables.values(subject, "company-number"))


def roll_accounts(tables: Tables, database: str) -> list[Account]:
    """The rows that a roll has beforehand."""
    return [row for row in tables.accounts.values() if row.database == database and row.number < 20_000_000_000]


def test_a_roll_covers_the_share_that_it_says(tables: Tables) -> None:
    assert len(roll_accounts(tables, "rail-tickets")) / MANY == pytest.approx(0.8, abs=0.015)
    assert len(roll_accounts(tables, "school-enrolment")) / MANY == pytest.approx(0.95, abs=0.01)


def registered_owner(population: Residents, row: Account) -> str:
    """Whose number a row of the telecom holds: right, household, stranger, or nobody."""
    value = row.values.get("national-id")
    if not value:
        return "nobody"
    owner, registered_number = int(row.subject[1:]), number(value)
    if owner == registered_number:
        return "right"
    return "household" if share_household(population, owner, registered_number) else "stranger"


def test_a_register_is_wrong_and_blank_as_often_as_it_says(tables: Tables, population: Residents) -> None:
    telecom = Counter(registered_owner(population, row) for row in roll_accounts(tables, "subscribers"))
    filled = telecom.total() - telecom["nobody"]
    assert telecom["nobody"] / telecom.total() == pytest.approx(0.16, abs=0.015)
    assert telecom["stranger"] / filled == pytest.approx(0.02, abs=0.006)
    assert telecom["household"] / filled == pytest.approx(0.06, abs=0.012)


@pytest.mark.parametrize(
    ("coverage", "household", "stranger"),
    [(0.0, 0.06, 0.02), (0.05, 0.06, 0.3), (0.5, 0.4, 0.6), (1.0, 0.0, 1.0), (None, 0.3, 0.0), (0.9, None, None)],
)
def test_wrong_shares_are_of_the_filled_rows(
    tiny: World, coverage: float | None, household: float | None, stranger: float | None
) -> None:
    key = ("subscribers", "phone", "national-id")
    figures = {"coverage": coverage, "wrong_household": household, "wrong_stranger": stranger}
    world = replace(tiny, registers={**tiny.registers, key: replace(tiny.registers[key], **figures)})
    population = Residents(world, 1, BLOCK)
    accounts_ = population.accounts(world.databases["subscribers"], "resident", np.arange(BLOCK))
    cells = population.cells(world.databases["subscribers"], "national-id", accounts_)
    owners, registered = accounts_.owners[cells >= 0], cells[cells >= 0]
    assert len(owners) / len(cells) == pytest.approx(1.0 if coverage is None else coverage, abs=0.01)
    if len(owners):
        is_wrong = owners != registered
        is_relative = is_wrong & (population.household(owners)[0] == population.household(registered)[0])
        assert is_relative.mean() == pytest.approx(household or 0.0, abs=0.02)
        assert (is_wrong & ~is_relative).mean() == pytest.approx(stranger or 0.0, abs=0.03)


def test_a_stranger_lives_in_the_neighbourhood_and_is_of_age(tables: Tables, population: Residents) -> None:
    strangers = [row for row in roll_accounts(tables, "subscribers") if registered_owner(population, row) == "stranger"]
    assert len(strangers) > 80
    for row in strangers:
        stranger = number(row.values["national-id"])
        assert stranger // NEIGHBOURHOOD == int(row.subject[1:]) // NEIGHBOURHOOD
        assert tables.people[f"R{stranger:010d}"].group != "under-18"


def test_an_account_holds_one_of_its_subjects_values_drawn_evenly(tables: Tables) -> None:
    ordinals = [
        tables.values(row.subject, "phone").index(row.values["phone"])
        for row in roll_accounts(tables, "rail-tickets")
        if len(tables.values(row.subject, "phone")) == 2
    ]
    assert len(ordinals) > 500
    assert 0.45 < sum(ordinals) / len(ordinals) < 0.55


def test_records_come_as_often_as_the_world_says_to_adults_only_counted_by_residents_of_every_age(tiny: World) -> None:
    population = Residents(tiny, 3, 5 * BLOCK)
    blocks = [np.arange(block * BLOCK, (block + 1) * BLOCK) for block in range(5)]
    holders = [population.holders("unpaid-phone-bill", "resident", block) for block in blocks]
    assert sum(map(len, holders)) / (5 * BLOCK) == pytest.approx(0.04, abs=0.001)
    assert not any(population.is_child(holders_).any() for holders_ in holders)


def test_a_holder_in_a_crowd_is_a_holder_alone(population: Residents) -> None:
    for kind in population.world.record_kinds:
        together = population.holders(kind, "resident", EVERYBODY[:600]).tolist()
        alone = [resident for resident in range(600) if len(population.holders(kind, "resident", np.array([resident])))]
        assert together == alone


def test_a_kind_without_incidence_has_no_holders(population: Residents) -> None:
    assert not len(population.holders("officer-listed", "resident", EVERYBODY))


def test_companies_have_the_records_that_their_home_can_hold(tables: Tables) -> None:
    holders = Counter((record.kind, record.subject[0]) for record in tables.records.values())
    assert holders["fake-goods", "C"] > 10
    assert holders["fake-goods", "R"] == 0
    assert holders["unpaid-court-judgment", "C"] > 3
    assert holders["unpaid-court-judgment", "R"] > 50
    assert holders["skipped-fare", "C"] == 0


def test_a_subject_has_at_most_one_record_of_a_kind(tables: Tables) -> None:
    held = Counter((record.kind, record.subject) for record in tables.records.values())
    assert set(held.values()) == {1}


def test_a_block_can_be_made_without_those_before_it(tiny: World) -> None:
    alone, after = generate_tables(tiny, 1, 3 * BLOCK), generate_tables(tiny, 1, 3 * BLOCK)
    after.visit(0)
    for tables in (alone, after):
        tables.visit(2 * BLOCK // NEIGHBOURHOOD)
    rows = [row for row in alone.accounts.values() if int(row.subject[1:]) >= 2 * BLOCK or row.subject[0] == "C"]
    assert len(rows) > 500
    assert all(after.accounts[row.id].values == row.values for row in rows)


def test_blocks_do_not_repeat_each_other(tiny: World) -> None:
    population = Residents(tiny, 1, 2 * BLOCK)
    first, second = (population.incidence("bills-paid", "resident", block) % BLOCK for block in (0, 1))
    assert len(np.intersect1d(first, second)) / len(first) == pytest.approx(len(second) / BLOCK, abs=0.01)


def test_another_seed_makes_other_people(tiny: World) -> None:
    first, second = generate_tables(tiny, 1, 300), generate_tables(tiny, 2, 300)
    first.visit_all()
    second.visit_all()
    equal = sum(accounts(first, subject) == accounts(second, subject) for subject in first.people)
    assert equal < 150


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("R0000000042", SubjectRow("resident", 42)),
        ("C0000007", SubjectRow("company", 7)),
        ("R42", None),
        ("X0000000042", None),
        ("R00000000042", None),
        ("", None),
        ("R", None),
    ],
)
def test_a_subjects_name_means_one_subject_or_none(name: str, subject: SubjectRow | None) -> None:
    assert parse_subject(name) == subject
    assert subject is None or subject.id == name


@pytest.mark.parametrize(
    ("listed", "expected"), [([], [False] * 3), ([2], [False, True, False]), ([1, 9], [True] + [False] * 2)]
)
def test_who_is_among_the_listed(listed: list[int], expected: list[bool]) -> None:
    assert is_among(np.array([1, 2, 3]), np.array(listed, dtype=np.int64)).tolist() == expected
