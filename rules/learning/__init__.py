"""Learning: what outcomes and people say of signals, and weights that would have cost less."""
