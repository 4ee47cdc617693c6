"""A look at DingTalk for `resonance check`: the credentials, without touching the stream."""

from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.openapi import OpenApi
from bot.channels.dingtalk.refusals import Refusal

_TOKEN = "/v1.0/oauth2/accessToken"  # noqa: S105 - a path


async def probe(account: DingTalkAccount, *, timing: Timing | None = None) -> str | None:
    """Ask for an access token; None, or in one line why not."""
    api = OpenApi(account, timing or Timing())
    body = {"appKey": account.client_id, "appSecret": account.client_secret}
    try:
        answer = await api.raw("POST", account.openapi_base.rstrip("/") + _TOKEN, body)
    finally:
        await api.aclose()
    if isinstance(answer, Refusal):
        return f"钉钉拒绝 / DingTalk refused: {answer.outcome.code}"
    if not answer.get("accessToken"):
        return "钉钉没有给令牌 / DingTalk gave no token"
    return None
