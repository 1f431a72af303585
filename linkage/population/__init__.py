"""Invented people: who they are, the tables that agencies keep of them, and the SQL of a join."""
