"""Wrong people reached against people missed: what a key, a threshold or a column's errors trade for each other."""
