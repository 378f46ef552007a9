"""Questions, inspections and photos: what is asked, what was answered, and the pictures of it."""
