"""Validation: every check that a world folder passes before its values are trusted."""
