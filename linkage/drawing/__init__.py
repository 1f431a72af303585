"""The picture: pure functions from values to SVG. Knows no screen, no steps and no people."""
