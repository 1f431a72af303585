"""The pocket edition: a whole world as one HTML file that needs no server, no network and no library."""
