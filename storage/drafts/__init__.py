"""Changes that need a second person, and what was published of them."""
