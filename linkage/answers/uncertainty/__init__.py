"""How sure an answer about everybody is: figures drawn anew, other invented people, one figure at a time."""
