"""The frame around every page: its controls, its ids, and the pieces that pages share."""
