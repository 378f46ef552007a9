"""Version 1 of the promise: one module per part of the API."""
