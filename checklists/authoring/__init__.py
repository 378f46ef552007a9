"""Checklists while they are written, and what becomes of them: drafts, versions, assignments."""
