"""Which orders systems used which words of."""
