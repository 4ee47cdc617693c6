"""The error codes of WeCom that this simulator knows."""

TEXTS = {
    -1: "system busy",
    6000: "data version conflict",
    40008: "invalid message type",
    40058: "invalid Request Parameter",
    42014: "duplicate task_id",
    42045: "Template_Card.card_action missing or invalid",
    42049: "submit_button.text Missing or Invalid",
    45009: "api freq out of limit",
    93000: "invalid webhook url",
    93006: "invalid chatid",
    93019: "invalid bot_id",
    846604: "websocket request expired",
    846605: "invalid req_id",
    846608: "stream message update expired",
    846609: "aibot websocket not subscribed",
    853000: "signature incorrect",
}

BUSY, CONFLICT, BAD_TYPE, BAD_PARAMETER = -1, 6000, 40008, 40058
DUPLICATE, NO_ACTION, NO_SUBMIT, TOO_OFTEN = 42014, 42045, 42049, 45009
BAD_HOOK, BAD_CHAT = 93000, 93006
EXPIRED, BAD_REQ_ID, STREAM_OVER, NOT_SUBSCRIBED = 846604, 846605, 846608, 846609


def errmsg(code: int) -> str:
    """Return the text that comes with a code."""
    if not code:
        return "ok"
    page = f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    return f"{TEXTS.get(code, 'error')}, hint: [1700000000], from ip: 127.0.0.1, {page}"
