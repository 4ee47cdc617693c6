"""The published map: which version of it is in force in this transaction."""

from handlers.deps import Deps
from rules.statuses.map_text import read_map
from rules.statuses.status_map import StatusMap
from storage.tx import Tx

KIND = "statuses"


def published(tx: Tx, deps: Deps) -> StatusMap:
    """Return the newest version; until somebody publishes one, that of the package."""
    found = tx.versions.in_force(KIND)
    if found is None:
        return deps.policy.statuses
    version, content = found
    return read_map(content, version, deps.policy.statuses)
