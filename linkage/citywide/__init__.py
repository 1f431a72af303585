"""Everyone, in bits: what happens to a whole city at once. Has never heard of what-ifs."""
