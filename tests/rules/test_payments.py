"""Payments: what a call-back says, under which contract, and why it cannot be taken."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rules.payments.contract import (
    ANY_SERIAL,
    CallBack,
    Contract,
    Failure,
    Notice,
    Provider,
)
from rules.payments.judging import judge
from rules.payments.reasons import Reason
from rules.payments.seals import ContentKey, read_public_key

#: Of the two providers' documents, signed with throw-away keys.
VECTORS = Path(__file__).parent / "vectors"


def _vector(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _wechat() -> Contract:
    vector = _vector("wechatpay_v3")
    return Contract(
        provider=Provider.WECHAT,
        merchant="1900000109",
        version="2026-05",
        keys={vector["public_key_id"]: read_public_key(vector["platform_public_key_pem"])},
        content_key=ContentKey(vector["apiv3_key"]),
    )


def _posted(vector: dict[str, Any]) -> CallBack:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    at = datetime.fromtimestamp(int(headers["wechatpay-timestamp"]), UTC)
    return CallBack(provider=Provider.WECHAT, headers=headers, body=vector["body"].encode(), at=at)


def test_wechats_vector_is_read_to_the_cent() -> None:
    judged = judge(_posted(_vector("wechatpay_v3")), [_wechat()])

    assert judged.contract == "2026-05"
    assert judged.outcome == Notice(
        notice_id="EV-2026020820153012345678901234567890",
        out_trade_no="DY20260208000001",
        transaction_id="4200002026020800000000000001",
        state="SUCCESS",
        paid=True,
        amount=Decimal("199.00"),
        paid_at=datetime(2026, 2, 8, 12, 15, 30, tzinfo=UTC),
    )


def test_the_articles_vector_says_which_field_is_missing_and_what_was_paid() -> None:
    judged = judge(_posted(_vector("wechatpay_v3_missing_out_trade_no")), [_wechat()])

    outcome = judged.outcome
    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.missing) == (Reason.FIELD_MISSING, ("out_trade_no",))
    assert outcome.amount == Decimal("199.00")


def test_alipays_vector_is_read_to_the_cent() -> None:
    vector = _vector("alipay_notify")
    contract = Contract(
        provider=Provider.ALIPAY,
        merchant="2021000000000001",
        version="RSA2",
        keys={ANY_SERIAL: read_public_key(vector["alipay_public_key_pem"])},
    )
    posted = CallBack(
        provider=Provider.ALIPAY,
        headers={},
        body=vector["form_urlencoded"].encode(),
        at=datetime(2026, 2, 8, 12, 15, 31, tzinfo=UTC),
    )

    outcome = judge(posted, [contract]).outcome

    assert isinstance(outcome, Notice)
    assert (outcome.out_trade_no, outcome.amount) == ("TB20260208000001", Decimal("199.00"))
    assert outcome.paid_at == datetime(2026, 2, 8, 12, 15, 30, tzinfo=UTC)
