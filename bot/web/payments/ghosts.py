"""GET /payments/{token}: the file of payments that miss their orders, by a signed address."""

import asyncio

from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, refusal
from bot.web.parts import WebParts
from bot.workbooks import MEDIA_TYPE, workbook
from handlers.health.ghosts import table_of, trouble_of_link
from rules.cards.table import Table
from storage.tx import Tx


class GhostFiles:
    """Answers with the payments as they are now; the gate has read the address before."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    def name(self, token: str) -> str | None:
        """Say whose a signed address is: nobody's where it is none, or over."""
        found = trouble_of_link(self._parts.deps, token, self._parts.clock.now())
        return "payments" if found is not None else None

    async def __call__(self, asked: Asked) -> Answer:
        """Answer with the file."""
        deps, now = self._parts.deps, self._parts.clock.now()
        trouble_id = trouble_of_link(deps, asked.named("token"), now) or ""

        def work(tx: Tx) -> Table | None:
            trouble = tx.troubles.get(trouble_id)
            return table_of(tx, deps, trouble, now) if trouble is not None else None

        table = await self._parts.database.read(work)
        if table is None:  # it ended between the gate and here
            raise refusal("unauthorized", "链接已过期 / the link is over")
        saved = f'attachment; filename="{table.name}.xlsx"'
        headers = ((b"content-disposition", saved.encode()), (b"cache-control", b"no-store"))
        content = await asyncio.to_thread(workbook, table)
        return Answer(status=200, body=content, content_type=MEDIA_TYPE.encode(), headers=headers)
