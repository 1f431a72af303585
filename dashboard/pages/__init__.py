"""One file a page: what you see, what it means, how it is wired. Pages never import each other."""
