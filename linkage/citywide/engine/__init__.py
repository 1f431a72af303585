"""The column engine: which account knows which record from which day on, for everybody at once, in bit columns."""
