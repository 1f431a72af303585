"""A class: access by a code, the presenter's board and the presenter's window."""
