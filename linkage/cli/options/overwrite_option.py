"""The option `--overwrite`: an older file that isn't ours is replaced only where it is said."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from linkage.answers.exports.output_place import check_output_place
from linkage.errors import UsageError


def check_file_option(arguments: Namespace, file: str | None, example: str, option: str = "-o") -> None:
    """Find out before any work whether a file can be written where an option says.

    Args:
        file: what the option says; blank: nothing.
        example: what a file may be called.
        option: the option.

    Raises:
        UsageError: `--overwrite` without a file.
        LinkageError: the file can't be written, or another stands there.
    """
    if file:
        check_output_place(Path(file), example, arguments.overwrite)
    elif arguments.overwrite:
        raise UsageError(f"--overwrite says that {option} may replace a file: it needs {option} FILE.")
