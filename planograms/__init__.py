"""What belongs on which shelf: products and planograms, each planogram an immutable version."""
