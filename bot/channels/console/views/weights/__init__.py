"""The page of weights: what judges orders, what is tried on past ones, what waits for approval."""
