"""Sentences of the policy that judges orders: what people change of it, and how that fares."""
