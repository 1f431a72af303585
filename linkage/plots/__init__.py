"""Answers as plotly figures: one function a figure, a table in, a `plotly.graph_objects.Figure` out.

Each is shown on the screen, by itself in a notebook, and saved with `--plot`. The table beside a figure has the same
numbers, and is what keyboards and screen readers use. plotly is imported inside the functions: nothing else loads it.
"""
