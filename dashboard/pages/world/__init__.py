"""World: the tables of the model, their sources, and folders to open."""
