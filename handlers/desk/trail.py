"""The trail: who tried what and what came of it, with reads folded away and the chain checked."""

from dataclasses import dataclass, replace

from handlers.deps import Deps
from handlers.desk.chain import chain
from handlers.orders.evidence import READ
from rules.chat.words import SPECS, Name
from rules.desk.items import LINES
from rules.people.permissions import Actor, Denied, authorize
from rules.people.refusals import denied
from rules.vocabulary import Action
from storage.desk.trail import Sought
from storage.system.audit import Attempt
from storage.tx import Tx

#: What only looks: written down like everything, and folded away until somebody asks for it.
READS = frozenset({
    READ, Action.REFRESH.value, Name.PHONE.value,
    *(spec.name.value for spec in SPECS if not spec.changes),
})  # fmt: skip
#: Rows of the chain that are checked when the page is opened; `审计 验证` checks all of it.
CHECKED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """A page of the audit."""

    refused: str = ""  #: Why its reader sees nothing.
    rows: tuple[tuple[int, Attempt], ...] = ()
    older: int | None = None  #: Before which the next page is.
    who: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    chain: str = ""
    whole: bool = True


def trail(
    tx: Tx, deps: Deps, actor: Actor, sought: Sought, before: int | None, *, reads: bool
) -> TrailPage:
    """Return a page of it, to whoever may ask for it in chat."""
    gate = authorize(actor, Name.AUDIT.value, shop=None)
    if isinstance(gate, Denied):
        return TrailPage(refused=denied(gate, deps.lang))
    wanted = sought if reads or sought.what in READS else replace(sought, without=READS)
    rows = tx.trail.page(wanted, limit=LINES * 2 + 1, before=before)
    shown = rows[: LINES * 2]
    who, what = tx.trail.names()
    whole, said = chain(tx, deps, page=1, stretch=CHECKED)
    return TrailPage(
        rows=tuple(shown),
        older=shown[-1][0] if len(rows) > len(shown) else None,
        who=tuple(who),
        what=tuple(what),
        chain=said,
        whole=whole,
    )
