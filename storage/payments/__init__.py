"""What payment providers posted."""
