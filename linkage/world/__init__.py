"""Worlds: their tables and columns, how a folder is read, checked and stored, and how a what-if changes a world."""
