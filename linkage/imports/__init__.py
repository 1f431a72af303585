"""Graphs, lineage and threat models of other programs as worlds: a reader a format, one row each in a table."""
