"""POST /v1/carriers/kuaidi100/notify: traces that Kuaidi100 pushes, each taken once."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.web.door.auth import check_digest
from bot.web.door.body import FORM, parse_json, read_form
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, ProblemError, field_error, refusal
from bot.web.lookout import Lookout
from bot.web.parts import WebParts
from handlers.events.carrier_pushes import take_push
from rules.contracts.messages import PUSH, read, unread
from rules.events import kuaidi100
from rules.events.event import Rejected

#: What it takes for "never send this again", byte for byte.
_TAKEN: Final = '{"result":true,"returnCode":"200","message":"成功"}'.encode()


class Kuaidi100Notices:
    """Verifies, journals, and answers after the commit; whatever else it says is sent again."""

    def __init__(self, parts: WebParts, lookout: Lookout) -> None:
        self._parts = parts
        self._lookout = lookout

    async def __call__(self, asked: Asked) -> Answer:
        """Answer one push; a refusal is a problem that says `result: false` as well."""
        now = self._parts.clock.now()
        try:
            push = parse_json((await self._verified(asked)).encode())
            await self._take(push, now)
        except ProblemError as error:
            problem = error.problem
            if self._parts.kuaidi100_salt is not None:  # without it anybody may have sent it
                forged = problem.code == "unauthorized"
                seen = unread(
                    kuaidi100.SOURCE, PUSH, problem.errors, now,
                    status=problem.status, forged=forged,
                )  # fmt: skip
                self._lookout.note([seen])
            told = {"result": False, "returnCode": str(problem.status), "message": problem.detail}
            raise ProblemError(replace(problem, more=told)) from None
        closely = self._lookout.closely(now) > 0
        seen = read(kuaidi100.SOURCE, PUSH, push, now, closely=closely, order_no=None)
        self._lookout.note([seen])
        return Answer(status=200, body=_TAKEN)

    async def _verified(self, asked: Asked) -> str:
        """Return the field that was signed, as it was sent."""
        salt = self._parts.kuaidi100_salt
        if salt is None:
            raise refusal(
                "not_allowed",
                "没有配置 [kuaidi100] salt，验不了签，什么都没有保存 / "
                "[kuaidi100] salt is not configured; nothing can be verified, nothing was stored",
            )
        async with read_form(asked, FORM) as form:
            param, sign = str(form.get("param", "")), str(form.get("sign", ""))
        check_digest(sign.upper(), kuaidi100.signature(param, salt))
        return param

    async def _take(self, push: object, now: datetime) -> None:
        parts = self._parts
        taken = await parts.database.write(lambda tx: take_push(tx, parts.deps, push, now))
        if isinstance(taken, Rejected):
            raise refusal("invalid", taken.message, errors=[field_error(taken)])
        parts.metrics.took_events(accepted=taken.accepted, duplicates=taken.duplicates, refused={})
