"""Studies: many questions about whole cities, written down in one file and answered as one table."""
