"""The command line: its arguments, and what each verb does."""
