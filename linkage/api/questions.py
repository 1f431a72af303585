"""The Python front door: every question of the command line as a function, for notebooks and scripts.

    import linkage
    li = linkage.trace("tiny", story="court-fine")
    linkage.why(li, "loan")

A `world` is a bundled name, a folder, or what `load` gave. `what_if` is text such as `drop:phone,cut:LINK`. Days
count from the record (day 0); figures have their units in a table's `attrs["units"]`. A name that isn't there is a
`LinkageError`, which names the nearest one. Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import networkx as nx
import pandas as pd

from linkage.answers import compare as comparing
from linkage.answers.cuts import find_cuts
from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.single_removals import single_removals
from linkage.answers.exports import export as exporting
from linkage.answers.spread_question import Answer, Question, ask, find_effect, question_tables, spread_everybody
from linkage.answers.trace import join_view, trace_report
from linkage.api.city_questions import best as best
from linkage.api.city_questions import city as city
from linkage.api.city_questions import sweep as sweep
from linkage.api.data_frames import frame
from linkage.api.notebook import Cut, Picture, Trace, WhatIf, Why, WhyNot, effects_frame
from linkage.api.world_questions import Which
from linkage.api.world_questions import check as check
from linkage.api.world_questions import figures as figures
from linkage.api.world_questions import load as load
from linkage.api.world_questions import stories as stories
from linkage.api.world_questions import worlds as worlds
from linkage.drawing.graph import graph as graph_of
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.spread.proofs import DerivationGraph
from linkage.spread.proofs import proofs as proofs_of
from linkage.spread.steps import Effect
from linkage.spread.why_not import why_not as find_why_not
from linkage.world.model import World
from linkage.world.what_if.parser import parse, text_of, under


def people(world: Which, residents: int = 1_000, seed: int = 1) -> pd.DataFrame:
    """The invented people: subject, kind (resident, company), group (age group, company size), household.

    Args:
        residents: how many people; their companies come with them.

    >>> len(people("tiny", residents=50).query("kind == 'resident'"))
    50
    """
    made = _everybody(load(world), residents, seed)
    rows = sorted(made.people.values(), key=lambda person: (person.kind != "resident", person.id))
    return frame(rows, agency_files.TRUTH["people"], about=f"seed {seed}")


def tables(world: Which | Answer, residents: int = 1_000, seed: int = 1) -> dict[str, pd.DataFrame]:
    """The tables that the agencies keep, by database, and `people`, `values`, `relations`, `records`: the truth.

    Args:
        world: a world, or a trace: then its people with the record that was imposed.

    >>> sorted(tables("tiny", residents=20))[:3]
    ['company-register', 'defaulter-list', 'payment-accounts']
    """
    if isinstance(world, Answer):
        made = world.tables
        made.visit_all()
    else:
        made = _everybody(load(world), residents, seed)
    return {name: frame(rows, columns) for name, (columns, rows) in agency_files.as_rows(made).items()}


def _everybody(world: World, residents: int, seed: int) -> Tables:
    made = question_tables(world.everything, Question(seed=seed), residents)
    made.visit_all()
    return made


def trace(
    world: Which,
    story: str = "",
    *,
    record: str = "",
    resident: str = "",
    what_if: str | WhatIf = "",
    seed: int = 1,
    residents: int | None = None,
    with_own: bool = False,
    tables: str | Path | None = None,
) -> Trace:
    """One record's spread: `.steps` and `.effects` as tables, `.counts`, `.closed`, and its map in a notebook.

    Args:
        story: a story's id; blank, with no record either: the world's first.
        record: a record kind instead of a story.
        resident: whose record, such as R0000000042; blank: the one who fits.
        residents: how many people to look among (blank: the story's number, or 1,000).
        with_own: add every record that the subject has.
        tables: agency tables to use instead of generated people: a folder or a SQLite file.

    Raises:
        LinkageError: a name that isn't there, or nobody who fits.

    >>> li = trace("tiny", "court-fine")
    >>> li.name, li.counts["services_refused"], sorted(li.closed)
    ('Li', 3, ['high-speed-rail', 'loan', 'package-tour'])
    """
    if story and record:
        raise UsageError("story and record exclude each other: a story has a record of its own.")
    asked = Question(
        story=story,
        record_kind=record,
        resident=resident,
        what_if=str(what_if),
        seed=seed,
        residents=residents,
        with_own=with_own,
        tables=Path(tables) if tables else None,
    )
    return Trace.of(ask(load(world), asked))


def why(answer: Answer, service: str = "", *, rule: str = "", subject: str = "", most: int = 5) -> Why:
    """The proofs of an effect, the earliest first: of a closed service, or of a rule's effect on somebody.

    Args:
        service: of several effects the subject's own, a refusal, the earliest.
        rule: the rule instead, with `subject` on whom it falls (blank: the spread's own).
        most: how many proofs to write out; all are counted, up to a thousand.

    Raises:
        LinkageError: there is no such service.
        NoProofError: it did not happen.

    >>> why(trace("tiny", "court-fine"), "loan").count
    1
    """
    effect = _effect(answer, service, rule, subject)
    return Why(answer, proofs_of(DerivationGraph(answer.plan, answer.tables, answer.spread), effect, most))


def _effect(answer: Answer, service: str, rule: str, subject: str) -> Effect:
    if rule:
        whom = subject or answer.subject
        here = [each for each in answer.spread.effects if (each.rule, each.subject) == (rule, whom)]
        if not here:
            raise NoProofError(f"The rule '{rule}' has no effect on {whom} in this spread.")
        return here[0]
    services = answer.world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    found = find_effect(answer.spread, service, answer.subject)
    if found is None:
        raise NoProofError(f"{services[service].name} is not closed to {answer.name}: ask why_not.")
    return found


def why_not(answer: Answer, service: str) -> WhyNot:
    """Why a door stays open: the first condition that failed on the nearest way to it.

    Raises:
        LinkageError: there is no such service.

    >>> why_not(trace("tiny", "skipped-fare"), "private-school").condition
    'no-rule'
    """
    services = answer.world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    found = find_why_not(answer.plan, answer.tables, answer.spread, service, answer.subject)
    return WhyNot(found, found.condition, found.database, found.by, found.sentence)


def what_if(world: Which, text: str) -> WhatIf:
    """A what-if, read and applied: its `text`, its `sentences`, and the `world` under it. The world itself stays.

    Raises:
        WhatIfError: with every fault of the text, and the nearest name for each.

    >>> what_if("tiny", "drop:phone").text
    'drop:phone'
    """
    loaded = load(world)
    return WhatIf(text_of(parse(text, loaded)), under(loaded, text))


def compare(before: Answer, after: Answer | str | WhatIf) -> pd.DataFrame:
    """What a what-if changes for somebody: every effect with its `change` (gone, new, earlier, …, same).

    `attrs` holds the `sentence`, the `counts` of each change, and the `doors` opened, shut and still closed.

    Args:
        after: another trace of the same record, or a what-if that comes on top of the first one's.

    >>> change = compare(trace("tiny", "court-fine"), "drop:national-id")
    >>> change.attrs["counts"]["gone"], change.attrs["doors"]["opened"]
    (3, ['high-speed-rail', 'package-tour'])
    """
    other = after if isinstance(after, Answer) else Trace.of(before).under(_on_top(before, str(after)))
    changes = comparing.compare(before.spread.effects, other.spread.effects)
    moved = comparing.compare_closed_services(before.spread, other.spread, before.subject)
    said = comparing.comparison_sentence(before.world, before.spread, other.spread, before.subject, before.name)
    return frame(
        ([change.change, *change.effect[:-1]] for change in changes),
        ["change", *trace_report.EFFECT_COLUMNS[:-1]],
        about=trace_report.trace_heading(other),
        sentence=said,
        counts=comparing.count_changes(changes),
        doors=dict(zip(("opened", "shut", "stay"), moved, strict=True)),
    )


def _on_top(before: Answer, text: str) -> str:
    """A what-if after an answer's own; a reading in it replaces the answer's."""
    told, asked = parse(before.what_if, before.world), parse(text, before.world)
    if asked and asked[0].verb == "reading":
        rest = told[1:] if told and told[0].verb == "reading" else told
        return text_of([asked[0], *rest, *asked[1:]])
    return text_of([*told, *asked])


def lifts(answer: Answer, service: str = "", *, rule: str = "", subject: str = "") -> pd.DataFrame:
    """What would lift an effect: each single removal that its proofs use, run; `remain` counts the proofs left (text).

    >>> list(lifts(trace("tiny", "court-fine"), "high-speed-rail")["removal"])
    ['cut:defaulter-list-to-rail-tickets']
    """
    found = single_removals(answer, _effect(answer, service, rule, subject))
    return frame(
        (
            [each.removal.text, each.lifts, str(each.remain), " ".join(each.opened), " ".join(each.lost)]
            for each in found.removals
        ),
        ["removal", "lifts", "remain", "opens", "loses"],
        why_none=found.why_none,
    )


def cut(
    world: Which,
    service: str,
    *,
    story: str = "",
    record: str = "",
    resident: str = "",
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    what_if: str | WhatIf = "",
    seed: int = 1,
    residents: int | None = None,
) -> Cut:
    """The least that protects a service from a record: for a story's resident, or (a record alone) for everybody.

    Args:
        among: what may be removed: `links`, `columns`, `identifiers`, `rules`.
        costs: what removals cost, by id; the others cost 1.

    Raises:
        LinkageError: a name that isn't there.
        UsageError: neither a story nor a record, or a sort of removal that can't be.

    >>> found = cut("tiny", "high-speed-rail", story="court-fine")
    >>> found.cuts, found.exact
    ([['cut:defaulter-list-to-rail-tickets']], True)
    """
    asked = Question(story, record, resident, str(what_if), seed, residents)
    return Cut(find_cuts.find_cuts(load(world), asked, service, among, costs))


def effects(
    world: Which,
    what_if: str | WhatIf = "",
    *,
    residents: int = 1_000,
    seed: int = 1,
    on_day: int | None = None,
    tables: str | Path | None = None,
) -> pd.DataFrame:
    """Every effect of every record of everybody: one row a subject, service, effect and rule, sorted.

    Args:
        residents: how many people.
        on_day: only what is in force on that day: day ≤ D < until.

    >>> list(effects("tiny", residents=60).columns)[:4]
    ['subject', 'service', 'effect', 'rule']
    """
    asked = Question(what_if=str(what_if), seed=seed, residents=residents, tables=Path(tables) if tables else None)
    changed, made, spread = spread_everybody(load(world), asked)
    return effects_frame(spread, f"world {changed.id}, seed {made.seed}, {residents:,} residents", on_day)


def graph(thing: Which | Answer | WhatIf) -> nx.DiGraph:
    """A world's graph (databases, links, rules and services as nodes), or of a trace its steps, each after its causes.

    >>> graph("tiny").nodes["link:defaulter-list-to-rail-tickets"]["kind"]
    'link'
    """
    if isinstance(thing, Answer):
        return exporting.steps_graph(thing)
    return graph_of(thing.world if isinstance(thing, WhatIf) else under(load(thing)))


def draw(answer: Answer, theme: str = "dark") -> Picture:
    """The map of a spread with all that it comes to lit: shown by a notebook; `.save("map.svg")` writes it.

    >>> draw(trace("tiny", "court-fine")).text[:5]
    '<svg '
    """
    return Picture("svg", exporting.picture(answer, theme))


def export(thing: Which | Answer | WhatIf, form: str, path: str | Path | None = None) -> str | Path:
    """A graph, a map or a one-file page as text; with a path it is written whole or not at all, and the path returned.

    Args:
        form: `graphml`, `gexf`, `dot`, `mermaid`, `cytoscape`, `json`; of a trace also `svg`, `html`.

    Raises:
        UsageError: no such format, or a picture of a world.
        LinkageError: the file can't be written.

    >>> export(trace("tiny", "court-fine"), "html")[:15]
    '<!doctype html>'
    """
    if isinstance(thing, Answer):
        found = exporting.export_spread(thing, form)
    elif isinstance(thing, WhatIf):
        found = exporting.export_world(thing.world, form, thing.text)
    else:
        found = exporting.export_world(under(load(thing)), form)
    return found.save(path) if path is not None else found.text


def sql(answer: Answer, step: str) -> str:
    """The SQL of a step's join, which runs on the SQLite file of `generate`.

    Raises:
        LinkageError: there is no such step.

    >>> li = trace("tiny", "court-fine")
    >>> sql(li, "s2").split()[0] in ("SELECT", "INSERT")
    True
    """
    steps = answer.spread.by_id
    if step not in steps:
        raise LinkageError(unknown("step", step, steps))
    found = steps[step]
    return (
        join_view.join_view(answer, found).sql
        if found.kind == "linked"
        else trace_report.step_sql(answer.world, answer.spread, found)
    )
