"""Learning: weights searched on past events, shown as a front, left as a draft for two people."""
