"""The Stage page: one record spreads, wave by wave or day by day, on a map."""
