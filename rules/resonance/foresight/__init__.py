"""Foresight: what earlier orders of the same shop, route and goods say of this one."""
