"""A look at WeCom for `resonance check`: the handshake only, as a subscribe kicks a running bot."""

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from bot.channels.wecom.account import USUAL, Timing, WeComAccount
from bot.channels.wecom.stream import WIRE


async def probe(account: WeComAccount, *, timing: Timing = USUAL) -> str | None:
    """Shake hands with the gateway and leave; None, or in one line why not."""
    try:
        async with connect(
            account.ws_url,
            open_timeout=timing.handshake,
            close_timeout=timing.close,
            ping_interval=None,
            logger=WIRE,
        ):
            return None
    except InvalidStatus as error:
        code = f"HTTP {error.response.status_code}"
    except (OSError, TimeoutError, WebSocketException, ValueError) as error:
        code = type(error).__name__
    return f"企业微信长连接连不上 / WeCom's gateway cannot be reached: {code}"
