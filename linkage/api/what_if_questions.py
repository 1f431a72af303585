"""The questions about changes: what a what-if does, what would lift an effect, and the least that guards a service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import overload

import pandas as pd

from linkage.answers import compare as comparison
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.removals import USUAL
from linkage.answers.cuts.single_removals import single_removals
from linkage.answers.spread_question import Answer, Question
from linkage.answers.trace import trace_report
from linkage.answers.two_worlds import world_comparison
from linkage.api.checked_arguments import several, whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import Cut, Trace, WhatIf, what_if_text
from linkage.api.plotting_tables import ChangeTable, drawable
from linkage.api.trace_questions import effect_of
from linkage.api.world_questions import WorldOrPath, load
from linkage.errors import UsageError
from linkage.world.model import World
from linkage.world.what_if.parser import is_what_if, parse, text_of, under


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
    loaded, read = load(world), what_if_text(text, "text")
    return WhatIf(text_of(parse(read, loaded)), under(loaded, read))


@overload
def compare(before: Answer, after: Answer | str | WhatIf) -> ChangeTable: ...


@overload
def compare(
    before: WorldOrPath,
    after: WorldOrPath,
    *,
    story: str = "",
    what_if: str | WhatIf = "",
    residents: int | None = None,
    seed: int = 1,
) -> pd.DataFrame: ...


@whole_numbers
def compare(
    before: Answer | WorldOrPath,
    after: Answer | WhatIf | WorldOrPath,
    *,
    story: str = "",
    what_if: str | WhatIf = "",
    residents: int | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """What a what-if changes for a trace; or what differs between two worlds, and what follows.

    Args:
        before: a trace; or a world: a bundled world's name, a folder, or what `load` returned.
        after: beside a trace another trace of the same record, or a what-if that comes on top of the first one's: text,
            or what `what_if` returned; beside a world another one, or another edition of it.
        story: of two worlds: a story of the first; blank: its first.
        what_if: of two worlds: interventions that hold in both; blank: none.
        residents: of two worlds: among how many residents effects are compared (None: 1,000).
        seed: of two worlds: which invented people, a whole number.

    Returns:
        One row an effect: `change` (gone, new, earlier, later, shorter, longer, same), `subject`, `service`, `effect`,
        `rule`, `falls_on` (self, children, officers, company), `day` and `until` (days after the record; a blank
        `until` is for ever), `wrong` (whether it is there by wrong matches only), `false` (whether by false
        records only). The days are those after the what-if; of an effect that is gone, those before.

        Its `attrs` hold `label`, `units`, `about` (whose trace, under which what-if), `sentence` (the change in
        words), `counts` (rows by change), `doors` (lists of services: `opened`, `shut`, and `stay`, which are
        closed before and after), `residents` (how many) and `names` (by id). It draws itself (`.plot`).

        Of two worlds one row a cell that differs: `table` (world.toml: a setting), `id` (of its row), `change` (added,
        removed, changed), and of a changed row `column`, `before` and `after`, all text. Its `attrs` hold `label`,
        `units`, `worlds` (their names and hashes), `same_people` (whether no difference makes other people), `story`
        (counts of its effects by change, and `doors`) and `effects` (by service and effect how many of everybody's
        effects change in which way).

    Raises:
        WhatIfError: the what-if can't be read or applied.
        UsageError: a trace or a what-if beside a world; the message says how a what-if's change is had.
        BadWorldError: of two worlds: a folder has faults.
        UnknownNameError: of two worlds: there is no such world.

    >>> import linkage
    >>> change = compare(linkage.trace("tiny", "court-fine"), "drop:national-id")
    >>> change.attrs["counts"]["gone"], change.attrs["doors"]["opened"]
    (3, ['high-speed-rail', 'package-tour'])
    """
    if not isinstance(before, Answer):
        if isinstance(after, WhatIf) or (isinstance(after, str) and is_what_if(after)):
            raise UsageError(_no_world_sentence(before, str(after)))
        if isinstance(after, Answer):
            raise UsageError("A world is compared with a world, a trace with a trace or a what-if.")
        question = Question(story=story, what_if=what_if_text(what_if), residents=residents, seed=seed)
        return _compare_worlds(load(before), load(after), question)
    if isinstance(after, World | Path):
        raise UsageError("A trace is compared with a trace or a what-if, a world with a world.")
    changed = (
        after if isinstance(after, Answer) else Trace.of(before).under(_on_top(before, what_if_text(after, "after")))
    )
    changes = comparison.compare(before.spread.effects, changed.spread.effects)
    doors = comparison.compare_closed_services(before.spread, changed.spread, before.subject)
    sentence = comparison.comparison_sentence(before.world, before.spread, changed.spread, before.subject, before.name)
    table = frame(
        ([change.change, *trace_report.effect_values(change.effect), change.effect.false] for change in changes),
        ["change", *trace_report.EFFECT_CELLS, *trace_report.DOUBT_CELLS],
        label=before.world.label_line,
        about=trace_report.trace_heading(changed),
        sentence=sentence,
        counts=comparison.count_changes(changes),
        doors=dict(zip(("opened", "shut", "stay"), doors, strict=True)),
        residents=before.residents,
    )
    return drawable(ChangeTable, table, before.world)


def _no_world_sentence(before: WorldOrPath, what_if: str) -> str:
    """That what a world is compared with is a what-if, and how its change is had."""
    world = repr(before.id if isinstance(before, World) else str(before))
    return (
        f"after: '{what_if:.200}' is a what-if, and a world is compared with another world. What the what-if changes "
        f"for one record: compare(trace({world}), '{what_if:.200}'), or trace({world}, what_if='{what_if:.200}') for "
        f"the world under it; for everybody: city({world}, what_if='{what_if:.200}').attrs['change']."
    )


def _compare_worlds(before: World, after: World, question: Question) -> pd.DataFrame:
    """What differs between two worlds, a row a cell, and in its `attrs` what follows."""
    result = world_comparison.compare_worlds(before, after, question)
    told = world_comparison.comparison_json(result)
    return frame(
        (
            [row.table, row.row, row.change, *cell]
            for row in result.differences
            for cell in (row.cells or (("", "", ""),))
        ),
        ["table", "id", "change", "column", "before", "after"],
        label=result.worlds[0].label_line,
        worlds=told["worlds"],
        same_people=told["same_people"],
        story=told["story"],
        effects=told["effects"]["rows"],
    )


def _on_top(before: Answer, text: str) -> str:
    """A what-if after an answer's own; a reading in it replaces the answer's."""
    first, second = parse(before.what_if, before.world), parse(text, before.world)
    if second and second[0].verb == "reading":
        rest = first[1:] if first and first[0].verb == "reading" else first
        return text_of([second[0], *rest, *second[1:]])
    return text_of([*first, *second])


def lifts(
    answer: Answer, service: str = "", *, rule: str = "", subject: str = "", among: Iterable[str] = USUAL
) -> pd.DataFrame:
    """What would lift an effect: each single removal that its proofs use, run.

    Args:
        answer: a trace.
        service: the id of a service, as in `why`.
        rule: the id of a rule instead of a service.
        subject: with `rule`, on whom its effect falls; blank: the trace's subject.
        among: what is removed: `links`, `columns`, `identifiers`, `rules`, `databases`, `agencies`.

    Returns:
        One row a removal, those that lift the effect first: `removal` (the what-if), `lifts` (whether the effect is
        gone), `remain` (proofs that are left, a number as text, "1,000+" past a thousand), `opens` (services that it
        opens to the subject), `loses` (rewards that it takes away), both with spaces between ids. Its `attrs` hold
        `label`, `units`, and `why_none`: why no single removal lifts it, or blank.

    Raises:
        LinkageError: there is no such service.
        NoProofError: the effect did not happen.
        UsageError: nothing can be removed among one of these.

    >>> import linkage
    >>> list(lifts(linkage.trace("tiny", "court-fine"), "high-speed-rail")["removal"])
    ['cut:defaulter-list-to-rail-tickets']
    """
    result = single_removals(answer, effect_of(answer, service, rule, subject), several(among, "among"))
    return frame(
        (
            [lift.removal.text, lift.lifts, str(lift.remain), " ".join(lift.opened), " ".join(lift.lost)]
            for lift in result.removals
        ),
        ["removal", "lifts", "remain", "opens", "loses"],
        why_none=result.why_none,
    )


@whole_numbers
def cut(
    world: WorldOrPath,
    service: str | Iterable[str],
    *,
    story: str = "",
    record: str = "",
    resident: str = "",
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] | None = None,
    what_if: str | WhatIf = "",
    seed: int = 1,
    residents: int | None = None,
    tables: str | Path | None = None,
) -> Cut:
    """The smallest cuts that protect a service, or several, from a record: for a story's resident, or for everybody.

    Args:
        world: a bundled world's name, a folder, or a world.
        service: the id of the service to be protected, or `database:NAME`: no record becomes known there; or several of
            them, which are protected at once.
        story: a story's id: its resident and record.
        record: a record kind; alone, for the resident with every account, and so for everybody rightly matched.
        resident: with `record`, for this resident only, such as R0000000042.
        among: what may be removed: `links`, `columns`, `identifiers`, `rules`, `databases`, `agencies`.
        costs: what removals cost, by id, in any unit (a number above 0); the others cost 1.
        what_if: interventions that hold before anything is removed, as text or what `what_if` returned; blank: none.
        seed: which invented people, a whole number.
        residents: how many residents the subject is looked for among (None: the story's number, or 1,000).
        tables: agency tables to look for the subject in instead: a folder or a SQLite file. Their `about` says their
            seed; where they have none, a seed other than 1 says it.

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
    path = Path(tables) if tables else None
    stated = path is not None and seed != 1
    question = Question(
        story, record, resident, what_if_text(what_if), seed, residents, tables=path, seed_stated=stated
    )
    return Cut(find_cuts(load(world), question, several(service, "service"), several(among, "among"), costs))
