"""The Why page: the proofs of an effect, and what would lift it."""
