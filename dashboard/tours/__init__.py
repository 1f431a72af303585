"""Guided talks on the screen: what the browser is told of a tour, and where it shows it."""
