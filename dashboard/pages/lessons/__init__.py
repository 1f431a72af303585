"""Lessons: scripts to go through, and a class's predictions."""
