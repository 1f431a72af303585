"""How sure an answer about everybody is: figures drawn anew, other invented people, one figure at a time."""

DOUBTS = ("range", "seeds", "tornado", "draw")
"""What an answer may have beside its counts: `--range`, `--seeds`, `--tornado` and `--draw`."""
