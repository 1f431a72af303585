"""What the address says, and the words and names that every page shows."""
