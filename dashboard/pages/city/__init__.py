"""City: counts for everybody, by day, by link, best removals, sweeps."""
