"""Lessons: scripts with views, questions, puzzles and cards. The script asks; the engine gives every answer."""
