"""The map as one SVG string, and its style sheet."""
