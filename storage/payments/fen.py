"""Fen: money as tables keep it, a whole number of 分."""

from decimal import Decimal

_FEN = Decimal("0.01")


def yuan(fen: int) -> Decimal:
    """Read it, in CNY with two decimals."""
    return (int(fen) * _FEN).quantize(_FEN)


def in_fen(amount: Decimal) -> int:
    """Write it; nothing that is paid is finer."""
    return int(amount / _FEN)
