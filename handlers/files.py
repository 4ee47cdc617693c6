"""Files: what a signed address or a message may bring, and for each how it is read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.deps import Deps
from handlers.health import ghosts, weeks
from handlers.learning import retesting
from handlers.orders import pack
from handlers.unshipped import links, sheet
from rules.cards.archive import File
from storage.tx import Tx


def _sheet(tx: Tx, deps: Deps, about: str, now: datetime) -> File:
    day, shops = links.meant(about)
    until = sheet.end_of(day, deps.timezone)
    return sheet.table_of(sheet.sheet_of(tx, deps, until, now, shops), day)


#: The composition root hands this in as `Deps.files`; the key is the purpose of its link.
FILES: Mapping[str, Callable[[Tx, Deps, str, datetime], File | None]] = MappingProxyType({
    links.SHEET: _sheet,
    ghosts.FILE: ghosts.file_of,
    pack.FILE: pack.file_of,
    weeks.IMAGE: weeks.image_of,
    retesting.IMAGE: retesting.image_of,
})  # fmt: skip
