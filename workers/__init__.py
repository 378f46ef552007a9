"""The background door: turns events into tasks, and calls the same rooms as the API."""
