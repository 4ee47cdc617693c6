"""WeChat Pay as it posts: call-backs closed and signed with keys of its own, in any edition."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from rules.payments.contract import CallBack, Contract, Provider
from rules.payments.seals import ContentKey, read_certificate, read_public_key

MERCHANT = "1900000001"
API_KEY = "0123456789abcdef0123456789ABCDEF"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026010100000000000001"
SHANGHAI = "+08:00"


@cache
def a_key(_name: str) -> rsa.RSAPrivateKey:
    """Return the same key for the same name: making one takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: rsa.RSAPrivateKey) -> str:
    """Return the half that everybody may know."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@cache
def certificate_pem(name: str) -> str:
    """Return a certificate of the key of this name."""
    key, who = a_key(name), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay")])
    made = x509.CertificateBuilder(
        issuer_name=who, subject_name=who, public_key=key.public_key(), serial_number=0x7132D72A,
        not_valid_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_valid_after=datetime(2031, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


@dataclass(slots=True, kw_only=True)
class WeChatPay:
    """The provider; `moved` and `nonce_header` are the edition that it posts in."""

    key_name: str = "wechat"
    serial: str = PUBLIC_KEY_ID
    api_key: str = API_KEY
    merchant: str = MERCHANT
    moved: dict[str, str] = field(default_factory=dict)
    nonce_header: str | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def contract(self, version: str = "2026-05", **changes: Any) -> Contract:  # noqa: ANN401
        """Return the contract under which everything that it posts is read."""
        known: dict[str, Any] = {
            "provider": Provider.WECHAT,
            "merchant": self.merchant,
            "version": version,
            "keys": {self.serial: read_public_key(public_pem(a_key(self.key_name)))},
            "content_key": ContentKey(self.api_key),
            "moved": dict(self.moved),
            "nonce_header": self.nonce_header,
        }
        return Contract(**known | changes)

    def with_certificate(self, version: str = "certificate") -> Contract:
        """Return the contract of its certificate, from before it had a public key."""
        serial, key = read_certificate(certificate_pem(self.key_name))
        return self.contract(version, keys={serial: key})

    def content(self, order_no: str, fen: int = 19900, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return what it says of a payment; None takes a field out."""
        known = {
            "mchid": self.merchant,
            "appid": "wx8888888888888888",
            "out_trade_no": order_no,
            "transaction_id": f"42000020260803{next(self._numbers):014}",
            "trade_type": "JSAPI",
            "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功",
            "bank_type": "OTHERS",
            "attach": "",
            "success_time": "2026-08-03T11:59:58+08:00",
            "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            "amount": {
                "total": fen, "payer_total": fen, "currency": "CNY", "payer_currency": "CNY",
            },
            "promotion_detail": [],
            **changes,
        }  # fmt: skip
        for name, place in self.moved.items():
            known[place] = known.pop(name)
        return {name: value for name, value in known.items() if value is not None}

    def body(self, content: object, **changes: Any) -> tuple[bytes, str]:  # noqa: ANN401
        """Return a body that holds a content, with the nonce that it was closed with."""
        number = next(self._numbers)
        nonce = f"{number:012}"
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        closed = AESGCM(self.api_key.encode()).encrypt(nonce.encode(), text, b"transaction")
        resource: dict[str, Any] = {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(closed).decode(),
            "associated_data": "transaction",
            "nonce": nonce,
            **changes,
        }
        if self.nonce_header is not None:
            del resource["nonce"]
        envelope = {
            "id": f"EV-{number:032}",
            "create_time": "2026-08-03T12:00:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": resource,
        }
        return json.dumps(envelope, ensure_ascii=False).encode(), nonce

    def refunded(self, order_no: str, fen: int = 100, *, at: datetime, **changes: Any) -> CallBack:  # noqa: ANN401
        """Return the notice of a refund, as it is posted to whom no other address was told."""
        content = self.content(
            order_no, trade_state=None, refund_status="SUCCESS", refund_id="503000003820190527",
            out_refund_no="r-1", user_received_account="招商银行信用卡0403",
            amount={"total": 19_900, "refund": fen, "payer_total": 19_900, "payer_refund": fen},
            **changes,
        )  # fmt: skip
        body = json.loads(self.body(content, original_type="refund")[0])
        body |= {"event_type": "REFUND.SUCCESS", "summary": "退款成功"}
        return self.signed(json.dumps(body).encode(), at)

    def signed(self, body: bytes, at: datetime, *, nonce: str = "") -> CallBack:
        """Return a body as it is posted at a moment, signed anew."""
        stamp, word = str(int(at.timestamp())), f"{next(self._numbers):032X}"
        message = f"{stamp}\n{word}\n".encode() + body + b"\n"
        signature = a_key(self.key_name).sign(message, PKCS1v15(), SHA256())
        headers = {
            "content-type": "application/json; charset=utf-8",
            "wechatpay-serial": self.serial,
            "wechatpay-signature": b64encode(signature).decode(),
            "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
            "wechatpay-timestamp": stamp,
            "wechatpay-nonce": word,
            "request-id": f"08F78BB5AF0610D302189F99DD5C20BA56F89845-{stamp}",
        }
        if self.nonce_header is not None:
            headers[self.nonce_header] = nonce
        return CallBack(provider=Provider.WECHAT, headers=headers, body=body, at=at)

    def paid(
        self,
        order_no: str,
        fen: int = 19900,
        *,
        at: datetime,
        **changes: Any,  # noqa: ANN401
    ) -> CallBack:
        """Return the call-back that an order was paid."""
        success = (at + timedelta(hours=8) - timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%S")
        told = {"success_time": f"{success}{SHANGHAI}", **changes}
        body, nonce = self.body(self.content(order_no, fen, **told))
        return self.signed(body, at, nonce=nonce)
