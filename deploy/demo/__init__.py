"""The demo chain: who is in it, what it sells and asks, and four weeks of its history."""
