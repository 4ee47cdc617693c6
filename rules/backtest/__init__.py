"""Backtest: what would have been told of past orders, when, and how that compares to what came."""
