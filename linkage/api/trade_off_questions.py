"""The questions about matching without an identifier: the fallback, and what it trades."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from linkage.answers.spread_question import Question, question_tables
from linkage.answers.trade_offs import trade_off as trade_offs
from linkage.api.checked_arguments import whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import WhatIf, what_if_text
from linkage.api.plotting_tables import TradeOffTable
from linkage.api.world_questions import WorldOrPath, load
from linkage.world.what_if import fallback as fallbacks
from linkage.world.what_if.parser import parse, text_of, under


def fallback(world: WorldOrPath, without: str, match: str, what_if: str | WhatIf = "") -> WhatIf:
    """The what-if "without this identifier they match on that key": links added wherever both ends hold the key.

    Args:
        world: a bundled world's name, a folder, or a world.
        without: the identifier that nobody holds any more.
        match: what is matched on instead: an identifier, or several with `+`, all of which must agree.
        what_if: what holds already, such as a reading; blank: the baseline's.

    Returns:
        The what-if, with what holds already in front. Its added links carry every record, at once.

    Raises:
        LinkageError: an identifier that isn't there.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> fallback("tiny", "national-id", "phone", "reading:documented").text
    'reading:documented,drop:national-id'
    """
    loaded = load(world)
    before = what_if_text(what_if)
    found = fallbacks.fallback(under(loaded, before), without, match)
    text = ",".join(filter(None, [before, found.text]))
    return WhatIf(text_of(parse(text, loaded)), under(loaded, text))


@whole_numbers
def trade_off(
    world: WorldOrPath,
    measure: str,
    *,
    over: str = "",
    without: str = "",
    match: str | Iterable[str] = (),
    what_if: str | WhatIf = "",
    seed: int = 1,
    residents: int | None = None,
    tables: str | Path = "",
) -> TradeOffTable:
    """Wrong people reached against people missed, over keys to match on, or over a figure.

    Args:
        world: a bundled world's name, a folder, or a world.
        measure: EFFECT:SERVICE, such as `refuse:loan`.
        over: a figure, such as `mistyped:DATABASE.IDENTIFIER=0..0.2/0.05` or `threshold:LINK=0..1/0.1`.
        without: instead of a figure: the identifier that is dropped.
        match: with `without`: the key, or keys, that are matched on instead.
        what_if: what holds at every point.
        seed: which invented people, a whole number.
        residents: how many residents (None: the world's population).
        tables: agency tables of one's own, a folder or a SQLite file; blank: invented people.

    Returns:
        One row a point and group (`everybody`, then age groups and company sizes): `point`, `group`, `reached`,
        `wrongly` (by wrong matches only), `missed` (by right matches in the world as it was with no cell in error, or
        at another point, but not here). It draws itself: `.plot()`.

    Raises:
        UsageError: neither a figure nor keys, or both.
        LinkageError: a name that isn't there.
        WhatIfError: the what-if can't be read or applied.
        BadWorldError: the folder, or the tables, have faults.
        UnknownNameError: there is no such world.

    >>> table = trade_off("tiny", "refuse:loan", over="missing:rail-tickets.phone=0..1/1", residents=2_000)
    >>> table["point"].unique().tolist()
    ['missing:rail-tickets.phone=0', 'missing:rail-tickets.phone=1']
    """
    everything = load(world).everything
    given = question_tables(everything, Question(tables=Path(tables)), 1) if tables else None
    keys = [match] if isinstance(match, str) else list(match)
    answer = trade_offs.trade_off(
        everything,
        measure,
        over=over,
        without=without,
        match=keys,
        what_if=what_if_text(what_if),
        seed=seed,
        residents=residents,
        tables=given,
    )
    columns = trade_offs.TRADE_COLUMNS
    unit = {
        "wrongly": "residents and companies",
        "missed": "residents and companies",
        "reached": "residents and companies",
    }
    return TradeOffTable(frame(answer.rows(), columns, unit, label=everything.label_line, measure=measure))
