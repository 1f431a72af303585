"""The picture of one person's accounts, around the identifier values that they share."""
