"""World folders on the disk: found, loaded, saved, described, and told apart by a fingerprint."""
