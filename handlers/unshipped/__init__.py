"""Unshipped: what is read, decided and written about paid orders that have not left."""
