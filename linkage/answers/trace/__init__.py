"""One record's spread as data and text: its report, its joins, its proofs, the copies that stay."""
