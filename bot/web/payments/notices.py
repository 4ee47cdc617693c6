"""POST /v1/payments/{wechat,alipay}/notify: call-backs, kept first, answered after the commit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import orjson

from bot.web.door.body import read_raw
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, ProblemError, refusal
from bot.web.parts import WebParts
from handlers.payments.taking import take
from rules.payments.contract import CallBack, Failure, Provider

#: A call-back is some two kilobytes; whatever is larger is none. 2,700 forged ones a second keep
#: a scanner waiting for 13 ms at most, 550 of this length for 40 ms.
LIMIT: Final = 256 * 1024
_MOST_HEADERS: Final = 64
_LONGEST_HEADER: Final = 4096
#: What nobody needs to read a call-back again, and nobody should find in a table.
_MASKED: Final = ("authorization", "cookie", "proxy-authorization", "x-forwarded-authorization")
_TEXT: Final = b"text/plain; charset=utf-8"


class PaymentNotices:
    """Takes what one provider posts; whatever is not its word for "taken" is sent again."""

    def __init__(self, parts: WebParts, provider: Provider) -> None:
        self._parts = parts
        self._provider = provider

    async def __call__(self, asked: Asked) -> Answer:
        """Answer one call-back."""
        parts, provider = self._parts, self._provider
        try:
            if not parts.deps.payments.in_force(provider):
                raise refusal(
                    "not_allowed",
                    f"没有配置 [[payments]] {provider}，验不了签，什么都没有保存 / "
                    f"[[payments]] has no {provider}; nothing can be verified, nothing was stored",
                )
            body = await read_raw(asked, limit=LIMIT)
        except ProblemError as error:
            told = {"code": "FAIL", "message": error.problem.detail}
            raise ProblemError(replace(error.problem, more=told)) from None
        now = parts.clock.now()
        posted = CallBack(provider=provider, headers=_headers(asked.headers), body=body, at=now)
        said = await parts.database.write(lambda tx: take(tx, parts.deps, posted, now))
        if isinstance(said, Failure):
            return _refused(provider, said)
        if provider is Provider.ALIPAY:
            return Answer(status=200, body=b"success", content_type=_TEXT)
        return Answer(status=200, body=b"")


def _headers(raw: Mapping[bytes, bytes]) -> dict[str, str]:
    """Return the headers that are kept: their names all, what is secret of them masked."""
    found = list(raw.items())[:_MOST_HEADERS]
    text = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in found}
    return {
        name: "***" if name in _MASKED else value[:_LONGEST_HEADER] for name, value in text.items()
    }


def _refused(provider: Provider, why: Failure) -> Answer:
    """Say why in the provider's own form; it tries again later."""
    status = why.reason.status
    message = f"{why.reason}: {why.field}" if why.field else why.reason.value
    if provider is Provider.ALIPAY:
        return Answer(status=status, body=f"fail {message}".encode(), content_type=_TEXT)
    told = {"code": "FAIL", "message": message}
    return Answer(status=status, body=orjson.dumps(told))
