"""What the series of a figure are called: a service and an effect, in the words that the table has for them."""

from __future__ import annotations

from typing import Any

import pandas as pd


def series_name(row: Any) -> str:
    """A service with its effect; `name` and `word` stand for them where the table has these columns.

    >>> series_name({"service": "loan", "effect": "refuse"})
    'loan · refuse'
    >>> series_name({"service": "loan", "effect": "refuse", "name": "Bank loan", "word": ""})
    'Bank loan'
    """
    service = row["name"] if row.get("name") else row["service"] or "no service"
    effect = row["word"] if "word" in row else row["effect"]
    return f"{service} · {effect}" if effect else str(service)


def note_of(table: pd.DataFrame) -> str:
    """What must be said with every figure: that everybody is invented, and how many they are."""
    residents = table.attrs.get("residents")
    parts = [str(table.attrs.get("label", "")), f"{residents:,} invented residents" if residents else ""]
    return " · ".join(part for part in parts if part)
