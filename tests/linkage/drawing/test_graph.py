"""The graph of a world: parallel links stay apart, and a record reaches what its links and rules lead to."""

from __future__ import annotations

from dataclasses import replace

from linkage.drawing.graph import reach, world_graph
from linkage.world.model import World
from linkage.world.what_if.parser import under


def test_two_parallel_links_stay_two_in_the_graph(tiny: World) -> None:
    """Links are nodes, so that links on different identifiers between the same databases are never merged."""
    first = tiny.links["subscribers-to-rail-tickets"]
    second = replace(first, id="subscribers-to-rail-tickets-again")
    graph = world_graph(replace(tiny, links={**tiny.links, second.id: second}))
    links = [f"link:{first.id}", f"link:{second.id}"]
    assert all(graph.has_edge("database:subscribers", link) for link in links)
    assert all(graph.has_edge(link, "database:rail-tickets") for link in links)


def test_a_court_fine_reaches_what_reads_the_list(tiny: World) -> None:
    fine = reach(tiny, "unpaid-court-judgment")
    assert fine.databases == ("defaulter-list", "rail-tickets", "school-enrolment")
    assert fine.links == ("defaulter-list-to-rail-tickets", "defaulter-list-to-school-enrolment")
    assert fine.depths == {"defaulter-list": 0, "rail-tickets": 1, "school-enrolment": 1}


def test_a_service_that_needs_a_refused_one_is_reached(tiny: World) -> None:
    assert "package-tour" in reach(tiny, "unpaid-court-judgment").services


def test_a_listing_carries_the_reach_on(tiny: World) -> None:
    """Fake goods list the officers, and the listing travels to the railway."""
    fake_goods = reach(tiny, "fake-goods")
    assert "officer-listed" in fake_goods.kinds
    assert "defaulter-list-to-rail-tickets" in fake_goods.links


def test_a_dropped_identifier_takes_its_links_out_of_reach(tiny: World) -> None:
    assert reach(under(tiny, "drop:national-id"), "unpaid-court-judgment").links == ()


def test_an_unknown_kind_reaches_nothing(tiny: World) -> None:
    assert reach(tiny, "parking").databases == ()
