"""What-if: switches, the map before and after, what changes."""
