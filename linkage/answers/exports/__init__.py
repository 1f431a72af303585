"""Answers as files for other programs, each with its provenance."""
