"""Answers as files for other programs and for people without this one: graphs, the map, a page that needs no server.

A world's graph has links as nodes (`drawing.graph`). A spread's graph has its steps as nodes, each step one arrival by
one link or rule, and an arrow from each cause: so two links between the same databases stay two there as well.
Every file says of itself that its people are invented, and what it was made from (`stamp`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from linkage.answers import sentences
from linkage.answers.exports.export_formats import EXPORT_FORMATS, export_format
from linkage.answers.exports.output_place import check_output_place
from linkage.answers.exports.provenance_stamp import answer_provenance, world_provenance
from linkage.answers.spread_question import Answer, Question
from linkage.answers.trace import trace_report
from linkage.answers.trace.highlights import closed_counts, highlights, step_highlights
from linkage.drawing.formats.graph_formats import writable_graph
from linkage.drawing.formats.html_page import HtmlPage, JoinKey, Quotation, StepLine, Wave, html_page
from linkage.drawing.graph import world_graph
from linkage.drawing.row_graph import row_graph
from linkage.drawing.svg.svg import StaticImage, svg
from linkage.drawing.visual_encoding import look
from linkage.drawing.world_scene import world_scene
from linkage.errors import UsageError
from linkage.spread.steps import Step
from linkage.world.atomic_write import write_file
from linkage.world.model import World


@dataclass(frozen=True)
class Exported:
    """A text in some format; it can be shown, or written whole or not at all."""

    form: str
    text: str

    def save(self, path: str | Path, overwrite: bool = False) -> Path:
        """Write it to a file, in place of an older one of ours.

        Args:
            path: the file.
            overwrite: whether any other file may be replaced as well.

        Returns:
            The file.

        Raises:
            LinkageError: there is no such folder, another file stands there, or the disk refused; what was there stays
                as it was.
        """
        target = Path(path)
        check_output_place(target, f"spread.{self.form}", overwrite)
        write_file(target, self.text)
        return target


def export_world(world: World, form: str, what_if: str = "", links: str = "nodes") -> Exported:
    """A world's graph, as it is under what `world` was made with; `what_if` only names it.

    Where the format keeps rows and there is no what-if, it has every row of the folder, and each says whether it is
    there in the baseline reading.

    Args:
        links: `nodes`, or `edges`: in formats that keep rows, each link is one edge between its databases.

    Raises:
        UsageError: a format that isn't there, or that can't have links as edges, or a picture: those are of a spread.
    """
    chosen = export_format(form)
    if chosen.writes == "book":
        return export_book(world, form, Question(what_if=what_if))
    if chosen.needs_spread:
        what = "graph" if chosen.writes == "graph" else "picture"
        raise UsageError(f"'{form}' is a {what} of one spread: name a story or a record.")
    if links == "edges" and not chosen.keeps_rows:
        able = ", ".join(row.name for row in EXPORT_FORMATS.values() if row.keeps_rows)
        raise UsageError(f"'{form}' draws links as nodes: links=edges is for {able}.")
    graph = _graph_of_rows(world, what_if, links) if chosen.keeps_rows else world_graph(world)
    graph.graph.update(_about(world_provenance(world, what_if)))
    return Exported(form, chosen.write(writable_graph(graph)))


def export_book(world: World, form: str, people: Question | None = None) -> Exported:
    """A whole world as a book.

    Args:
        people: whose people: a seed, the city's residents, or tables; it names no story, record or what-if.

    Raises:
        UsageError: a story, a record or a what-if is named: a book has all stories and every single switch.
    """
    asked = people or Question()
    named = ("story=", asked.story), ("record=", asked.record_kind), ("resident=", asked.resident)
    for argument, value in (*named, ("what_if=", asked.what_if)):
        if value:
            raise UsageError(f"'{form}' has every story and every single switch of a world: leave out {argument}.")
    return Exported(form, export_format(form).write(world, asked))


def _graph_of_rows(world: World, what_if: str, links: str) -> nx.DiGraph:
    """Every row of a folder; under a what-if, the rows that there are under it."""
    if what_if.strip(" ,"):
        graph = row_graph(world, links)
        graph.graph["what_if"] = what_if
        return graph
    everything = world.everything
    return row_graph(everything, links, world if everything.baseline else None)


def export_spread(answer: Answer, form: str, theme: str = "dark") -> Exported:
    """A spread in some format.

    Raises:
        UsageError: a format that isn't there.
    """
    chosen = export_format(form)
    if chosen.writes == "book":
        raise UsageError(f"'{form}' is of a whole world: name the world alone.")
    if chosen.writes == "graph":
        return Exported(form, chosen.write(writable_graph(steps_graph(answer))))
    return Exported(form, chosen.write(answer, theme))


def _about(stamp: tuple[str, ...]) -> dict[str, str]:
    return {"about": stamp[0], "made_by": stamp[1]}


def title_of(answer: Answer) -> str:
    """The story's title, or what the record is called."""
    if answer.story:
        return answer.story.title
    kind = sentences.name(answer.world.everything.record_kinds, answer.records[0].kind)
    return kind[:1].upper() + kind[1:]


def steps_graph(answer: Answer) -> nx.DiGraph:
    """A spread's steps, with an arrow from each cause; days count from the record's day at home, blank is for ever."""
    drawn = nx.DiGraph(name=title_of(answer), **_about(answer_provenance(answer)))
    for step in answer.spread.steps:
        drawn.add_node(step.id, **_attributes(answer, step))
    for step in answer.spread.steps:
        drawn.add_edges_from((cause, step.id) for cause in step.causes)
    return drawn


def _attributes(answer: Answer, step: Step) -> dict[str, str | int | bool]:
    sentence = sentences.sentence(answer.world, step, sentences.names(answer.subject, answer.name))
    return {
        "kind": step.kind,
        "name": sentence,
        "database": step.database,
        "account": step.account,
        "subject": step.subject,
        "record": step.record,
        "by": step.by,
        "service": step.service,
        "effect": step.effect,
        "joined_on": " ".join(join.identifier for join in step.joined),
        "joined_values": " ".join(join.value for join in step.joined),
        "day": step.day,
        **({} if step.until is None else {"until": step.until}),
        "status": step.status,
        "evidence": " ".join(step.evidence),
        "wrong": step.wrong,
        "sentence": sentence,
    }


def picture(answer: Answer, theme: str = "dark") -> str:
    """The map of a spread with all that it comes to lit, as an SVG file with its style sheet inside."""
    lit = highlights(answer.world, answer.spread.steps)
    wrong = frozenset(part for part, classes in lit.items() if "wrong" in classes)
    still = StaticImage(lit, wrong, answer_provenance(answer))
    drawn = svg(world_scene(answer.world, answer.records[0].kind), styled=True, image=still)
    return drawn.replace("<svg ", f'<svg data-theme="{"light" if theme == "light" else "dark"}" ', 1) + "\n"


# the page


def spread_page(answer: Answer, theme: str = "dark") -> str:
    """One spread as one HTML file that needs no server."""
    return html_page(handout(answer), theme)


def handout(answer: Answer) -> HtmlPage:
    """Everything that the one-file page of a spread shows."""
    everything, spread = answer.world.everything, answer.spread
    named = _named(answer)
    places = {quote: place for place, quote in enumerate(named)}
    in_waves = [step for steps in spread.waves for step in steps]
    shut = closed_counts(answer.world, answer.subject, in_waves)
    called = sentences.names(answer.subject, answer.name)
    waves = tuple(
        Wave(
            sentences.wave(spread, steps, called),
            f"(day {max(step.day for step in steps)})",
            tuple(_line(answer, step, places, shut[step.id]) for step in steps),
        )
        for steps in spread.waves
    )
    return HtmlPage(
        title=f"{title_of(answer)} - {everything.title}",
        opening=opening_of(answer),
        scene=world_scene(answer.world, answer.records[0].kind),
        waves=waves,
        quotes=tuple(_quotation(everything, quote) for quote in named),
        door_count=len(everything.doors),
        stamp=answer_provenance(answer),
    )


def _named(answer: Answer) -> list[str]:
    """The quotes that the steps rest on, those of one source together, sources in the order in which they are met."""
    quotes = answer.world.everything.quotes
    met = dict.fromkeys(quote for step in answer.spread.steps for quote in step.evidence if quote in quotes)
    sources = list(dict.fromkeys(quotes[quote].source for quote in met))
    return sorted(met, key=lambda quote: sources.index(quotes[quote].source))


def opening_of(answer: Answer) -> str:
    """The sentence before the first step."""
    if not answer.spread.steps:
        return sentences.nothing_happens(answer.world, answer.records[0].kind)
    if answer.story and answer.story.sentence:
        return answer.story.sentence
    return sentences.opening(answer.spread, sentences.names(answer.subject, answer.name))


def _line(answer: Answer, step: Step, places: Mapping[str, int], shut: int) -> StepLine:
    known = answer.world.everything.identifiers
    return StepLine(
        sentence=sentences.sentence(answer.world, step, sentences.names(answer.subject, answer.name)),
        when=sentences.day(step.day),
        keys=tuple(
            JoinKey(look(j.identifier, known).name, sentences.name(known, j.identifier), j.value) for j in step.joined
        ),
        status=step.status,
        badge=trace_report.status_badge(answer.world, step),
        quotes=tuple(places[quote] for quote in step.evidence if quote in places),
        lights=step_highlights(answer.world, step),
        closed_count=shut,
    )


def _quotation(world: World, quote: str) -> Quotation:
    row = world.quotes[quote]
    source = world.sources[row.source]
    source_line = ", ".join(filter(None, (source.title, source.publisher, source.date)))
    return Quotation(row.quote, row.says, source_line)
