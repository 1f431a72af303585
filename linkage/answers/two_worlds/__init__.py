"""Two worlds side by side: what differs in their folders, and what follows for people."""
