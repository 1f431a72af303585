"""The Python interface: every question as a function that returns pandas tables or values that show themselves."""
