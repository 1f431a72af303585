"""The matrix of agencies: what flows from whom to whom, for worlds whose map would be too dense."""
