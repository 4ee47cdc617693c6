"""GET and POST /refund/{token}: a customer asks goods back, on a phone, without an account."""

from typing import Any, Final
from urllib.parse import quote

from bot.web.customers.forms import LONGEST, Sent, read
from bot.web.customers.pages import HTML, PRIVATE, page
from bot.web.door.endpoint import Asked as Request
from bot.web.door.problems import Answer
from bot.web.parts import WebParts
from handlers.confirmation.page import MOST_PHOTOS
from handlers.events import intake
from handlers.refunds.asking import (
    Form,
    Weighed,
    Wrong,
    appeal,
    confirm,
    send_photos,
    weigh,
)
from handlers.refunds.page import Asked, Seen, Stand, look
from handlers.refunds.view import clause_address
from rules.events.event import Event
from rules.refunds.application import Cause, Decided, Standing
from rules.refunds.clauses import clause
from rules.refunds.questions import Question
from rules.refunds.texts import by_clause, sentence, value_name
from rules.refunds.words import Action
from rules.wording.say import clock, money, say
from rules.wording.sentences import SENTENCES
from storage.tx import Tx

#: Pieces that can be chosen from a list; of more the number is written.
_LISTED: Final = 20
#: Lines of goods on one form.
_MOST_LINES: Final = 50
_TAIL: Final = 4
_STATUS: Final = {Stand.FORGED: 404, Stand.EXPIRED: 410}
_TONES: Final = {
    Standing.REVIEW: "wait",
    Standing.REFUSED: "no",
    Standing.DECIDED: "yes",
    Standing.SETTLED: "yes",
}
_PAYS: Final = frozenset({Action.REFUND, Action.PARTIAL, Action.INTERCEPT})


class RefundPage:
    """Looks, previews, applies and appeals; only the last two change anything."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, asked: Request) -> Answer:
        """Answer GET."""
        return self._draw(await self._look(asked))

    async def take(self, asked: Request) -> Answer:
        """Answer POST: `step` says whether it is a look ahead, the application or an appeal."""
        seen = await self._look(asked)
        if seen.stand in (Stand.FORGED, Stand.EXPIRED):
            return self._draw(seen)  # nothing of the body is read
        sent = await read(asked, seen)
        if sent.wrong is not None:
            return self._draw(seen, sent, status=sent.status, wrong=sent.wrong)
        parts, token, now = self._parts, asked.named("token"), self._parts.clock.now()
        match sent.step:
            case "apply":
                seen, weighed = await parts.database.write(lambda tx: self._apply(tx, token, sent))
            case "appeal":
                seen, wrong = await parts.database.write(
                    lambda tx: appeal(tx, parts.deps, token, sent.appeal, now)
                )
                return self._draw(seen, sent, wrong=wrong) if wrong else _shown(asked)
            case "change":
                return self._draw(seen, sent)
            case _:
                seen, weighed = await self._ahead(seen, token, sent)
        if isinstance(weighed, Wrong):
            return self._draw(seen, sent, wrong=weighed)
        if weighed is None:
            return _shown(asked)
        changed = sent.step == "apply"  # what is shown is not what was
        return self._draw(seen, sent, wrong=Wrong.STALE if changed else None, weighed=weighed)

    async def _ahead(self, seen: Seen, token: str, sent: Sent) -> tuple[Seen, Weighed | Wrong]:
        """Keep the photos that came with it, and say what would be decided."""
        parts, now, wrong = self._parts, self._parts.clock.now(), None
        if photos := sent.appeal.photos:
            seen, wrong = await parts.database.write(
                lambda tx: send_photos(tx, parts.deps, token, photos, now)
            )
        weighed = await parts.database.read(lambda tx: weigh(tx, parts.deps, seen, sent.said, now))
        return seen, wrong or weighed

    async def _look(self, asked: Request) -> Seen:
        parts, token = self._parts, asked.named("token")
        return await parts.database.read(lambda tx: look(tx, parts.deps, token, parts.clock.now()))

    def _apply(self, tx: Tx, token: str, sent: Sent) -> tuple[Seen, Weighed | Wrong | None]:
        deps, now = self._parts.deps, self._parts.clock.now()
        seen, outcome = confirm(tx, deps, token, sent.said, sent.digest, now)
        if isinstance(outcome, Event):
            intake.take(tx, deps, [outcome], now)
            return seen, None
        return seen, outcome

    def _draw(
        self,
        seen: Seen,
        sent: Sent | None = None,
        *,
        status: int | None = None,
        wrong: Wrong | None = None,
        weighed: Weighed | None = None,
    ) -> Answer:
        lang, said = self._parts.deps.lang, sent.said if sent else None
        objection = sent.appeal if sent and sent.step == "appeal" else None
        about = {"shop": seen.shop or say("confirm_shop", lang), "order": seen.order_no[-_TAIL:]}
        told = say(f"buyer_wrong_{wrong}", lang) if wrong else ""
        chosen = [
            {"name": one.name, "qty": qty, "index": index}
            for index, (one, qty) in enumerate(
                zip(seen.goods, said.pieces if said else (), strict=False)
            )
            if qty
        ]
        return page(
            "refund.html",
            status or (422 if wrong else _STATUS.get(seen.stand, 200)),
            lang="zh-CN" if lang == "zh" else "en",
            title=say(_title(seen, weighed), lang),
            about=say("page_about", lang, **about) if seen.order_no else "",
            text=_closed(seen, lang),
            wrong=told,
            asks=seen.stand is Stand.OPEN and weighed is None,
            goods=[_goods(seen, said, index) for index in _offered(seen)],
            apart=bool(seen.questions) and len({one.category for one in seen.goods}) > 1,
            most_listed=_LISTED,
            questions=[_question(one, said, lang) for one in seen.questions],
            asked=[] if weighed else [self._told(one, said, lang) for one in seen.asked],
            appealing=None if objection is None else objection.which,
            reason="" if objection is None else objection.reason,
            longest=LONGEST,
            said=said,
            number=len(seen.asked),
            takes_photos=seen.takes_photos,
            most_photos=MOST_PHOTOS,
            sent=say("buyer_photos_sent", lang, count=seen.photos) if seen.photos else "",
            chosen=chosen,
            found=None if weighed is None else self._decided(weighed.decided, lang),
            digest="" if weighed is None else weighed.digest,
            labels={
                **{name: say(f"buyer_{name}", lang) for name in _LABELS},
                **{name: say(f"page_{name}", lang) for name in _PHOTO_LABELS},
            },
        )

    def _told(self, one: Asked, said: Form | None, lang: str) -> dict[str, Any]:
        deps = self._parts.deps
        at = clock(one.application.at, now=self._parts.clock.now(), tz=deps.timezone)
        appealed = one.last.cause is Cause.APPEALED and one.standing is Standing.REVIEW
        return {
            **self._decided(one.last, lang),
            "at": say("buyer_at", lang, at=at),
            "stand": say(f"buyer_stand_{one.standing}", lang),
            "tone": _TONES[one.standing],
            "appealed": appealed,
            "appeals": one.may_appeal,
            "questions": [_question(open_, said, lang) for open_ in one.questions],
            "decisions": len(one.history),
        }

    def _decided(self, decided: Decided, lang: str) -> dict[str, Any]:
        decision = decided.decision
        pays = decision.action in _PAYS
        return {
            "notice": by_clause(decision, lang),
            "text": sentence(decided.facts, decision, lang),
            "url": clause_address(self._parts.deps, decision, clause(decision.clauses[0], lang)),
            "amount": money(decision.amount, lang) if pays else "",
        }


_LABELS: Final = (
    "goods", "none", "note", "next", "apply", "change", "clause", "amount", "not_yet", "more",
    "apart", "appeal", "appeal_why", "appeal_send", "appealed", "chosen",
)  # fmt: skip


_PHOTO_LABELS: Final = ("add", "count", "photos", "sending")


def _shown(asked: Request) -> Answer:
    """Lead to the page as it stands: going back there sends nothing again."""
    headers = ((b"location", quote(asked.path).encode()), *PRIVATE)
    return Answer(status=303, body=b"", content_type=HTML, headers=headers)


def _title(seen: Seen, weighed: Weighed | None) -> str:
    if weighed is not None:
        return "buyer_title_sure"
    if seen.stand in (Stand.FORGED, Stand.EXPIRED):
        return f"page_{seen.stand}"
    return "buyer_title_asked" if seen.asked else "buyer_title"


def _closed(seen: Seen, lang: str) -> str:
    """Say why nothing can be asked here, where nothing can and nothing was."""
    if seen.asked or seen.stand is Stand.OPEN:
        return ""
    return say(f"buyer_closed_{seen.stand}", lang)


def _offered(seen: Seen) -> list[int]:
    """Return which goods are offered: the first that are left, and the next ones after those."""
    return [index for index, one in enumerate(seen.goods) if one.left][:_MOST_LINES]


def _goods(seen: Seen, said: Form | None, index: int) -> dict[str, Any]:
    one, only = seen.goods[index], sum(1 for goods in seen.goods if goods.left) == 1
    chosen = one.left if only else 0
    if said is not None and index < len(said.pieces):
        chosen = said.pieces[index]
    return {"index": index, "name": one.name, "left": one.left, "chosen": chosen}


def _question(one: Question, said: Form | None, lang: str) -> dict[str, Any]:
    answers = []
    for value in one.answers:
        key = f"buyer_answer_{one.fact}_{value}"
        if key not in SENTENCES:
            key = f"buyer_answer_{value}"
        text = say(key, lang) if key in SENTENCES else value_name(one.fact, value, lang)
        answers.append((value, text))
    return {
        "fact": one.fact,
        "text": say(f"buyer_ask_{one.fact}", lang),
        "answers": answers,
        "issues": sorted(one.issues),
        "said": said.answers.get(one.fact, "") if said else "",
    }
