"""What the command line calls the arguments of Python's functions, for messages that name one.

A message is written once, for both: it names an argument as Python does, with a `=` behind it (`record=`), and the
command line prints the option in its place (`--record`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

ARGUMENT_OPTIONS: Mapping[str, str] = {
    "links=edges": "--links edges",
    "most=": "--best",
    "overwrite=True": "--overwrite",
    "record=": "--record",
    "resident=": "--resident",
    "seed=": "--seed",
    "service=": "--protect",
    "story=": "--story",
    "what_if=": "--what-if",
}
"""The option of each argument that a message names."""

_ARGUMENT = re.compile(rf"(?<![\w'])({'|'.join(ARGUMENT_OPTIONS)})(?=[ ,.;:]|$)")


def with_options(message: str) -> str:
    """A message with each argument as the option that it is on the command line.

    >>> with_options("Name a record kind with record=, or a story with story=.")
    'Name a record kind with --record, or a story with --story.'
    """
    return _ARGUMENT.sub(lambda found: ARGUMENT_OPTIONS[found[1]], message)
