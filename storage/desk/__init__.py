"""What waits and what was done, as people look through it, a page at a time."""
