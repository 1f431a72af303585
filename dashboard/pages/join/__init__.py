"""Join: watch a match happen between two tables."""
