"""Problems of scores: none yet, as a store without a score has a scorecard that says so."""
