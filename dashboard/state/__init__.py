"""The state of the screen in the address, and the labels and names that every page shows."""
