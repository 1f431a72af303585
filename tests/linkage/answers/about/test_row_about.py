"""All about a link, rule or database: what it rests on, which stories use it, and what changes without it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from linkage.answers.about.about_report import about_json, about_text
from linkage.answers.about.row_about import ROW_TABLES, RowAbout, row_about, source_chain
from linkage.answers.sentences import within_quotes
from linkage.answers.spread_question import Answer, Question, ask
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.link_paths import known_kinds
from linkage.world.model import World
from linkage.world.storage.folders import load, worlds
from linkage.world.what_if.parser import under

TRAINS = "defaulter-list-to-rail-tickets"


@pytest.fixture(scope="module")
def tiny() -> World:
    """The tiny world."""
    return load("tiny")


@pytest.fixture(scope="module")
def beijing() -> World:
    """The world of the five articles."""
    return load("beijing")


ANSWERED: dict[tuple[int, Question], Answer] = {}


def look(world: World, name: str, what_if: str = "", table: str = "") -> RowAbout:
    """All about a row; a story that was told before isn't looked for again."""

    def answer(question: Question) -> Answer:
        key = (id(world), question)
        if key not in ANSWERED:
            ANSWERED[key] = ask(world, question)
        return ANSWERED[key]

    return row_about(world, name, what_if, answer, table)


def stories(details: RowAbout) -> dict[str, str]:
    """What changes in each story."""
    return {story.story.id: story.says for story in details.stories}


def test_a_link_says_whose_stories_pass_it_and_which_doors_open_without_it(tiny: World) -> None:
    first = look(tiny, TRAINS).stories[0]
    assert (first.story.id, first.steps, first.day) == ("court-fine", 1, 1)
    assert first.opened == ("high-speed-rail", "package-tour")
    assert first.says == "High-speed rail and Package tour are open again."


def test_without_a_rule_its_door_is_open(tiny: World) -> None:
    details = look(tiny, "defaulter-list-refuse-loan")
    assert details.removal == "off:defaulter-list-refuse-loan"
    assert details.stories[0].opened == ("loan",)


def test_a_database_is_taken_away_with_its_links_its_rules_and_what_is_looked_up_in_it(tiny: World) -> None:
    texts = look(tiny, "subscribers").removal.split(",")
    assert "cut:subscribers-to-rail-tickets" in texts
    assert "cut:payment-accounts-to-rail-tickets" in texts  # the phone gives the national ID there
    assert "cut:defaulter-list-to-rail-tickets" not in texts


@pytest.mark.thorough
def test_a_story_that_only_could_come_that_way_is_named_as_one(beijing: World) -> None:
    passing = {story.story.id: story for story in look(beijing, "orders-to-air").stories}
    assert (passing["court-fine"].steps, passing["court-fine"].day) == (0, None)
    assert passing["court-fine"].says.startswith("Nothing changes")
    assert passing["company-officer"].steps == 1


def test_what_a_story_gains_is_what_the_same_what_if_gives(beijing: World) -> None:
    details = look(beijing, "defaulters-to-banks")
    fine = next(story for story in details.stories if story.story.id == "court-fine")
    before, after = (ask(beijing, Question(story="court-fine", what_if=text)) for text in ("", details.removal))
    freed = set(before.spread.closed(before.subject)) - set(after.spread.closed(after.subject))
    assert set(fine.opened) == freed


@pytest.mark.thorough
def test_a_row_outside_of_the_reading_says_which_readings_keep_it(beijing: World) -> None:
    details = look(beijing, "score-to-schools")
    assert not details.held
    assert details.kinds == ()
    assert [reading.id for reading in details.readings] == ["press", "coercive-and-nice"]
    assert look(beijing, "score-to-schools", "reading:press").held


def test_a_link_whose_column_a_reading_blanks_is_not_kept_by_it(beijing: World) -> None:
    readings = {reading.id for reading in look(beijing, "fares-to-penalties-by-phone").readings}
    assert "plan" in readings
    assert "press" not in readings


def test_every_quote_stands_there_in_full_with_the_sources_behind_it(beijing: World) -> None:
    details = look(beijing, "judgments-to-defaulters")
    first = details.evidence[0]
    assert first.quote.quote == "individuals blacklisted for such offences as failing to pay court-mandated fines"
    assert [source.id for source in first.chain] == ["s002", "xinhua", "plan"]
    assert [quote_chain.quote.id for quote_chain in details.evidence] == list(details.row.evidence)


def test_a_source_that_repeats_itself_ends_the_chain(tiny: World) -> None:
    source = next(iter(tiny.sources.values()))
    circle = replace(tiny, sources={**tiny.sources, source.id: replace(source, via=source.id)})
    assert [source_in_chain.id for source_in_chain in source_chain(circle, source.id)] == [source.id]


def test_the_cards_that_switch_a_row_are_named_before_those_that_only_share_a_quote(beijing: World) -> None:
    relations = {card.card.id: card.how for card in look(beijing, "credit-hub").cards}
    assert relations["unclear-pool-or-pairs"] == "switches"
    relations = {card.card.id: card.how for card in look(beijing, "orders-to-air").cards}
    assert relations["context-two-things"] == "quotes"


def test_a_card_that_forgets_a_column_speaks_of_the_links_that_translate_through_it(beijing: World) -> None:
    switching = {card.card.id for card in look(beijing, "fares-to-penalties-by-phone").cards if card.how == "switches"}
    assert "c3-id-only" in switching  # it forgets payment-accounts.phone
    switching = {card.card.id for card in look(beijing, "fares-to-penalties-by-id").cards if card.how == "switches"}
    assert "c3-id-only" not in switching


def test_a_companys_record_never_comes_over_a_residents_identifier(tiny: World) -> None:
    known = known_kinds(under(tiny, ""))
    assert "fake-goods" in known["defaulter-list", "companies"]
    assert "fake-goods" not in known["rail-tickets", "residents"]
    assert look(tiny, TRAINS).kinds == ("officer-listed", "unpaid-court-judgment")


def test_answers_that_were_made_before_are_used_again(tiny: World) -> None:
    answers: dict[Question, Answer] = {}

    def answer(question: Question) -> Answer:
        answers.setdefault(question, ask(tiny, question))
        return answers[question]

    assert stories(row_about(tiny, TRAINS, "", answer)) == stories(look(tiny, TRAINS))
    assert len(answers) == len(tiny.stories)


def test_a_name_that_is_none_gets_the_nearest_one(tiny: World) -> None:
    with pytest.raises(LinkageError, match="Did you mean 'rail-tickets'"):
        look(tiny, "rail-ticket")


def test_a_name_that_two_tables_have_is_found_in_the_one_that_is_asked(tiny: World) -> None:
    rule = replace(next(iter(tiny.rules.values())), id="rail-tickets")
    both = replace(tiny, rules={**tiny.rules, "rail-tickets": rule})
    assert row_about(both, "rail-tickets").table == "rules"
    assert row_about(both, "rail-tickets", table="databases").table == "databases"


@pytest.mark.thorough
@pytest.mark.parametrize("world", [world.id for world in worlds()])
def test_every_link_rule_and_database_of_every_world_can_be_asked_about(world: str) -> None:
    loaded = load(world)
    for table in ROW_TABLES:
        for name in getattr(loaded, table):
            details = look(loaded, name, "", table)
            as_json, as_text = about_json(details), about_text(details)
            assert json.loads(json.dumps(as_json)) == as_json
            quotes = [quote["quote"] for quote in as_json["evidence"] if quote["quote"]]
            assert all(within_quotes(quote) in as_text for quote in quotes)
            assert details.held or not as_json["kinds"]


def test_the_command_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["about", "tiny", TRAINS]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"link {TRAINS}: Defaulter list → Rail tickets\n")
    assert "High-speed rail and Package tour are open again." in text
    assert main(["about", "tiny", TRAINS, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["id"], printed["removal"], printed["in_pairs"]) == (TRAINS, f"cut:{TRAINS}", None)
    assert printed["stories"][0]["opened"] == ["high-speed-rail", "package-tour"]


def test_the_command_looks_under_a_what_if(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["about", "tiny", TRAINS, "--what-if", "drop:national-id"]) == 0
    assert "It is left out here." in capsys.readouterr().out


def test_a_blank_that_means_something_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["about", "beijing", "defaulters-to-schools"])
    assert "remove days  never" in capsys.readouterr().out


def test_nothing_of_that_name_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["about", "tiny", "nothing"]) == 1
    assert "There is no link, rule or database 'nothing'." in capsys.readouterr().err
