"""Rules about statuses: raw words of systems, and what they mean in three layers."""
