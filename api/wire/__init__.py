"""From rows to the words of the mobile contract; nothing is decided here."""
