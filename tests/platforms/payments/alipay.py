"""Alipay as it posts: forms signed with a key of its own."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from rules.payments.contract import ANY_SERIAL, CallBack, Contract, Provider
from rules.payments.seals import read_public_key
from tests.platforms.payments.wechat import a_key, public_pem

APP = "2021000000000001"


@dataclass(slots=True)
class Alipay:
    """The provider."""

    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def contract(self, version: str = "RSA2", **changes: Any) -> Contract:  # noqa: ANN401
        """Return the contract under which everything that it posts is read."""
        known: dict[str, Any] = {
            "provider": Provider.ALIPAY,
            "merchant": APP,
            "version": version,
            "keys": {ANY_SERIAL: read_public_key(public_pem(a_key("alipay")))},
        }
        return Contract(**known | changes)

    def paid(
        self,
        order_no: str,
        yuan: str = "199.00",
        *,
        at: datetime,
        **changes: Any,  # noqa: ANN401
    ) -> CallBack:
        """Return the call-back that an order was paid; None takes a field out."""
        number = next(self._numbers)
        local = (at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
        form = {
            "app_id": APP,
            "charset": "utf-8",
            "notify_id": f"20260803{number:020}",
            "notify_time": local,
            "notify_type": "trade_status_sync",
            "version": "1.0",
            "out_trade_no": order_no,
            "trade_no": f"20260803220014{number:014}",
            "trade_status": "TRADE_SUCCESS",
            "total_amount": yuan,
            "seller_id": "2088102119685838",
            "subject": "羊绒大衣 M码",
            "body": "",
            "gmt_payment": local,
            "fund_bill_list": f'[{{"amount":"{yuan}","fundChannel":"ALIPAYACCOUNT"}}]',
            **changes,
        }
        return self.signed({k: v for k, v in form.items() if v is not None}, at)

    def signed(self, form: dict[str, str], at: datetime, *, charset: str = "utf-8") -> CallBack:
        """Return a form as it is posted, signed over its parameters that say something."""
        message = "&".join(f"{k}={v}" for k, v in sorted(form.items()) if v).encode(charset)
        sign = b64encode(a_key("alipay").sign(message, PKCS1v15(), SHA256())).decode()
        body = urlencode({"sign_type": "RSA2", "sign": sign} | form, encoding=charset).encode()
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        return CallBack(provider=Provider.ALIPAY, headers=headers, body=body, at=at)
