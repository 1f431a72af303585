"""Questions about everybody: counts, sweeps, best removals, uncertainty."""
