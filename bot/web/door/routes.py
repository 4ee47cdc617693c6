"""Routes: addresses are taken apart before they are decoded, so that a part may hold a slash."""

from typing import Any
from urllib.parse import unquote

from starlette.routing import Match, Route
from starlette.types import Scope


class WholePartsRoute(Route):
    """
    A route whose parameters are each one part of the address as it was sent.

    `1%2Flock` is one part, so that no number can be read as another number and a verb.
    """

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Compare part by part; a part that is no UTF-8 stays one that nothing is called."""
        if scope["type"] != "http":
            return Match.NONE, {}
        sent = scope.get("raw_path") or scope["path"].encode()
        parts = [unquote(p, errors="surrogateescape") for p in sent.decode("latin-1").split("/")]
        wanted = self.path.split("/")
        if len(parts) != len(wanted):
            return Match.NONE, {}
        params = {}
        for want, part in zip(wanted, parts, strict=True):
            if want.startswith("{") and part:
                params[want[1:-1]] = part
            elif want != part:
                return Match.NONE, {}
        found = {"endpoint": self.endpoint, "path_params": params}
        allowed = self.methods is None or scope["method"] in self.methods
        return (Match.FULL if allowed else Match.PARTIAL), found
