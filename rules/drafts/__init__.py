"""Changes that need a second person."""
