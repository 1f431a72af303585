"""Pictures of worlds and accounts: pure functions from values to SVG and files. Knows no screen and no steps."""
