"""What systems call an order: the map in force, words that nobody knows, and successors."""
