"""The Join page: how a match comes about between two tables."""
