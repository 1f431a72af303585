"""Columns and tables of text: as bytes where they are plain, with hashes and indices."""
