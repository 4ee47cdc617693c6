"""GET and POST /c/{token}: a customer says how the parcel came, on a phone, without an account."""

import io
from datetime import timedelta
from typing import Final

import segno

from bot.web.customers.pages import PRIVATE, page
from bot.web.customers.photos import NoPhotoError, largest_form, photos_of
from bot.web.door.body import FORM, MULTIPART, read_form
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, ProblemError
from bot.web.parts import WebParts
from handlers.confirmation.links import confirm_token, page_address
from handlers.confirmation.page import MOST_PHOTOS, Seen, Stand, answer, look
from rules.confirmation.confirmation import Result
from rules.wording.say import say

#: A code that is shown to another phone is good for this long, and never for longer than the link.
_CODE_LIFE: Final = timedelta(minutes=30)
_STATUS: Final = {Stand.FORGED: 404, Stand.EXPIRED: 410}
_TITLES: Final = {
    Stand.FORGED: "page_forged",
    Stand.EXPIRED: "page_expired",
    Stand.OPEN: "page_ask",
    Stand.PHOTOS: "page_ask_photos",
}
_TAIL: Final = 4


class ConfirmationPage:
    """Looks and answers; a look never confirms anything."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, asked: Asked) -> Answer:
        """Answer GET: the page, or with `?qr` the code by which another phone opens it."""
        seen = await self._look(asked)
        if asked.scope["query_string"] == b"qr" and seen.stand is Stand.OPEN:
            return self._code(seen)
        return self._draw(seen)

    async def take(self, asked: Asked) -> Answer:
        """Answer POST: once; whoever comes later is told what was said."""
        seen = await self._look(asked)
        if seen.stand not in (Stand.OPEN, Stand.PHOTOS):
            return self._draw(seen)  # nothing of the body is read
        try:
            async with read_form(asked, FORM, MULTIPART, limit=largest_form(asked)) as form:
                said = str(form.get("result") or "")
                result = Result(said) if said in set(Result) else None
                no_more_calls = bool(form.get("no_calls"))
                photos = await photos_of(form)
        except NoPhotoError:
            return self._draw(seen, status=422, wrong="page_no_photo")
        except ProblemError as error:  # of whoever sends no form of ours, or one that is too large
            return self._draw(seen, status=error.problem.status, wrong="page_no_photo")
        if result is None and seen.stand is Stand.OPEN:
            return self._draw(seen, status=422, wrong="page_choose")
        if not photos and seen.stand is Stand.PHOTOS:
            return self._draw(seen, status=422, wrong="page_add_photo")
        parts, token = self._parts, asked.named("token")
        after = await parts.database.write(
            lambda tx: answer(
                tx, parts.deps, token, result, photos, parts.clock.now(),
                no_more_calls=no_more_calls,
            )
        )  # fmt: skip
        return self._draw(after)

    async def _look(self, asked: Asked) -> Seen:
        parts, token = self._parts, asked.named("token")
        return await parts.database.read(lambda tx: look(tx, parts.deps, token, parts.clock.now()))

    def _code(self, seen: Seen) -> Answer:
        deps, now = self._parts.deps, self._parts.clock.now()
        until = now + _CODE_LIFE if seen.until is None else min(now + _CODE_LIFE, seen.until)
        code = segno.make_qr(page_address(deps, confirm_token(deps, seen.order_no, until)))
        drawn = io.BytesIO()
        code.save(drawn, kind="svg", border=2, light="#fff", omitsize=True)
        return Answer(
            status=200, body=drawn.getvalue(), content_type=b"image/svg+xml", headers=PRIVATE
        )

    def _draw(self, seen: Seen, *, status: int | None = None, wrong: str | None = None) -> Answer:
        lang = self._parts.deps.lang
        done = "page_thanks" if seen.accepted else "page_done"
        title = say(_TITLES.get(seen.stand, done), lang)
        about = {"shop": seen.shop or say("confirm_shop", lang), "order": seen.order_no[-_TAIL:]}
        key = f"page_after_{seen.result}" if seen.result else f"page_after_{seen.stand}"
        open_ = seen.stand in (Stand.OPEN, Stand.PHOTOS)
        return page(
            "confirmation.html",
            status or _STATUS.get(seen.stand, 200),
            lang="zh-CN" if lang == "zh" else "en",
            title=title,
            about=say("page_about", lang, **about) if seen.order_no else "",
            text="" if open_ else say(key, lang),
            wrong=say(wrong, lang) if wrong else "",
            asks=seen.stand is Stand.OPEN,
            wants_photos=open_,
            most_photos=MOST_PHOTOS,
            results=[(r.value, say(f"confirmed_{r}", lang)) for r in Result],
            labels={
                name: say(f"page_{name}", lang)
                for name in ("add", "count", "photos", "send", "no_calls", "code", "sending")
            },
        )
