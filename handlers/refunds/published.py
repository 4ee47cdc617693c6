"""The published rules of refunds: which version is in force, and every earlier one."""

from handlers.deps import Deps
from rules.refunds.book.book import RuleBook, kept_book
from rules.refunds.book.presets import shipped_book
from storage.tx import Tx

KIND = "refund_rules"


def published(tx: Tx, _deps: Deps) -> RuleBook:
    """Return the newest version; until somebody publishes one, that of the package."""
    found = tx.versions.in_force(KIND)
    if found is None:
        return shipped_book()
    version, content = found
    return kept_book(content, version)


def version_of(tx: Tx, _deps: Deps, number: int) -> RuleBook | None:
    """Return one version, as it decided while it was in force; None where there never was one."""
    kept = tx.versions.get(KIND, number)
    if kept is not None:
        return kept_book(kept.content, number)
    shipped = shipped_book()
    return shipped if number == shipped.version else None
