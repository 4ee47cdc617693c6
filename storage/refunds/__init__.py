"""Applications for refunds, and what was decided about each."""
