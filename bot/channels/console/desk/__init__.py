"""Pages for a day's work: what waits, what is locked, who is on duty, who did what."""
