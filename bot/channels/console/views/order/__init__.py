"""The page of one order: its story, and what is done on it."""
