"""One person's accounts around the identifier values that tie them."""
