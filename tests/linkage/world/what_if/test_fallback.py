"""The fallback: without one identifier, links are added on another wherever both ends hold it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkage.errors import LinkageError
from linkage.world.link_paths import columns_of, first_blank
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.fallback import fallback, fallbacks, summed_up
from linkage.world.what_if.parser import parse, under

KEYS = ("name-birth-date", "home-address", "home-address+name-birth-date")


@pytest.fixture(scope="module")
def elsewhere() -> World:
    return under(folders.load("elsewhere"))


@pytest.mark.parametrize("key", KEYS)
def test_every_link_on_the_identifier_is_replaced_or_named_as_ended(elsewhere: World, key: str) -> None:
    found = fallback(elsewhere, "national-id", key)
    on_it = {
        link.id
        for link in elsewhere.links.values()
        if first_blank(elsewhere, link) is None and any(held == "national-id" for _, held in columns_of(link))
    }
    assert {*found.replaced, *found.ended} == on_it
    changed = under(elsewhere.everything, found.text)
    ends = {(elsewhere.links[id_].source, elsewhere.links[id_].target) for id_ in found.replaced}
    added = {link.id: link for link in changed.links.values() if link.id not in elsewhere.links}
    assert {(link.source, link.target) for link in added.values()} == ends
    assert all(link.key == key and first_blank(changed, link) is None for link in added.values())


def test_its_text_reads_back_whatever_the_order_of_a_keys_parts(elsewhere: World) -> None:
    texts = {fallback(elsewhere, "national-id", key).text for key in ("name-birth-date+home-address", KEYS[2])}
    assert len(texts) == 1
    (text,) = texts
    assert ",".join(intervention.text for intervention in parse(text, elsewhere.everything)) == text


def test_a_share_below_all_is_kept_and_the_larger_one_where_two_links_are_replaced(elsewhere: World) -> None:
    links = dict(elsewhere.links)
    links["cases-to-credit"] = replace(links["cases-to-credit"], share=0.25)
    half = replace(elsewhere, links=links)
    assert fallback(half, "national-id", KEYS[0]).text.endswith("share:support-cases>credit-files:name-birth-date=0.25")
    links["again"] = replace(links["cases-to-credit"], id="again", share=None)
    assert "share:" not in fallback(replace(half, links=links), "national-id", KEYS[0]).text


def test_only_fallbacks_that_stand_in_for_a_link_are_offered(elsewhere: World) -> None:
    offered = list(fallbacks(elsewhere))
    assert {found.key for found in offered if found.dropped == "national-id"} == set(KEYS)
    assert all(found.replaced for found in offered)
    assert not list(fallbacks(under(folders.load("tiny"))))


@pytest.mark.parametrize(
    ("dropped", "key", "says"),
    [
        ("nationl-id", "phone", "Did you mean 'national-id'"),
        ("national-id", "name-birth-dat", "Did you mean 'name-birth-date'"),
        ("national-id", "home-address+national-id", "Without 'national-id' nobody can match"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(elsewhere: World, dropped: str, key: str, says: str) -> None:
    with pytest.raises(LinkageError, match=says):
        fallback(elsewhere, dropped, key)


@pytest.mark.parametrize("key", KEYS)
def test_it_is_summed_up_in_one_sentence_among_others(elsewhere: World, key: str) -> None:
    found = fallback(elsewhere, "national-id", key)
    parts = found.text.split(",")
    asked = parse(
        ",".join(["confirmed", parts[0], "off:" + next(iter(elsewhere.rules)), *parts[1:]]), elsewhere.everything
    )
    summed = summed_up(asked, elsewhere)
    assert [text for text, _ in summed] == ["confirmed", found.text, asked[2].text]
    assert summed[1][1].startswith("Without the Social Security number they match on ")
    assert ",".join(text for text, _ in summed).count("add:") == found.text.count("add:")


def test_a_fallback_that_lacks_a_part_is_said_part_by_part(elsewhere: World) -> None:
    text = fallback(elsewhere, "national-id", KEYS[0]).text.rpartition(",")[0]
    asked = parse(text, elsewhere.everything)
    assert summed_up(asked, elsewhere) == [(one.text, one.sentence(elsewhere)) for one in asked]
