"""The spread of some records, step by step: its fixpoint, steps, durations, proofs, and why not."""
