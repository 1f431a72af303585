"""Storage: world folders on the disk, their schema, and the fingerprint that identifies a world."""
