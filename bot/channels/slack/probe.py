"""The probe of `resonance check`: both tokens, without taking part in the live connection."""

from bot.channels.slack.account import SlackAccount, Timing
from bot.channels.slack.client import Answer, SlackClient

_HINTS = {
    "auth.test": "检查 bot_token（xoxb-）/ check bot_token (xoxb-)",
    "apps.connections.open": (
        "检查 app_token（xapp-，connections:write）和 Socket Mode 开关"
        " / check app_token (xapp-, connections:write) and the Socket Mode switch"
    ),
}


async def probe(account: SlackAccount, *, timing: Timing | None = None) -> str | None:
    """Return None, or what is wrong: asking for an address opens no connection by itself."""
    client = SlackClient(account, timing or Timing())
    try:
        for method, answer in (
            ("auth.test", await client.call("auth.test")),
            ("apps.connections.open", await client.open_link()),
        ):
            if not isinstance(answer, Answer):
                return f"{method}: {answer.code} · {_HINTS[method]}"
    finally:
        await client.close()
    return None
