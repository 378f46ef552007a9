"""Visits: their kinds, and when and where they are due."""
