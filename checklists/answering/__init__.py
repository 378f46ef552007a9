"""Answers against their form: whether they are values, what is missing, what they come to."""
