"""The options `--range`, `--range-of`, `--seeds`, `--tornado` and `--draw`: how sure the counts of a city are.

What finds it out is loaded when one of them is given.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from linkage.answers.uncertainty import DOUBTS
from linkage.cli.options.seed_option import seed_of
from linkage.errors import UsageError
from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.answers.uncertainty.asked_city import Json, Steps
    from linkage.citywide.workers import Progress
    from linkage.population.tables import Tables


def doubted(arguments: Namespace) -> list[str]:
    """Which of the options the arguments have, checked together.

    Raises:
        UsageError: a range of a figure that nothing is drawn from, or more tables than one file of CSV has.
    """
    given = [doubt for doubt in DOUBTS if getattr(arguments, doubt) is not None]
    if arguments.range_of and not set(given) - {"seeds"}:
        raise UsageError("--range-of says from where a figure is drawn: it needs --range, --tornado or --draw.")
    if arguments.format == "csv" and len(given) > 1:
        raise UsageError(f"CSV is one table: ask for one of {', '.join(f'--{doubt}' for doubt in given)}.")
    return given


def doubts_of(
    arguments: Namespace, world: World, what_if: str, before: str | None, tables: Tables | None, progress: Progress
) -> dict[str, Any]:
    """What the options ask of a city, by option.

    Args:
        before: the what-if that it is compared with: then a tornado is of the change. None: none, and of the count.
        tables: somebody's own, of whose people nothing can be drawn.
        progress: called with how many of how many populations are counted.

    Raises:
        UsageError: people who are given; options that can't be read.
    """
    given = doubted(arguments)
    if not given:
        return {}
    from linkage.answers.uncertainty.asked_city import NO_RANGE, AskedCity, finished
    from linkage.answers.uncertainty.paired_ranges import draw_steps, range_steps, seed_steps
    from linkage.answers.uncertainty.tornado import tornado_steps

    if tables is not None:
        raise UsageError(NO_RANGE)
    on_day, workers = (getattr(arguments, option, None) for option in ("on_day", "workers"))
    asked = AskedCity.of(world, what_if, seed_of(arguments), arguments.residents, before, on_day, workers)
    moves = "count" if before is None else "change"
    own = arguments.range_of
    steps: dict[str, Callable[[], Steps[Json]]] = {
        "range": lambda: range_steps(asked, arguments.range, own),
        "seeds": lambda: seed_steps(asked, arguments.seeds),
        "tornado": lambda: tornado_steps(asked, arguments.tornado, own, moves),
        "draw": lambda: draw_steps(asked, arguments.draw, own),
    }
    return {doubt: finished(steps[doubt](), progress) for doubt in given}
