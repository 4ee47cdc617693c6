"""Backtest: past events from files, judged in several processes, measured and shown."""
