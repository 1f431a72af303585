"""A class: who may come in, the presenter's board and window."""
