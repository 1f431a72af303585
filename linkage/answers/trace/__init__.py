"""One record's spread: its report, its joins, its proofs as text, its residual copies, its highlights on the map."""
