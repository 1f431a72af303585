"""All about one row of a world: a link, a rule or a database."""
