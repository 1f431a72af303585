"""Reading a world folder: CSV and TOML as text, cells, rows and settings as values, with every fault noted."""
