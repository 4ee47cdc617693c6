"""Papers of an appeal pack: the rules and clauses of the day, and what a stranger reads first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from importlib import resources

from handlers.deps import Deps
from handlers.orders.pack_parts import Json
from handlers.refunds.published import KIND, version_of
from rules.confirmation.confirmation import Confirmation
from rules.events.moments import utc_text
from rules.refunds.book.presets import shipped_book
from rules.refunds.clauses import terms_of
from rules.wording.say import LANGUAGES, say
from storage.tx import Tx

_NAMES = {"zh": "README.md", "en": "README.en.md"}


def rules_of(
    tx: Tx, deps: Deps, versions: Collection[int], until: datetime
) -> tuple[list[Json], dict[str, bytes]]:
    """Return these versions and the one in force then: who published them, rules and clauses."""
    then = [kept.version for kept in tx.versions.of_kind(KIND) if kept.at <= until]
    told, files = [], {}
    for number in sorted({*versions, then[0] if then else shipped_book().version}):
        book, kept = version_of(tx, deps, number), tx.versions.get(KIND, number)
        if book is None:
            continue
        terms = f"{deps.public_url.rstrip('/')}/terms/{number}"
        rules, clauses = f"rules/refund-rules-{number}.json", f"rules/terms-{number}.md"
        told.append(
            {
                "version": number,
                "published_at": None if kept is None else utc_text(kept.at),
                "author": None if kept is None else kept.author,
                "approved_by": None if kept is None else kept.approved_by,
                "rules": rules,
                "clauses": clauses,
                "terms": terms,
            }
        )
        files[rules] = book.text.encode()
        said = (
            f'## <a id="{one.anchor}"></a>{one.name}\n\n{one.text}\n\n{terms}#{one.anchor}\n'
            for one in terms_of(book, deps.lang)
        )
        title = say("appeal_terms_title", deps.lang, version=number)
        files[clauses] = "\n".join([title, "", *said]).encode()
    return told, files


def confirmed(one: Confirmation, until: datetime, photos: Sequence[str]) -> Json:
    """Tell what was known by then of how the parcel came."""

    def by_then(at: datetime | None) -> str | None:
        return utc_text(at) if at is not None and at <= until else None

    answered = by_then(one.answered_at)
    return {
        "signed_at": by_then(one.signed_at),
        "answered_at": answered,
        "result": one.result.value if answered and one.result else None,
        "by": one.by if answered else None,
        "closed_by_platform_at": by_then(one.platform_at),
        "photos": list(photos),
    }


def to_read(order_no: str, until: str) -> dict[str, bytes]:
    """Return what explains the pack in each language, and what verifies it."""
    said = {
        _NAMES[lang]: say("appeal_readme", lang, order_no=order_no, until=until).encode()
        for lang in LANGUAGES
    }
    return {**said, "verify.py": _verifier()}


@cache
def _verifier() -> bytes:
    return (resources.files("rules") / "presets" / "appeal" / "verify.py").read_bytes()
