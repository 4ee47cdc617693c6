"""The desk at work: what waits for somebody, and what is locked, of the shops its reader sees."""
