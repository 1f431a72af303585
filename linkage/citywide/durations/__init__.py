"""Durations for everybody at once: until when records are known, and which effects are in force on a day."""
