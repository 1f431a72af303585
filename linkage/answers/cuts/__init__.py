"""What would have stopped it: smallest cuts, single removals, choke points."""
