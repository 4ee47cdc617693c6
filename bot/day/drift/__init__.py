"""A month that drifts: a season begins, a carrier gets worse, and weights are to follow."""
