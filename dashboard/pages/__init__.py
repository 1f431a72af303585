"""One folder a page: its layout, what it means, its wiring, script and style sheet. Pages never import each other."""
