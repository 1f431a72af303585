"""The parser of one verb's words: its faults name the nearest right word, and say what a missing one may be."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from linkage.errors import UsageError, nearest


def _choices(message: str) -> list[str]:
    """The right words that argparse lists behind a wrong one."""
    return re.findall(r"[\w-]+", message.partition("(choose from")[2])


class VerbParser(argparse.ArgumentParser):
    """An argument parser whose faults name the nearest right word."""

    def error(self, message: str) -> NoReturn:
        wrong = message.partition("invalid choice: '")[2].partition("'")[0]
        near = nearest(wrong, _choices(message))
        if near:
            message = message.partition(" (choose from")[0]
        hint = f" Did you mean '{near}'?" if near else self._what_is_missing(message)
        raise UsageError(f"{message}.{hint} See '{self.prog} --help'.")

    def _what_is_missing(self, message: str) -> str:
        """What each argument that is missing may be, in the words of the help; blank where none is missing."""
        missing = message.partition("arguments are required: ")[2].split(", ")
        told = []
        for action in self._actions:
            name = "/".join(action.option_strings) or str(action.metavar or action.dest)
            if name in missing and action.help:
                choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
                told.append(f"{name}: {action.help}{choices}")
        return f" {'; '.join(told)}." if told else ""

    def nearest_option(self, wrong: str) -> str:
        """The option that is spelled most like a wrong one, or whose help shares most words with it; blank: none."""
        helps = {
            option.removeprefix("--"): f"{option} {action.help}"
            for action in self._actions
            for option in action.option_strings
            if option.startswith("--") and action.help != argparse.SUPPRESS
        }
        word = wrong.lstrip("-").partition("=")[0]
        near = nearest(word, helps)
        if not near:
            asked = set(re.findall(r"\w+", word.casefold()))
            shared = {name: len(asked & set(re.findall(r"\w+", text.casefold()))) for name, text in helps.items()}
            best = [name for name, number in shared.items() if number == max(shared.values()) > 0]
            near = best[0] if len(best) == 1 else ""
        return f"--{near}" if near else ""
