"""One story, readable: how a record spreads, step by step, each step naming its cause."""
