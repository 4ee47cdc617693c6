"""Signatures: how a call to a system outside proves that it is ours."""

import hashlib
import hmac
from collections.abc import Mapping


def webhook_signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return `sha256=` and the hex HMAC-SHA256 of "timestamp.body" (contract, section 6)."""
    signed = timestamp.encode() + b"." + body
    return f"sha256={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"


def qimen_signature(secret: bytes, query: Mapping[str, str], body: bytes) -> str:
    """
    Return Qimen's `sign`: upper(md5(secret + sorted names and values + body + secret)).

    The platform allows no better digest; what it protects is the transport's business.
    """
    named = "".join(f"{name}{query[name]}" for name in sorted(query) if name != "sign").encode()
    digest = hashlib.md5(secret + named + body + secret, usedforsecurity=False)
    return digest.hexdigest().upper()
