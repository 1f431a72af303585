"""The verbs that count many people at once: sweeps, best cuts, matches, trade-offs, studies."""
