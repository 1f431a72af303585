"""Questions over a world, and their answers in words."""
