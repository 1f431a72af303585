"""The population: invented people, the tables that agencies keep of them, and the SQL of a join on these tables."""
