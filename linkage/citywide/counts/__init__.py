"""A city's numbers: what is asked of it, and distinct residents and companies counted."""
