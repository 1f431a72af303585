"""The Lessons page: scripts to go through, and a class's predictions."""
