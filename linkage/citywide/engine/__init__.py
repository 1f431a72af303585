"""Who knows which record from which day on, for everybody at once, in packed columns."""
