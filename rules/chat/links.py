"""Links: the addresses of an order's page, of a refund's evidence, and of a day's sheet."""

from datetime import date
from urllib.parse import quote


def order_path(order_no: str) -> str:
    """Return the path of an order's page; the number is one part of it, percent-encoded."""
    part = quote(order_no, safe="")
    # Alone, dots would lead to another folder.
    return f"/orders/{part.replace('.', '%2E') if part in {'.', '..'} else part}"


def order_link(public_url: str, order_no: str) -> str:
    """Return the address of an order's page on this installation."""
    return f"{public_url.rstrip('/')}{order_path(order_no)}"


def evidence_path(refund_id: str) -> str:
    """Return the path of the page of what an application for a refund rests on."""
    return f"/refunds/{quote(refund_id, safe='')}"


def evidence_link(public_url: str, refund_id: str) -> str:
    """Return its address on this installation."""
    return f"{public_url.rstrip('/')}{evidence_path(refund_id)}"


def sheet_path(day: date) -> str:
    """Return the path of the page of a day's sheet."""
    return f"/unshipped?day={day}"
