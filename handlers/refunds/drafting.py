"""Drafts of the refund rules: what one changes, which applications it flips, what keeps it back."""

from datetime import datetime
from functools import lru_cache

from handlers.deps import Deps, DraftKind
from handlers.refunds.published import KIND, published, version_of
from rules.drafts.draft import Difference, Draft, Flip, Flips
from rules.refunds import changes
from rules.refunds.book.book import RuleBook, Unreadable, kept_book, read_book
from rules.refunds.book.checks import checked, newly_masked
from rules.refunds.book.presets import shipped_book
from rules.refunds.cases import failed, untested
from rules.refunds.decide import Decision, RefundTerms, decide
from rules.refunds.engine import objection as engines_objection
from rules.refunds.facts import RefundFacts
from rules.refunds.row_texts import failed_text, finding_text, unreadable_text
from rules.wording.say import listing, say
from storage.tx import Tx

#: Applications that are compared, the newest ones: a thousand take as long as a scanner may wait
#: for whoever writes. The rest are counted.
MOST = 1_000
#: Rows of which a draft's card says that they are newly masked; the page names all.
_NAMED = 5


def differences(tx: Tx, deps: Deps, draft: Draft) -> list[Difference]:
    """Say what differs from the version that a draft changes, and what it would newly mask."""
    before = version_of(tx, deps, draft.based_on) or shipped_book()
    after, lang = kept_book(draft.content, draft.based_on + 1), deps.lang
    found = newly_masked(before, after)
    return [
        *changes.differences(before, after, lang),
        *(
            Difference(
                what=say("change_masks", lang),
                before=say("change_nothing", lang),
                after=finding_text(finding, after, lang),
            )
            for finding in found[:_NAMED]
        ),
    ]


def flips(tx: Tx, deps: Deps, content: str, _now: datetime) -> Flips:
    """Return every past application that would be decided otherwise, with what that is in money."""
    before = published(tx, deps)
    return _flipped(tx, deps, before, kept_book(content, before.version + 1))


def _flipped(tx: Tx, deps: Deps, before: RuleBook, after: RuleBook) -> Flips:
    """Decide the newest applications anew under both books, by the facts they were decided by."""
    past, unread = tx.refunds.latest(MOST)
    found = []
    for order_no, facts in past:
        was, would = (_decided(facts, book, deps.refunds) for book in (before, after))
        if _outcome(was) != _outcome(would):
            found.append(
                Flip(
                    order_no=order_no,
                    before=say(f"refund_action_{was.action}", deps.lang),
                    after=say(f"refund_action_{would.action}", deps.lang),
                    difference=would.amount + would.voucher - was.amount - was.voucher,
                )
            )
    return Flips(orders=found, unread=unread)


# A draft's card is drawn several times, its page looks every few seconds: most was asked before.
@lru_cache(maxsize=4 * MOST)
def _decided(facts: RefundFacts, book: RuleBook, terms: RefundTerms) -> Decision:
    return decide(facts, book, terms)


def _outcome(decision: Decision) -> tuple[object, ...]:
    """Return what its customer notices of a decision."""
    return (
        decision.action,
        decision.amount,
        decision.voucher,
        decision.freight_by,
        decision.goods,
    )


def objection(_tx: Tx, deps: Deps, content: str) -> str | None:
    """Say what keeps a content from being published, the row and an application with it."""
    book, lang = read_book(content, 0), deps.lang
    if isinstance(book, Unreadable):
        return unreadable_text(book, lang)
    if engine := engines_objection(content):
        return say("book_engine", lang, given=engine)
    if faults := checked(book).faults:
        return "\n".join(finding_text(fault, book, lang) for fault in faults[:_NAMED])
    if idle := untested(book):
        return say("case_untested", lang, rules=listing(idle, lang))
    failures = failed(book)
    return "\n".join(failed_text(one, lang) for one in failures[:_NAMED]) or None


def content_after(_tx: Tx, _deps: Deps, content: str) -> str:
    """Return the whole book as it would be published: a draft holds it."""
    return content


def content_shipped(_deps: Deps) -> str:
    """Return version 1: the presets of the package."""
    return shipped_book().text


def came_into_force(tx: Tx, deps: Deps, _now: datetime) -> Flips:
    """Return whom it would flip: what was decided stays, only what comes is decided by it."""
    after = published(tx, deps)
    before = version_of(tx, deps, after.version - 1) or shipped_book()
    return _flipped(tx, deps, before, after)


REFUND_RULES = DraftKind(
    words=("退款规则", "规则", "refund-rules", "refunds", KIND),
    differences=differences,
    flips=flips,
    content_after=content_after,
    content_shipped=content_shipped,
    came_into_force=came_into_force,
    objection=objection,
)
