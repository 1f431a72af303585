"""Reading agency tables that somebody wrote: their cells as numbers, their faults, and what lacks in them."""
