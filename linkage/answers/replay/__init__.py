"""A kept trace read back: each of its steps is checked against the tables again, and the whole against a fresh run."""
