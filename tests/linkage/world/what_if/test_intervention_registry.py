"""What-ifs: every intervention, its text, its sentence, and what it does to a world."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from itertools import chain
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.cli.command_line import VERBS
from linkage.errors import WhatIfError
from linkage.world.link_paths import first_blank
from linkage.world.model import Hop, Threshold, World
from linkage.world.storage import folders
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.intervention_registry import INTERVENTIONS, SWEEP_AXES, switch_texts
from linkage.world.what_if.link_interventions import Share
from linkage.world.what_if.parser import check_text, parse, text_of, under
from tests.oracles import random_worlds


class Case(NamedTuple):
    """One intervention on `tiny`: its text, its sentence, a misspelt twin, and the name that answers it."""

    text: str
    sentence: str
    misspelt: str
    nearest: str


RAIL = "Defaulter list → Rail tickets"
CASES = {
    "cut": Case(
        "cut:defaulter-list-to-rail-tickets",
        f"Cut the link {RAIL}.",
        "cut:defaulter-list-to-rial-tickets",
        "defaulter-list-to-rail-tickets",
    ),
    "drop": Case("drop:phone", "No database stores the phone.", "drop:fone", "phone"),
    "forget": Case(
        "forget:subscribers.national-id",
        "Phone subscribers no longer stores the national ID.",
        "forget:subscribers.national-di",
        "national-id",
    ),
    "off": Case(
        "off:defaulter-list-refuse-loan",
        "Switch off the rule “Defaulter list: refuse Bank loan”.",
        "off:defaulter-list-refuse-lone",
        "defaulter-list-refuse-loan",
    ),
    "keep": Case("keep:reported+derived", "Keep only what is reported or derived.", "keep:reprted", "reported"),
    "reading": Case(
        "reading:documented", "The sources are read as in 'Documented'.", "reading:documentd", "documented"
    ),
    "only": Case("only:act", "Only records of the class 'act' count.", "only:finacial", "financial"),
    "confirmed": Case("confirmed", "Only confirmed records count.", "confirmd", "confirmed"),
    "expire": Case(
        "expire:skipped-fare=60",
        "The original record “skipped fare” expires after 60 days at the latest.",
        "expire:skiped-fare=60",
        "skipped-fare",
    ),
    "correct": Case(
        "correct:unpaid-court-judgment=30",
        "Every “unpaid court judgment” is found to be wrong, and the original is deleted on day 30.",
        "correct:unpaid-cort-fine=30",
        "unpaid-court-judgment",
    ),
    "repair": Case(
        "repair:subscribers=20",
        "The wrong rows of Phone subscribers are corrected on day 20.",
        "repair:subscriber=20",
        "subscribers",
    ),
    "enforced": Case(
        "enforced:defaulter-list-refuse-loan=0.25",
        "The rule 'defaulter-list-refuse-loan' fires at 25.0% of accounts.",
        "enforced:defaulter-list-refuse-lone=0.25",
        "defaulter-list-refuse-loan",
    ),
    "dispute": Case(
        "dispute:unpaid-court-judgment=10",
        "Every original record “unpaid court judgment” is in dispute from day 10 on: who asks for a confirmed record "
        "takes none that comes later.",
        "dispute:unpaid-cort-fine=10",
        "unpaid-court-judgment",
    ),
    "false": Case(
        "false:skipped-fare=0.02",
        "Of the original records “skipped fare”, 2.0% state what isn't so. Nobody in the chain knows.",
        "false:skiped-fare=0.02",
        "skipped-fare",
    ),
    "delay": Case(
        "delay:defaulter-list-to-rail-tickets=9",
        f"The link {RAIL} takes 9 days.",
        "delay:defaulter-list-to-rails=9",
        "defaulter-list-to-rail-tickets",
    ),
    "share": Case(
        "share:defaulter-list-to-rail-tickets=0.25",
        f"The link {RAIL} passes on 25.0% of the records.",
        "share:defaulter-list-to-rails=0.25",
        "defaulter-list-to-rail-tickets",
    ),
    "removal": Case(
        "removal:defaulter-list-to-rail-tickets=never",
        f"The link {RAIL} never passes removals on.",
        "removal:defaulter-list-to-rails=never",
        "defaulter-list-to-rail-tickets",
    ),
    "threshold": Case(
        "threshold:rail-tickets-refuse-monthly-pass=3",
        "The rule “Rail tickets: refuse Monthly pass” needs 3 different records.",
        "threshold:rail-tickets-refuse-monthly=3",
        "rail-tickets-refuse-monthly-pass",
    ),
    "missing": Case(
        "missing:rail-tickets.national-id=0.25",
        "At Rail tickets, 25.0% of the cells for the national ID are blank.",
        "missing:rail-tickets.national-di=0.25",
        "national-id",
    ),
    "mistyped": Case(
        "mistyped:school-enrolment.national-id=0.25",
        "At School enrolment, 25.0% of the cells for the national ID are mistyped.",
        "mistyped:school-enrolmnt.national-id=0.25",
        "school-enrolment",
    ),
    "isolate": Case(
        "isolate:rail-tickets+school-enrolment",
        "Rail tickets and School enrolment share nothing, and no rule acts there.",
        "isolate:rail-tickets+school-enrolmnt",
        "school-enrolment",
    ),
    "add": Case(
        "add:rail-tickets>school-enrolment:national-id",
        "Add a link Rail tickets → School enrolment, matched by national ID.",
        "add:rail-tickets>school-enrolmnt:national-id",
        "school-enrolment",
    ),
}


def test_every_intervention_stands_here_and_in_the_table() -> None:
    verbs = {kind.verb for kind in _every_kind(Intervention) if kind.verb}
    assert verbs == set(CASES) == set(INTERVENTIONS)


def _every_kind(kind: type[Intervention]) -> Iterator[type[Intervention]]:
    """A class of interventions, and all that are made from it."""
    yield kind
    for other in kind.__subclasses__():
        yield from _every_kind(other)


def test_random_what_ifs_hold_every_intervention() -> None:
    assert {*random_worlds.VERBS, *random_worlds.ERROR_VERBS} == set(INTERVENTIONS)


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_it_declares_its_verb_its_form_and_its_meaning(verb: str) -> None:
    kind = INTERVENTIONS[verb]
    assert kind.verb == verb == kind.form.partition(":")[0]
    assert kind.meaning() != Intervention.meaning()
    assert kind.meaning().endswith(".")
    assert kind.text is not Intervention.text or kind.form == verb
    assert kind.sentence is not Intervention.sentence


def _removals(kind: type[Intervention], world: World) -> Iterator[Iterable[Intervention]]:
    """What can be taken away, of each of its sorts."""
    return (kind.removals(world, sort.name) for sort in kind.removal_sorts)


@pytest.mark.parametrize("verb", INTERVENTIONS)
@pytest.mark.parametrize("world", ["tiny", "jiangsu", "elsewhere"])
def test_what_it_offers_can_be_read_and_is_its_own(verb: str, world: str) -> None:
    """Switches, number fields, sweeps and removals: each names something of the world, once."""
    kind, everything = INTERVENTIONS[verb], folders.load(world)
    switches, fields_ = list(kind.switches(everything)), list(kind.number_fields(everything))
    ranges, removals = list(kind.sweep_ranges(everything)), [list(each) for each in _removals(kind, everything)]
    texts = [switch.text for switch in switches] + [removal.text for each in removals for removal in each]
    texts += [f"{number.text}={number.value or 1}" for number in fields_]
    texts += [f"{verb}:{each.row}={value}" for each in ranges for value in (each.low, each.high)]
    for text in texts:
        (one,) = parse(text, everything)
        assert type(one) is kind
        assert parse(one.text, everything) == (one,)
    assert len({switch.text for switch in switches}) == len(switches)
    assert all(len({removal.text for removal in each}) == len(each) for each in removals)
    assert len({(number.row, number.text) for number in fields_}) == len(fields_)
    assert kind.removal_sorts or not list(kind.removals(everything, ""))
    assert bool(kind.axis) == ("=" in kind.form)
    assert kind.axis or not ranges


@pytest.mark.parametrize("verb", [verb for verb, kind in INTERVENTIONS.items() if kind.removal_sorts])
@pytest.mark.parametrize("world", ["tiny", "beijing"])
def test_a_removal_ends_what_it_says(verb: str, world: str) -> None:
    before = under(folders.load(world))
    live = {link.id for link in before.links.values() if first_blank(before, link) is None}
    for removal in chain.from_iterable(_removals(INTERVENTIONS[verb], before)):
        after = removal.apply(before)
        left = {link.id for link in after.links.values() if first_blank(after, link) is None}
        assert live - left == removal.ended_links(before) & live, removal.text
        assert set(before.rules) - set(after.rules) == removal.ended_rules(before), removal.text


def test_figures_and_switches_keep_their_order() -> None:
    """The order that error texts and pages have; a new one comes last."""
    assert list(SWEEP_AXES) == ["delay", "removal", "share", "threshold", "expire", "correct", "repair", "enforced",
                                "missing", "mistyped", "dispute", "false"]  # fmt: skip
    chosen = {axis.row: [] for axis in SWEEP_AXES.values()}
    for verb, axis in sorted(SWEEP_AXES.items(), key=lambda pair: pair[1].choice):
        chosen[axis.row].append(verb)
    assert (chosen["link"], chosen["record"]) == (
        ["share", "removal", "delay"],
        ["correct", "expire", "dispute", "false"],
    )
    places = [
        {"correct", "delay", "missing", "reading"},
        {"confirmed", "expire", "mistyped", "removal"},
        {"only", "share", "dispute"},
    ]
    for place, verbs in enumerate(places):
        assert {verb for verb, kind in INTERVENTIONS.items() if kind.switch_place == place} == verbs


def test_the_command_lines_help_names_every_sort_of_removal() -> None:
    (cut,) = [verb for verb in VERBS if verb.name == "cut"]
    parser = argparse.ArgumentParser()
    for arguments in cut.arguments:
        arguments(parser)
    sorts = [sort.name for kind in INTERVENTIONS.values() for sort in kind.removal_sorts]
    assert all(sort in parser.format_help() for sort in sorts)


@pytest.mark.parametrize("name", [entry.id for entry in folders.worlds()])
def test_each_switch_of_a_world_has_a_sentence_of_its_own(name: str) -> None:
    world = folders.load(name)
    texts = [text for kind in INTERVENTIONS.values() for text in dict.fromkeys(s.text for s in kind.switches(world))]
    sentences = [" ".join(asked.sentence(world) for asked in parse(text, world)) for text in texts]
    assert [sentence for sentence in sentences if sentences.count(sentence) > 1] == []


def test_a_row_has_one_switch(tiny: World) -> None:
    texts = switch_texts(tiny)
    assert texts["link:defaulter-list-to-rail-tickets"] == "cut:defaulter-list-to-rail-tickets"
    assert texts["column:subscribers.national-id"] == "forget:subscribers.national-id"
    assert texts["reading:everything"] == "reading:everything"
    assert "" not in texts


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_it_changes_the_world_and_not_the_baseline(verb: str, tiny: World) -> None:
    before = repr(tiny)
    changed = under(tiny, CASES[verb].text)
    assert replace(changed, folder=None) != tiny
    assert changed.everything is tiny
    assert repr(tiny) == before


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_it_has_a_text_that_reads_back_and_a_sentence(verb: str, tiny: World) -> None:
    (one,) = parse(CASES[verb].text, tiny)
    assert one.verb == verb
    assert one.text == CASES[verb].text
    assert parse(one.text, tiny) == (one,)
    assert one.sentence(tiny) == CASES[verb].sentence


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_an_unknown_name_in_it_is_answered_with_the_nearest(verb: str, tiny: World) -> None:
    with pytest.raises(WhatIfError, match=f"Did you mean '{CASES[verb].nearest}'?"):
        parse(CASES[verb].misspelt, tiny)
    assert [near for *_, near in check_text(CASES[verb].misspelt, tiny)] == [CASES[verb].nearest]


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_it_is_a_frozen_value(verb: str, tiny: World) -> None:
    (one,) = parse(CASES[verb].text, tiny)
    assert hash(one) == hash(parse(CASES[verb].text, tiny)[0])
    for field in fields(one):
        with pytest.raises(AttributeError):
            setattr(one, field.name, "other")


@pytest.mark.parametrize("verb", INTERVENTIONS)
def test_it_also_applies_under_a_reading_that_took_its_names_away(verb: str, tiny: World) -> None:
    assert under(tiny, f"reading:documented,{CASES[verb].text.replace('reading:documented', '')}")


@pytest.mark.parametrize("verb", [verb for verb in CASES if verb not in ("confirmed", "reading")])
def test_without_a_name_it_is_not_read(verb: str, tiny: World) -> None:
    with pytest.raises(WhatIfError):
        parse(verb, tiny)


NAMES = [case.text for verb, case in CASES.items() if verb != "reading"]


@given(st.lists(st.sampled_from(NAMES), max_size=6), st.sampled_from(["", "reading:planned", "reading:everything"]))
def test_any_list_of_them_reads_back(tiny: World, texts: list[str], first: str) -> None:
    text = ",".join(filter(None, [first, *texts]))
    assert text_of(parse(text, tiny)) == text


@given(st.floats(0, 1))
def test_any_share_reads_back(tiny: World, share: float) -> None:
    one = Share("defaulter-list-to-rail-tickets", share)
    assert parse(one.text, tiny) == (one,)


@given(st.text(max_size=40))
def test_any_other_text_is_an_answer_or_a_kind_error(tiny: World, text: str) -> None:
    with contextlib.suppress(WhatIfError):
        assert parse(text_of(parse(text, tiny)), tiny) == parse(text, tiny)


def test_every_fault_of_a_what_if_is_named_at_once(tiny: World) -> None:
    with pytest.raises(WhatIfError) as caught:
        parse("cut:nothing-like-it,drop:fone,expire:skipped-fare=soon", tiny, "stories.csv, court-fine")
    assert "There is no link 'nothing-like-it'." in str(caught.value)
    assert "There is no identifier 'fone'. Did you mean 'phone'?" in str(caught.value)
    assert "needs a whole number from 0 to 36,500 after the '=', not 'soon'" in str(caught.value)
    assert str(caught.value).endswith("(stories.csv, court-fine)")


@pytest.mark.parametrize(
    "text",
    [
        "drop:phone,reading:documented",
        "expire:skipped-fare=-1",
        "expire:skipped-fare=1.5",
        "expire:skipped-fare=１",  # a full-width one
        "share:defaulter-list-to-rail-tickets=1.1",
        "share:defaulter-list-to-rail-tickets=nan",
        "threshold:rail-tickets-slow-rail=0",
        "removal:defaulter-list-to-rail-tickets=sometimes",
        "confirmed:all",
        "confirmed:",
        "keep:",
        "forget:subscribers",
        "forget:rail-tickets.phone",  # no register
        "add:rail-tickets>rail-tickets:phone",
        "add:rail-tickets>school-enrolment:phone",
        "add:company-register>rail-tickets:company-number",
        "add:payment-accounts>school-enrolment:phone:subscribers.payment-account",
        "add:rail-tickets-school-enrolment",
        "cut:a=b",
        "fly:rail",
    ],
)
def test_what_cannot_be_is_refused(text: str, tiny: World) -> None:
    with pytest.raises(WhatIfError):
        under(tiny, text)


@pytest.mark.parametrize("text", ["", " ", ",", ",,"])
def test_an_empty_what_if_is_the_baseline(text: str, tiny: World) -> None:
    assert under(tiny, text) == under(tiny)
    assert replace(under(tiny, text), folder=None) == tiny


@pytest.mark.parametrize("text", [",reading:documented", " , reading:documented ,"])
def test_a_blank_part_in_front_does_not_unseat_a_reading(text: str, tiny: World) -> None:
    assert under(tiny, text) == under(tiny, "reading:documented")


def test_without_a_reading_a_what_if_starts_from_the_baselines(tiny: World) -> None:
    shown = replace(tiny, baseline="documented")
    assert under(shown, "drop:phone").rules == under(shown, "reading:documented").rules
    assert under(shown, "reading:everything").rules == tiny.rules


def test_a_cut_link_may_still_be_given_a_delay_and_carries_nothing(tiny: World) -> None:
    changed = under(tiny, "cut:defaulter-list-to-rail-tickets,delay:defaulter-list-to-rail-tickets=3")
    assert "defaulter-list-to-rail-tickets" not in changed.links


def test_names_that_a_reading_took_away_are_still_known(tiny: World) -> None:
    assert parse("reading:documented,off:school-enrolment-refuse-private-school", tiny)


def test_interventions_apply_from_left_to_right(tiny: World) -> None:
    link = "defaulter-list-to-rail-tickets"
    assert under(tiny, f"delay:{link}=3,delay:{link}=9").links[link].add_days == 9


def test_a_link_that_was_added_can_be_changed_and_cut(tiny: World) -> None:
    link = "rail-tickets>school-enrolment:national-id"
    changed = under(tiny, f"add:{link},delay:{link}=5,share:{link}=0.5,removal:{link}=2")
    assert (changed.links[link].add_days, changed.links[link].share, changed.links[link].remove_days) == (5, 0.5, 2)
    assert link not in under(tiny, f"add:{link},cut:{link}").links


def test_a_link_that_was_not_added_yet_is_unknown(tiny: World) -> None:
    with pytest.raises(WhatIfError):
        parse("cut:rail-tickets>school-enrolment:national-id,add:rail-tickets>school-enrolment:national-id", tiny)


def test_an_added_link_is_assumed_and_carries_everything_at_once(tiny: World) -> None:
    link = "payment-accounts>rail-tickets:phone:subscribers.national-id"
    added = under(tiny, f"add:{link}").links[link]
    assert (added.status, added.carries, added.needs, added.share, added.add_days, added.remove_days) == (
        ("assumed", ("*",), "any", None, None, None)
    )
    assert added.via == (Hop("subscribers", "national-id"),)


def test_dropping_an_identifier_blanks_it_everywhere(tiny: World) -> None:
    changed = under(tiny, "drop:phone")
    assert not any(changed.holds(database, "phone") for database in changed.databases)
    assert changed.holds("rail-tickets", "national-id")


def test_forgetting_a_column_blanks_it_there_only(tiny: World) -> None:
    changed = under(tiny, "forget:subscribers.national-id")
    assert changed.blank == {("subscribers", "national-id")}


def test_keeping_statuses_takes_what_stands_on_what_goes(tiny: World) -> None:
    kept = under(tiny, "keep:reported")
    assert list(kept.agencies) == ["courts", "payment-app", "railway", "telecoms"]
    assert "school-enrolment" not in kept.databases
    assert list(kept.links) == ["defaulter-list-to-rail-tickets"]
    assert kept.links["defaulter-list-to-rail-tickets"].carries == ("unpaid-court-judgment",)
    assert list(kept.record_kinds) == ["unpaid-court-judgment"]  # fake goods lost their home, the company register


def test_keeping_statuses_makes_a_lost_identifier_blank(tiny: World) -> None:
    identifiers = {**tiny.identifiers, "phone": replace(tiny.identifiers["phone"], status="assumed")}
    kept = under(replace(tiny, identifiers=identifiers), "keep:reported+alleged+view")
    assert not kept.holds("rail-tickets", "phone")
    assert not any("phone" in (row.from_, row.to) for row in kept.registers.values())
    assert "payment-accounts-to-rail-tickets" not in kept.links


def test_keeping_statuses_takes_a_listing_rule_with_its_kind(tiny: World) -> None:
    kept = under(tiny, "keep:reported+derived+planned+assumed")
    assert "company-register-list-officers" in kept.rules
    kinds = {**tiny.record_kinds, "officer-listed": replace(tiny.record_kinds["officer-listed"], status="view")}
    kept = under(replace(tiny, record_kinds=kinds), "keep:reported+derived+planned+assumed")
    assert "company-register-list-officers" not in kept.rules
    assert kept.rules["rail-tickets-refuse-high-speed-rail"].kinds == ("unpaid-court-judgment",)


def test_a_reading_is_what_it_keeps_and_what_else_it_changes(tiny: World) -> None:
    reading = replace(tiny.readings["documented"], what_if="drop:phone")
    world = replace(tiny, readings={**tiny.readings, "documented": reading})
    assert under(world, "reading:documented").links == under(tiny, "keep:reported+derived").links
    assert not under(world, "reading:documented").holds("rail-tickets", "phone")


def test_only_a_class_takes_its_kinds_out_of_links_and_rules(tiny: World) -> None:
    changed = under(tiny, "only:act")
    assert changed.links["defaulter-list-to-rail-tickets"].carries == ()
    assert changed.rules["rail-tickets-slow-rail"].kinds == ("skipped-fare",)
    assert "unpaid-court-judgment" in changed.record_kinds


def test_two_classes_leave_nothing(tiny: World) -> None:
    assert all(not rule.kinds for rule in under(tiny, "only:act,only:financial").rules.values())


def test_confirmed_is_asked_of_every_link_and_rule(tiny: World) -> None:
    changed = under(tiny, "confirmed")
    assert {row.needs for row in [*changed.links.values(), *changed.rules.values()]} == {"confirmed"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("expire:unpaid-court-judgment=60", 60),
        ("expire:*=60", 60),
        ("expire:*=60,expire:unpaid-court-judgment=90", 60),
        ("expire:*=9999", 730),
        ("expire:skipped-fare=60", 730),
    ],
)
def test_a_record_expires_at_the_latest_then(text: str, days: int, tiny: World) -> None:
    assert under(tiny, text).record_kinds["unpaid-court-judgment"].lasts_days == days


def test_the_earlier_correction_and_the_earlier_repair_count(tiny: World) -> None:
    changed = under(tiny, "correct:skipped-fare=9,correct:skipped-fare=4,repair:subscribers=3,repair:subscribers=8")
    assert (dict(changed.corrected), dict(changed.repaired)) == ({"skipped-fare": 4}, {"subscribers": 3})


def test_a_threshold_is_the_number_of_kinds_or_the_score(tiny: World) -> None:
    rule = "rail-tickets-slow-rail"
    assert under(tiny, f"threshold:{rule}=2").rules[rule].at_least == 2
    scored = replace(tiny, rules={**tiny.rules, rule: replace(tiny.rules[rule], when=Threshold("<", 600))})
    assert under(scored, f"threshold:{rule}=-50").rules[rule].when == Threshold("<", -50)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", ["joins", "through"]),
        ("drop:phone", []),
        ("forget:telecom.national-id", ["joins"]),
        ("forget:telecom.phone", ["joins"]),
        ("drop:national-id", ["joins"]),
    ],
)
def test_a_link_with_a_blank_column_on_its_way_is_dead(text: str, links: list[str], hand) -> None:
    from linkage.spread.compiled_rules import CompiledRules

    world = hand.world(
        {"shop": "roll residents phone", "telecom": "roll residents phone national-id",
         "rail": "roll residents phone national-id"},
        {"debt": "shop"},
        [hand.link("joins", "shop > rail: phone"), hand.link("through", "shop > rail: phone, telecom.national-id")],
        registers=["telecom: phone > national-id"],
    )  # fmt: skip
    assert [route.id for route in CompiledRules.of(under(world, text)).routes.get(("shop", "debt"), ())] == links


def test_two_readings_are_one_too_many(tiny: World) -> None:
    with pytest.raises(WhatIfError, match="'reading:planned' must stand first in a what-if"):
        parse("reading:documented,reading:planned", tiny)
