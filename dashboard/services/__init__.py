"""What several pages ask for: open worlds, answers, and long work done in the background."""
