"""Worlds: what they are, how they are read and checked, and how a what-if changes them."""
