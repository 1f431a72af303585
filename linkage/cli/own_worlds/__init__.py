"""Verbs about worlds of one's own: starting one, and setting two side by side."""
