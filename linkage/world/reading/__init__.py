"""A folder of text as values: CSV and TOML read, cell by cell and row by row, with every fault noted."""
