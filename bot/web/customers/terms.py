"""/terms/{version}: the clauses of one version of the refund rules, each with its anchor."""

from bot.web.customers.pages import page
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer
from bot.web.parts import WebParts
from handlers.refunds.published import version_of
from rules.refunds.clauses import terms_of
from rules.wording.say import say

#: Digits of a version.
_LONGEST = 9


class TermsPage:
    """Shows a version for ever as it was."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def __call__(self, asked: Asked) -> Answer:
        """Answer GET."""
        deps, written = self._parts.deps, asked.named("version")
        book = None
        if written.isascii() and written.isdigit() and len(written) <= _LONGEST:
            number = int(written)
            book = await self._parts.database.read(lambda tx: version_of(tx, deps, number))
        lang = deps.lang
        return page(
            "terms.html",
            404 if book is None else 200,
            lang="zh-CN" if lang == "zh" else "en",
            title=say("terms_unknown" if book is None else "terms_title", lang),
            about="" if book is None else say("terms_version", lang, version=str(book.version)),
            clauses=() if book is None else terms_of(book, lang),
        )
