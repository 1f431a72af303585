"""The options that verbs take, and what they come to."""
