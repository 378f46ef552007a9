"""Plumbing without opinions: settings, problems, database, outbox, storage, time and logs."""
