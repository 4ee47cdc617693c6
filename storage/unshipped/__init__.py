"""Unshipped: paid orders that have not left, as they are remembered."""
