"""Steps that every request and every answer passes: checks, headers, compression."""
