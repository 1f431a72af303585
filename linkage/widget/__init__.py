"""The live map of a notebook: a spread to step through, a what-if to type, and what a saved page shows."""
