"""The canonical form: the whole document, and what can be said of it without a database row."""
