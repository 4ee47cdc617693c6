"""Benchmark: call-backs judged against bare cryptography; a quarantine of 100,000 read again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from handlers.payments.replaying import Replayed, replay
from rules.payments.contract import CallBack, Contract, Contracts, Notice, Provider
from rules.payments.judging import judge
from rules.payments.reasons import Reason
from rules.payments.seals import read_base64
from storage import migrate
from storage.database import Database, opened
from storage.mapping import portions
from storage.tx import Tx
from tests.bench.figures import Figure, ratio
from tests.builders import NOON, some_deps
from tests.platforms.payments.wechat import API_KEY, WeChatPay, a_key

_BATCH = 500


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns over the same call-backs, on one core; then bring many of them back."""
    rounds, number, lost = (1, 20, 2_000) if small else (15, 1_000, 100_000)
    provider = WeChatPay()
    posted = [provider.paid(f"B{n}", n + 1, at=NOON) for n in range(number)]
    turns = [(_judged(posted, provider.contract()), _bare(posted)) for _ in range(rounds)]
    what = "call-backs of WeChat Pay verified, opened and read, against bare cryptography"
    figure = ratio(
        "payments", what, [ours for ours, _ in turns], [bare for _, bare in turns],
        unit="/s", at_least=0.5,
    )  # fmt: skip
    return [figure, _replayed(provider, lost)]


def _judged(posted: Sequence[CallBack], contract: Contract) -> float:
    began = process_time()
    for one in posted:
        assert isinstance(judge(one, (contract,)).outcome, Notice)
    return len(posted) / (process_time() - began)


def _bare(posted: Sequence[CallBack]) -> float:
    """Verify and decrypt the same bodies, looking at nothing else that stands in them."""
    key: RSAPublicKey = a_key("wechat").public_key()
    cipher, padding, digest = AESGCM(API_KEY.encode()), PKCS1v15(), SHA256()
    began = process_time()
    for one in posted:
        headers = one.headers
        head = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode()
        signature = read_base64(headers["wechatpay-signature"]) or b""
        key.verify(signature, head + one.body + b"\n", padding, digest)
        resource = orjson.loads(one.body)["resource"]
        closed = read_base64(resource["ciphertext"]) or b""
        cipher.decrypt(resource["nonce"].encode(), closed, resource["associated_data"].encode())
    return len(posted) / (process_time() - began)


def _replayed(provider: WeChatPay, number: int) -> Figure:
    """Read a quarantine again: the last tenth is to go as fast as the first."""
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        migrate.upgrade(url)
        with opened(url) as database:
            _lose(database, provider, number)
            rates = _read_again(database, provider.contract(), number)
    return ratio(
        "payments", f"{number:,} call-backs read again: the last tenth against the first",
        rates[-1:], rates[:1], unit="/s", at_least=0.7,
    )  # fmt: skip


def _lose(database: Database, provider: WeChatPay, number: int) -> None:
    def work(tx: Tx, portion: Sequence[int]) -> None:
        for n in portion:
            kept = tx.call_backs.keep(provider.paid(f"L{n}", n + 1, at=NOON))
            tx.call_backs.settle([replace(kept, reason=Reason.DECRYPT_FAILED)])

    for portion in portions(range(number), _BATCH):
        database.do(partial(work, portion=portion))


def _read_again(database: Database, contract: Contract, number: int) -> list[float]:
    """Return the rate of each tenth; all of it, each once, to the cent."""
    contracts = Contracts(all=(contract,))
    work: Callable[..., Replayed] = partial(
        replay, deps=some_deps(payments=contracts), provider=Provider.WECHAT, contracts=(contract,)
    )
    rates: list[float] = []
    done, began, tenth = Replayed(), process_time(), number // 10
    while done.more:
        done = database.do(partial(work, so_far=done, now=NOON))
        if done.tried >= tenth * (len(rates) + 1) and len(rates) < number // tenth:
            rates.append(tenth / (process_time() - began))
            began = process_time()
    assert (done.paid, int(done.amount * 100)) == (number, number * (number + 1) // 2)
    assert database.do(partial(work, so_far=Replayed(), now=NOON)).tried == 0
    return rates
