"""Linkage: how ID-linked databases let one record about a person spread, on invented people only."""
