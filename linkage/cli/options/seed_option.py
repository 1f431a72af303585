"""The option `--seed`: which invented people."""

from __future__ import annotations

from argparse import Namespace

from linkage.answers.asked_numbers import USUAL_SEED


def seed_of(arguments: Namespace) -> int:
    """The seed of the invented people: 1 unless one is given."""
    return USUAL_SEED if arguments.seed is None else int(arguments.seed)
