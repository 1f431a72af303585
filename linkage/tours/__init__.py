"""Guided talks as data: tours, their files, their checks, and what they are on paper."""
