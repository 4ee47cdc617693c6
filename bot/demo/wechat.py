"""WeChat Pay of the demo: posts call-backs that it closes and signs with keys of its own."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import orjson
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from bot.config.sections.systems import PaymentContractSection, PaymentSection
from bot.demo.scenario.steps import Edition, Pays
from rules.payments.contract import CallBack, Provider

_MERCHANT, _KEY_ID = "1900000001", "PUB_KEY_ID_0119000000012026010100000000000001"
#: It opens nothing but what this demo closed.
_CONTENT_KEY = "a content key that opens no shop"
_BESIDE = "transaction"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Where the article's new edition has what the documented one has elsewhere.
_NONCE_HEADER, _MOVED = "x-wx-nonce", {"out_trade_no": "orderNo"}
#: How long it waits before it posts again what nobody took: the documented waits from three minutes
#: up, since a played day has no shorter ones. After the last it gives up.
_WAITS = tuple(timedelta(minutes=m) for m in (3, 10, 30, 30, 30, 60))


@dataclass(slots=True, kw_only=True)
class _Untaken:
    """What waits to be posted again."""

    headers: dict[str, str]  #: Beside those of the signature.
    tries: int = 0
    next_at: datetime


@dataclass(slots=True)
class WeChatPay:
    """The provider: what it posts is signed as it leaves, and posted again until it is taken."""

    _key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    _cipher: AESGCM = field(default_factory=lambda: AESGCM(_CONTENT_KEY.encode()))
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _untaken: dict[bytes, _Untaken] = field(default_factory=dict)  #: By its body.

    def contracts(self, *in_force: Edition, candidate: Edition | None = None) -> PaymentSection:
        """Write `[[payments]]` as the shop has it with these contracts."""
        editions = (*in_force, *(() if candidate is None else (candidate,)))
        return PaymentSection(
            provider="wechat",
            merchant=_MERCHANT,
            contracts=[
                PaymentContractSection(
                    version=edition.value,
                    key=SecretStr(_CONTENT_KEY),
                    public_key=self._public_key(),
                    public_key_id=_KEY_ID,
                    candidate=edition is candidate,
                    nonce_header=_NONCE_HEADER if edition is Edition.NEW else None,
                    compat=_MOVED if edition is Edition.NEW else {},
                )
                for edition in editions
            ],
        )

    def posts(self, paid: Pays, at: datetime) -> CallBack:
        """Post that an order was paid."""
        number = next(self._numbers)
        moved = _MOVED if paid.edition is Edition.NEW else {}
        said = {
            "mchid": _MERCHANT, "appid": "wx8888888888888888",
            moved.get("out_trade_no", "out_trade_no"): paid.order_no,
            "transaction_id": paid.transaction_id, "trade_type": "JSAPI",
            "trade_state": "SUCCESS", "trade_state_desc": "支付成功", "bank_type": "OTHERS",
            "attach": "", "success_time": paid.at.astimezone(_SHANGHAI).isoformat("T", "seconds"),
            "payer": {"openid": f"o{number:027}"},
            "amount": {
                "total": int(paid.amount * 100), "payer_total": int(paid.amount * 100),
                "currency": "CNY", "payer_currency": "CNY",
            },
        }  # fmt: skip
        nonce = f"{number:012}"
        closed = self._cipher.encrypt(nonce.encode(), orjson.dumps(said), _BESIDE.encode())
        resource = {
            "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(closed).decode(), "associated_data": _BESIDE, "nonce": nonce,
        }  # fmt: skip
        headers = {}
        if paid.edition is Edition.NEW:
            headers[_NONCE_HEADER] = resource.pop("nonce")
        body = orjson.dumps({
            "id": f"EV-{at.astimezone(_SHANGHAI):%Y%m%d%H%M%S}{number:05}",
            "create_time": said["success_time"],
            "resource_type": "encrypt-resource", "event_type": "TRANSACTION.SUCCESS",
            "summary": "支付成功", "resource": resource,
        })  # fmt: skip
        self._untaken[body] = _Untaken(headers=headers, next_at=at + _WAITS[0])
        return self._signed(body, headers, at)

    def posts_again(self, at: datetime) -> Iterator[CallBack]:
        """Post what nobody took and whose time has come, each once, signed anew."""
        for body, one in tuple(self._untaken.items()):
            if one.next_at > at:
                continue
            one.tries += 1
            if one.tries < len(_WAITS):
                one.next_at = at + _WAITS[one.tries]
            else:
                del self._untaken[body]
            yield self._signed(body, one.headers, at)

    def hears(self, posted: CallBack, *, taken: bool) -> None:
        """Hear what became of it."""
        if taken:
            self._untaken.pop(posted.body, None)

    def _signed(self, body: bytes, headers: dict[str, str], at: datetime) -> CallBack:
        stamp, word = str(int(at.timestamp())), f"{next(self._numbers):032X}"
        signature = self._key.sign(
            f"{stamp}\n{word}\n".encode() + body + b"\n", PKCS1v15(), SHA256()
        )
        signed = {
            "content-type": "application/json; charset=utf-8",
            "wechatpay-serial": _KEY_ID,
            "wechatpay-signature": b64encode(signature).decode(),
            "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
            "wechatpay-timestamp": stamp,
            "wechatpay-nonce": word,
        }
        return CallBack(provider=Provider.WECHAT, headers={**signed, **headers}, body=body, at=at)

    def _public_key(self) -> str:
        half = self._key.public_key()
        return half.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
