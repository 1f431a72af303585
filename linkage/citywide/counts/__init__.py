"""Counts of a city: the query, distinct residents and companies, totals, and what links bring."""
