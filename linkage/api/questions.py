"""The Python interface: every question of the command line as a function, for notebooks and scripts.

    import linkage
    li = linkage.trace("tiny", story="court-fine")
    linkage.why(li, "loan")

A `world` is a bundled world's name, a folder, or what `load` returned. A what-if is text such as `drop:phone,cut:LINK`.
Days count from the record (day 0); figures have their units in a table's `attrs["units"]`, and every table's
`attrs["label"]` says that everybody is invented. Errors are `LinkageError`s: of a name that isn't there, the message
has the nearest one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import networkx as nx
import pandas as pd

from linkage.answers import compare as comparison
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.single_removals import single_removals
from linkage.answers.exports.export import export_spread, export_world, picture, steps_graph
from linkage.answers.spread_question import Answer, Question, ask, find_effect, question_tables, spread_everybody
from linkage.answers.trace import join_view, trace_report
from linkage.api.city_questions import best as best
from linkage.api.city_questions import city as city
from linkage.api.city_questions import sweep as sweep
from linkage.api.data_frames import frame
from linkage.api.notebook import Cut, Picture, Trace, WhatIf, Why, WhyNot, effects_frame
from linkage.api.plotting_tables import ChangeTable, drawable
from linkage.api.world_questions import WorldOrPath
from linkage.api.world_questions import check as check
from linkage.api.world_questions import figures as figures
from linkage.api.world_questions import load as load
from linkage.api.world_questions import stories as stories
from linkage.api.world_questions import worlds as worlds
from linkage.drawing.graph import world_graph
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.spread.proofs import DerivationGraph
from linkage.spread.proofs import proofs as proofs_of
from linkage.spread.steps import Effect
from linkage.spread.why_not import why_not as find_why_not
from linkage.world.model import World
from linkage.world.what_if.parser import parse, text_of, under


def people(world: WorldOrPath, residents: int = 1_000, seed: int = 1) -> pd.DataFrame:
    """The invented people of a world.

    Args:
        world: a bundled world's name, a folder, or a world.
        residents: how many residents; their companies come with them.
        seed: which invented people, a whole number.

    Returns:
        One row a subject, residents first: `subject` (R0000000042, C0000123), `kind` (resident, company), `group`
        (age group, or company size), `household` (its id; blank for companies). All columns are text; `attrs["about"]`
        names the seed.

    Raises:
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> len(people("tiny", residents=50).query("kind == 'resident'"))
    50
    """
    population = _everybody(load(world), residents, seed)
    rows = sorted(population.people.values(), key=lambda person: (person.kind != "resident", person.id))
    return frame(rows, agency_files.TRUTH["people"], about=f"seed {seed}")


def tables(world: WorldOrPath | Answer, residents: int = 1_000, seed: int = 1) -> dict[str, pd.DataFrame]:
    """The tables that the agencies keep, and the truth beside them, as `linkage generate` writes them.

    Args:
        world: a bundled world's name, a folder, or a world; or a trace: then its people with the record that was
            imposed.
        residents: how many residents; their companies come with them. A trace has its own.
        seed: which invented people, a whole number. A trace has its own.

    Returns:
        By name, a table for each database: `account`, `subject` (the true holder), and a column for each of its
        identifiers (a value, or blank); of a list only the rows of records born there. Beside them the truth:
        `people` (`subject`, `kind`, `group`, `household`), `values` (`identifier`, `value`, `subject`: who owns it),
        `relations` (`kind`: parent or officer, `from`, `to`), `records` (`id`, `kind`, `subject`, `database`,
        `account`, `standing`: confirmed or suspected). All columns are text.

    Raises:
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> sorted(tables("tiny", residents=20))[:3]
    ['company-register', 'defaulter-list', 'payment-accounts']
    """
    if isinstance(world, Answer):
        population = world.tables
        population.visit_all()
    else:
        population = _everybody(load(world), residents, seed)
    return {name: frame(rows, columns) for name, (columns, rows) in agency_files.as_rows(population).items()}


def _everybody(world: World, residents: int, seed: int) -> Tables:
    """Everybody of a population, made."""
    population = question_tables(world.everything, Question(seed=seed), residents)
    population.visit_all()
    return population


def trace(
    world: WorldOrPath,
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
    """The spread of one record from database to database, with its steps and its effects.

    Args:
        world: a bundled world's name, a folder, or a world.
        story: a story's id; blank, with no record either: the world's first.
        record: a record kind instead of a story.
        resident: whose record: R0000000042, or a company as C0000123; blank: the one who fits.
        what_if: interventions with commas, such as `drop:phone,cut:LINK`, or what `what_if` returned; blank: none.
        seed: which invented people, a whole number.
        residents: how many residents the subject is looked for among (None: the story's number, or 1,000).
        with_own: add every record that the subject has.
        tables: agency tables to use instead of generated people: a folder or a SQLite file.

    Returns:
        The trace: `.steps` and `.effects` as tables, `.counts`, `.closed`, and its map in a notebook.

    Raises:
        UsageError: a story and a record kind at once.
        LinkageError: a story, a record kind or a resident that isn't there, or tables that are not there.
        NobodyFitsError: no resident of that population fits the story.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder, or the tables, have faults.
        UnknownNameError: there is no such world.

    >>> li = trace("tiny", "court-fine")
    >>> li.name, li.counts["services_refused"], sorted(li.closed)
    ('Li', 3, ['high-speed-rail', 'loan', 'package-tour'])
    """
    if story and record:
        raise UsageError("story and record exclude each other: a story has a record of its own.")
    question = Question(
        story=story,
        record_kind=record,
        resident=resident,
        what_if=str(what_if),
        seed=seed,
        residents=residents,
        with_own=with_own,
        tables=Path(tables) if tables else None,
    )
    return Trace.of(ask(load(world), question))


def why(answer: Answer, service: str = "", *, rule: str = "", subject: str = "", most: int = 5) -> Why:
    """The proofs of an effect, shortest first: of a closed service, or of a rule's effect on somebody.

    Args:
        answer: a trace.
        service: the id of the service; of several effects there, the subject's own, a refusal, the earliest.
        rule: the id of a rule instead of a service.
        subject: with `rule`, on whom its effect falls; blank: the trace's subject.
        most: how many proofs to write out; all are counted, up to a thousand.

    Returns:
        The proofs, `.proofs`, each a tuple of steps with causes first; and their number, `.count`.

    Raises:
        LinkageError: there is no such service.
        NoProofError: the effect did not happen.

    >>> why(trace("tiny", "court-fine"), "loan").count
    1
    """
    effect = _effect(answer, service, rule, subject)
    return Why(answer, proofs_of(DerivationGraph(answer.plan, answer.tables, answer.spread), effect, most))


def _effect(answer: Answer, service: str, rule: str, subject: str) -> Effect:
    """The effect that is meant: of a rule on a subject, or at a service."""
    if rule:
        whom = subject or answer.subject
        effects = [effect for effect in answer.spread.effects if (effect.rule, effect.subject) == (rule, whom)]
        if not effects:
            raise NoProofError(f"The rule '{rule}' has no effect on {whom} in this spread.")
        return effects[0]
    services = answer.world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    effect = find_effect(answer.spread, service, answer.subject)
    if effect is None:
        raise NoProofError(f"{services[service].name} is not closed to {answer.name}: ask why_not.")
    return effect


def why_not(answer: Answer, service: str) -> WhyNot:
    """Why a service stays open to a trace's subject: the first condition that failed on the nearest route to it.

    Args:
        answer: a trace.
        service: the id of the service.

    Returns:
        The `.condition` that failed (a word such as `no-rule`, `no-way`, `needs-confirmed`, `held-back`), the
        `.database` where it failed, `.by` which link or rule, and the `.sentence` that says it.

    Raises:
        LinkageError: there is no such service.

    >>> why_not(trace("tiny", "skipped-fare"), "private-school").condition
    'no-rule'
    """
    services = answer.world.everything.services
    if service not in services:
        raise LinkageError(unknown("service", service, services))
    reason = find_why_not(answer.plan, answer.tables, answer.spread, service, answer.subject)
    return WhyNot(reason, reason.condition, reason.database, reason.by, reason.sentence)


def what_if(world: WorldOrPath, text: str) -> WhatIf:
    """A what-if, read and applied. The world itself stays as it is.

    Args:
        world: a bundled world's name, a folder, or a world.
        text: interventions with commas, such as `drop:phone,cut:LINK`.

    Returns:
        The what-if: its `.text`, its `.sentences` (one an intervention), and the `.world` under it.

    Raises:
        WhatIfError: the text can't be read or applied; the message has every fault, each with the nearest name.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> what_if("tiny", "drop:phone").text
    'drop:phone'
    """
    loaded = load(world)
    return WhatIf(text_of(parse(text, loaded)), under(loaded, text))


def compare(before: Answer, after: Answer | str | WhatIf) -> ChangeTable:
    """What a what-if changes for a trace: every effect before or after, and how it changes.

    Args:
        before: a trace.
        after: another trace of the same record, or a what-if that comes on top of the first one's: text, or what
            `what_if` returned.

    Returns:
        One row an effect: `change` (gone, new, earlier, later, shorter, longer, same), `subject`, `service`, `effect`,
        `rule`, `falls_on` (self, children, officers, company), `day` and `until` (days after the record; a blank
        `until` is for ever), `wrong` (whether it is there by wrong matches only). The days are those after the
        what-if; of an effect that is gone, those before.

        Its `attrs` hold `label`, `units`, `about` (whose trace, under which what-if), `sentence` (the change in
        words), `counts` (rows by change), `doors` (lists of services: `opened`, `shut`, and `stay`, which are
        closed before and after), `residents` (how many) and `names` (by id). It draws itself (`.plot`).

    Raises:
        WhatIfError: the what-if can't be read or applied.

    >>> change = compare(trace("tiny", "court-fine"), "drop:national-id")
    >>> change.attrs["counts"]["gone"], change.attrs["doors"]["opened"]
    (3, ['high-speed-rail', 'package-tour'])
    """
    changed = after if isinstance(after, Answer) else Trace.of(before).under(_on_top(before, str(after)))
    changes = comparison.compare(before.spread.effects, changed.spread.effects)
    doors = comparison.compare_closed_services(before.spread, changed.spread, before.subject)
    sentence = comparison.comparison_sentence(before.world, before.spread, changed.spread, before.subject, before.name)
    table = frame(
        ([change.change, *change.effect[:-1]] for change in changes),
        ["change", *trace_report.EFFECT_COLUMNS[:-1]],
        about=trace_report.trace_heading(changed),
        sentence=sentence,
        counts=comparison.count_changes(changes),
        doors=dict(zip(("opened", "shut", "stay"), doors, strict=True)),
        residents=before.residents,
    )
    return drawable(ChangeTable, table, before.world)


def _on_top(before: Answer, text: str) -> str:
    """A what-if after an answer's own; a reading in it replaces the answer's."""
    first, second = parse(before.what_if, before.world), parse(text, before.world)
    if second and second[0].verb == "reading":
        rest = first[1:] if first and first[0].verb == "reading" else first
        return text_of([second[0], *rest, *second[1:]])
    return text_of([*first, *second])


def lifts(answer: Answer, service: str = "", *, rule: str = "", subject: str = "") -> pd.DataFrame:
    """What would lift an effect: each single removal that its proofs use, run.

    Args:
        answer: a trace.
        service: the id of a service, as in `why`.
        rule: the id of a rule instead of a service.
        subject: with `rule`, on whom its effect falls; blank: the trace's subject.

    Returns:
        One row a removal, those that lift the effect first: `removal` (the what-if), `lifts` (whether the effect is
        gone), `remain` (proofs that are left, a number as text, "1,000+" past a thousand), `opens` (services that it
        opens to the subject), `loses` (rewards that it takes away), both with spaces between ids. Its `attrs` hold
        `label`, `units`, and `why_none`: why no single removal lifts it, or blank.

    Raises:
        LinkageError: there is no such service.
        NoProofError: the effect did not happen.

    >>> list(lifts(trace("tiny", "court-fine"), "high-speed-rail")["removal"])
    ['cut:defaulter-list-to-rail-tickets']
    """
    result = single_removals(answer, _effect(answer, service, rule, subject))
    return frame(
        (
            [lift.removal.text, lift.lifts, str(lift.remain), " ".join(lift.opened), " ".join(lift.lost)]
            for lift in result.removals
        ),
        ["removal", "lifts", "remain", "opens", "loses"],
        why_none=result.why_none,
    )


def cut(
    world: WorldOrPath,
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
    """The smallest cuts that protect a service from a record: for a story's resident, or for everybody.

    Args:
        world: a bundled world's name, a folder, or a world.
        service: the id of the service to be protected.
        story: a story's id: its resident and record.
        record: a record kind; alone, for the resident with every account, and so for everybody rightly matched.
        resident: with `record`, for this resident only, such as R0000000042.
        among: what may be removed: `links`, `columns`, `identifiers`, `rules`.
        costs: what removals cost, by id, in any unit (a number above 0); the others cost 1.
        what_if: interventions that hold before anything is removed, as text or what `what_if` returned; blank: none.
        seed: which invented people, a whole number.
        residents: how many residents the subject is looked for among (None: the story's number, or 1,000).

    Returns:
        The cuts: `.cuts` (each a list of what-if texts), `.size` (removals in each), `.exact`, `.certificate` (the
        proofs that each has to hit) and `.why_not`.

    Raises:
        LinkageError: a service, story, record kind, resident or priced removal that isn't there.
        UsageError: neither a story nor a record kind; a sort of removal or a cost that can't be.
        NobodyFitsError: no resident of that population fits the story.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> smallest = cut("tiny", "high-speed-rail", story="court-fine")
    >>> smallest.cuts, smallest.exact
    ([['cut:defaulter-list-to-rail-tickets']], True)
    """
    question = Question(story, record, resident, str(what_if), seed, residents)
    return Cut(find_cuts(load(world), question, service, among, costs))


def effects(
    world: WorldOrPath,
    what_if: str | WhatIf = "",
    *,
    residents: int = 1_000,
    seed: int = 1,
    on_day: int | None = None,
    tables: str | Path | None = None,
) -> pd.DataFrame:
    """Every effect of every record of everybody.

    Args:
        world: a bundled world's name, a folder, or a world.
        what_if: interventions with commas, or what `what_if` returned; blank: none.
        residents: how many residents; their companies come with them.
        seed: which invented people, a whole number.
        on_day: only what is in force on that day: day ≤ D < until, in days after the record (None: all).
        tables: agency tables to use instead of generated people: a folder or a SQLite file.

    Returns:
        One row a subject, service, effect and rule, sorted: `subject`, `service` (blank for a fine or a publication
        without one), `effect` (refuse, slow, fine, wait, publish, reward), `rule`, `falls_on` (self, children,
        officers, company), `day` and `until` (days after the record; a blank `until` is for ever), `wrong` (whether
        it is there by wrong matches only), `records` (ids of the starting records of the shown proof, with spaces).
        Its `attrs` hold `label`, `units` and `about` (world, seed, residents).

    Raises:
        LinkageError: there are no tables at that path.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder, or the tables, have faults.
        UnknownNameError: there is no such world.

    >>> list(effects("tiny", residents=60).columns)[:4]
    ['subject', 'service', 'effect', 'rule']
    """
    question = Question(what_if=str(what_if), seed=seed, residents=residents, tables=Path(tables) if tables else None)
    changed, population, spread = spread_everybody(load(world), question)
    return effects_frame(spread, f"world {changed.id}, seed {population.seed}, {residents:,} residents", on_day)


def graph(world_or_trace: WorldOrPath | Answer | WhatIf) -> nx.DiGraph:
    """The graph of a world, or of a trace's spread, for networkx.

    Args:
        world_or_trace: a world (under its baseline reading), what `what_if` returned, or a trace.

    Returns:
        Of a world: databases, links, rules and services as nodes, with their `kind`. Of a trace: its steps as nodes,
        with an arrow from each cause; `day` counts from the record, `until` is text, blank for ever.

    Raises:
        WhatIfError: the what-if of the baseline reading can't be applied.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> graph("tiny").nodes["link:defaulter-list-to-rail-tickets"]["kind"]
    'link'
    """
    if isinstance(world_or_trace, Answer):
        return steps_graph(world_or_trace)
    return world_graph(world_or_trace.world if isinstance(world_or_trace, WhatIf) else under(load(world_or_trace)))


def draw(answer: Answer, theme: str = "dark") -> Picture:
    """The map of a spread, with all that it comes to lit.

    Args:
        answer: a trace.
        theme: `dark` or `light`.

    Returns:
        The picture, which a notebook shows; `.text` is its SVG, `.save("map.svg")` writes it.

    >>> draw(trace("tiny", "court-fine")).text[:5]
    '<svg '
    """
    return Picture("svg", picture(answer, theme))


def export(world_or_trace: WorldOrPath | Answer | WhatIf, form: str, path: str | Path | None = None) -> str | Path:
    """A world's or a spread's graph, or a spread's map or page, as text or as a file.

    Args:
        world_or_trace: a world (under its baseline reading), what `what_if` returned, or a trace.
        form: the name of an export format, such as `graphml`, `mermaid`, `svg` or `html`; the table of them is
            `linkage.answers.exports.export_formats.EXPORT_FORMATS`, and `linkage export --help` lists them.
        path: a file to write, whole or not at all; None: the text is returned.

    Returns:
        The text; with a path, the path.

    Raises:
        UsageError: there is no such format, or the format shows one spread and this is a world.
        LinkageError: the file can't be written.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> export(trace("tiny", "court-fine"), "html")[:15]
    '<!doctype html>'
    """
    if isinstance(world_or_trace, Answer):
        exported = export_spread(world_or_trace, form)
    elif isinstance(world_or_trace, WhatIf):
        exported = export_world(world_or_trace.world, form, world_or_trace.text)
    else:
        exported = export_world(under(load(world_or_trace)), form)
    return exported.save(path) if path is not None else exported.text


def sql(answer: Answer, step: str) -> str:
    """The SQL of a step's join, which runs on the SQLite file that `linkage generate` writes.

    Args:
        answer: a trace.
        step: the id of one of its steps, such as `s2`.

    Returns:
        A SELECT of the rows that the step joined; an INSERT where the step opened a list's row.

    Raises:
        LinkageError: there is no such step.

    >>> li = trace("tiny", "court-fine")
    >>> sql(li, "s2").split()[0] in ("SELECT", "INSERT")
    True
    """
    steps = answer.spread.by_id
    if step not in steps:
        raise LinkageError(unknown("step", step, steps))
    if steps[step].kind == "linked":
        return join_view.join_view(answer, steps[step]).sql
    return trace_report.step_sql(answer.world, answer.spread, steps[step])
