"""Changes that need a second person: proposed, shown, approved, brought back."""
