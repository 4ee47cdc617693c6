"""Rules about payments: what a provider's call-back says, and how it proves that it is its own."""
