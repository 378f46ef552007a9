"""Who fixes it by when: one ticket per fault, from the first sighting to the proven fix."""
