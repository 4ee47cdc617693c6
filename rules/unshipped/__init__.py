"""Unshipped: paid orders that have not left, what was missed, and what must leave tonight."""
