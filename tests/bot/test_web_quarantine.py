"""The article's case over HTTP: call-backs that change overnight wait, and are read again once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from handlers.health.ghosts import file_link
from handlers.payments.taking import take
from handlers.sweeps import SWEEPS
from rules.payments.contract import Contracts
from tests.bot.conftest import _BOTH, Api, _serve
from tests.bot.test_web_payments import paid, post
from tests.builders import NOON, seconds, some_deps
from tests.platforms.payments.wechat import WeChatPay

LOST = 1_327
OLD, NEW = "wxpay-3.2.1", "wxpay-3.5.2"


@pytest.fixture
def changed() -> WeChatPay:
    """Return the provider after the upgrade: the nonce is in a header, the number is renamed."""
    return WeChatPay(moved={"out_trade_no": "orderNo"}, nonce_header="x-wx-nonce")


@pytest.fixture
def mended(sqlite_url: str, wechat: WeChatPay, changed: WeChatPay) -> Iterator[Api]:
    """Serve a shop that has the new contract beside the old one."""
    contracts = Contracts(all=(wechat.contract(OLD), changed.contract(NEW)))
    yield from _serve(sqlite_url, _BOTH, some_deps(payments=contracts))


def test_1327_lost_payments_are_paid_orders_after_one_replay_and_none_more_after_a_second(
    mended: Api, wechat: WeChatPay, changed: WeChatPay
) -> None:
    unaware = replace(mended.deps, payments=Contracts(all=(wechat.contract(OLD),)))
    lost = [changed.paid(f"N{n}", n + 1, at=NOON + seconds(n / 100)) for n in range(LOST)]
    for posted in lost:
        mended.database.do(partial(take, deps=unaware, posted=posted, now=posted.at))

    waiting = mended.http.get("/v1/quarantine", params={"limit": 2}).json()

    assert (waiting["count"], paid(mended)) == (LOST, [])
    assert [(r["reason"], r["count"]) for r in waiting["reasons"]] == [("decrypt_failed", LOST)]
    assert len(waiting["call_backs"]) == 2

    asked = {"provider": "wechat", "contract": NEW}
    first = mended.post("/v1/quarantine/replay", asked).json()
    second = mended.post("/v1/quarantine/replay", asked).json()

    assert (first["tried"], first["paid"], first["waiting"]) == (LOST, LOST, {})
    assert (second["tried"], second["paid"], second["more"]) == (0, 0, False)
    told = {no: amount for _, no, amount in paid(mended)}
    assert told == {f"N{n}": f"{(n + 1) / 100:.2f}" for n in range(LOST)}
    assert mended.http.get("/v1/quarantine").json()["count"] == 0
    assert mended.http.get("/v1/orders/N7").json()["amount"] == "0.08"
    assert post(mended, lost[0]).status_code == 200
    assert len(paid(mended)) == LOST


def test_a_replay_names_the_contracts_that_there_are(mended: Api) -> None:
    for asked, field in (
        ({"provider": "wechat", "contract": "nope"}, "contract"),
        ({"provider": "paypal"}, "provider"),
        ({}, "provider"),
    ):
        refused = mended.post("/v1/quarantine/replay", asked)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    known = mended.post("/v1/quarantine/replay", {"provider": "wechat", "contract": "nope"})
    assert OLD in known.text
    assert NEW in known.text


def test_the_card_of_what_is_lost_leads_to_its_file_and_nothing_else_does(
    mended: Api, wechat: WeChatPay, changed: WeChatPay
) -> None:
    unaware = replace(mended.deps, payments=Contracts(all=(wechat.contract(OLD),)))
    posted = changed.paid("N1", at=NOON)
    mended.database.do(partial(take, deps=unaware, posted=posted, now=NOON))
    mended.database.do(lambda tx: SWEEPS["ghosts"](tx, mended.deps, NOON))
    (trouble,) = mended.database.look(lambda tx: tx.troubles.lasting())
    link = file_link(mended.deps, trouble, NOON)
    assert link is not None

    file = mended.http.get("/payments/" + link.rpartition("/")[2])

    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert "payments-unread-" in file.headers["content-disposition"]
    assert mended.http.get("/payments/forged").status_code == 401
