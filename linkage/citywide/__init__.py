"""The whole city at once, in bit columns: the counts of everybody whom records reach. Knows no what-ifs."""
