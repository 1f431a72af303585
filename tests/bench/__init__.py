"""What is measured, and printed by `make bench`: never a test, since a loaded machine would fail it."""
