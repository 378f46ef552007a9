"""Photos of inspections: on their way in, sealed, and let go of."""
