"""One's own tables: read, guarded, looked through for identifiers, and drafted into a world that holds tokens only."""
