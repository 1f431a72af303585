"""Until when records are known and effects are in force, for everybody at once."""
