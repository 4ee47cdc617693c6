"""GET /sheets, /payments and /appeals/{token}: files by signed addresses that end."""

import asyncio
from datetime import datetime

from bot.files import written
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, refusal
from bot.web.parts import WebParts
from handlers.ports import Link
from rules.cards.archive import File
from storage.tx import Tx


class SignedFiles:
    """Answers with the files of one purpose as they are now; the gate has read the address."""

    def __init__(self, parts: WebParts, purpose: str) -> None:
        self._parts = parts
        self._purpose = purpose

    def name(self, token: str) -> str | None:
        """Say whose a signed address is: nobody's where it is none, for something else, or over."""
        return self._purpose if self._link(token, self._parts.clock.now()) is not None else None

    async def __call__(self, asked: Asked) -> Answer:
        """Answer with the file."""
        deps, now = self._parts.deps, self._parts.clock.now()
        link = self._link(asked.named("token"), now)

        def work(tx: Tx) -> File | None:
            return None if link is None else deps.files[self._purpose](tx, deps, link.about, now)

        file = await self._parts.database.read(work)
        if file is None:  # it ended between the gate and here, or what it is about is gone
            raise refusal("unauthorized", "链接已过期 / the link is over")
        made = await asyncio.to_thread(written, file)
        saved = f'attachment; filename="{made.name}"'
        headers = ((b"content-disposition", saved.encode()), (b"cache-control", b"no-store"))
        return Answer(
            status=200, body=made.content, content_type=made.media_type.encode(), headers=headers
        )

    def _link(self, token: str, now: datetime) -> Link | None:
        link = self._parts.deps.read_link(token)
        return link if link and link.purpose == self._purpose and now < link.until else None
