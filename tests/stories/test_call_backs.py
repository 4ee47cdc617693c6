"""Payments whose call-backs changed overnight: nothing is lost, and one thread brings them back."""

from dataclasses import replace
from datetime import timedelta

from handlers.contracts.view import partners
from handlers.payments import room
from handlers.payments.taking import take
from handlers.sweeps import call_backs
from rules.payments.contract import CallBack, Contracts, Failure, Notice, Provider
from rules.payments.reasons import Reason
from rules.vocabulary import ScanCode
from storage.payments.call_backs import State
from tests.builders import an_event, seconds
from tests.harness import Harness
from tests.platforms.payments.alipay import Alipay
from tests.platforms.payments.wechat import PUBLIC_KEY_ID, WeChatPay

OLD = WeChatPay()
NEW = WeChatPay(moved={"out_trade_no": "orderNo"}, nonce_header="x-wx-nonce")
LOST = 250  #: More than a portion.


def posts(h: Harness, posted: CallBack) -> Notice | Failure:
    """Have a provider post now."""
    return h.database.do(lambda tx: take(tx, h.deps, posted, h.now))


def said(h: Harness, text: str, *, by: str = "王敏") -> str:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text


def test_what_was_lost_is_rehearsed_replayed_once_and_told_where_it_was_asked_for(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract("wxpay-3.2.1"),))
    for n in range(LOST):
        outcome = posts(h, NEW.paid(f"N{n}", 1000 + n, at=h.now + seconds(n / 100)))
        assert isinstance(outcome, Failure)
    candidate = NEW.contract("wxpay-3.5.2", candidate=True)
    h.payments = Contracts(all=(*h.payments.all, candidate))

    assert "没有叫 wxpay-9 的契约" in said(h, "契约 演练 wxpay-9")
    assert "读得懂 0，读不懂 250，其中现在读得懂的 0" in said(h, "契约 演练 wxpay-3.2.1")
    assert f"读得懂 {LOST}，读不懂 0" in said(h, "契约 演练 wxpay-3.5.2")
    assert "没有叫 wxpay-3.5.2 的契约" in said(h, "契约 重放 wxpay-3.5.2"), (
        "a candidate does nothing"
    )

    h.payments = Contracts(all=(*h.payments.all[:1], NEW.contract("wxpay-3.5.2")))
    assert "开始重放微信支付隔离区里的 250 条" in said(h, "契约 重放")
    h.pass_time(seconds(30))

    told = h.expect_notice("重放完了")
    total = sum(1000 + n for n in range(LOST)) / 100
    assert "加密方式一致性只有 0.00%" in h.read("加密方式一致性")[0].text
    assert f"读了 {LOST} 条，补记付款 {LOST} 笔 ¥{total:,.2f}；没有留下的" in told
    assert h.order("N7")["amount"] == "10.07"
    assert said(h, "契约 重放") == "隔离区是空的，没有要重放的回调。"


def test_a_payment_that_is_known_from_elsewhere_is_no_second_one_when_its_call_back_is_read(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    lost = NEW.paid("1024", at=h.now, transaction_id="T1")
    assert isinstance(posts(h, lost), Failure)
    h.takes(
        an_event(
            "order.paid", source="wechat", event_id="wechat:T1", at=h.now, amount="199.00",
            transaction_id="T1",
        )
    )  # fmt: skip
    h.payments = Contracts(all=(NEW.contract("wxpay-3.5.2"),))

    assert "开始重放" in said(h, "契约 重放")
    h.pass_time(seconds(30))

    assert "补记付款 0 笔" in h.expect_notice("重放完了")
    assert said(h, "契约 重放").startswith("隔离区是空的")


def test_a_diagnosis_says_how_call_backs_were_really_answered_and_where_they_failed(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    h.ordered("1024", amount="199.00")
    h.ordered("1025", amount="299.00")
    posts(h, OLD.paid("1024", 19900, at=h.now))
    posts(h, OLD.paid("1025", 1, at=h.now))
    for n in range(3):
        posts(h, replace(OLD.paid(f"M{n}", at=h.now), headers={}))
    posts(h, NEW.paid("N", at=h.now))

    lines = said(h, "契约 诊断").splitlines()[1:]

    assert lines[0] == "– HTTP：200 收下 1 条、401 拒收 3 条、422 拒收 2 条"
    assert lines[1] == "✘ 验签：3/6 条，缺签名头　← 卡在这里"
    assert lines[2] == "– 解密：2/3 条，解不开"
    assert lines[4] == "– 记账：1/2 条，金额与订单不同"
    h.read()


def test_alipays_word_of_a_refund_is_kept_as_one_and_not_as_the_payments_call_back(
    h: Harness,
) -> None:
    alipay = Alipay()
    h.payments = Contracts(all=(alipay.contract(),))
    h.ordered("1024", amount="199.00")
    number = "2026080322001400000000000099"
    paid = alipay.paid("1024", at=h.now, trade_no=number)
    back = alipay.paid(
        "1024", at=h.now, trade_no=number, refund_fee="10.00", gmt_refund="2026-08-03 13:00:00"
    )
    for posted in (paid, back, paid):
        assert isinstance(posts(h, posted), Notice)

    kept = h.database.look(lambda tx: tx.call_backs.latest(Provider.ALIPAY, 9))
    assert [(one.state, one.reason) for one in kept] == [
        (State.READ, Reason.REFUND), (State.READ, None),
    ]  # fmt: skip
    h.read()


def test_only_an_approver_has_the_quarantine_read_again(h: Harness) -> None:
    h.payments = Contracts(all=(OLD.contract(),))

    assert said(h, "契约 重放", by="李雷").startswith("这需要审批人")


def test_while_certificates_give_way_to_a_public_key_nothing_waits(h: Harness) -> None:
    before = WeChatPay(serial="7132D72A")
    assert OLD.serial == PUBLIC_KEY_ID
    h.payments = Contracts(all=(before.with_certificate(), OLD.contract("public key")))

    for n in range(20):
        posted = (before, OLD)[n % 2].paid(f"{n}", at=h.now)
        assert isinstance(posts(h, posted), Notice)

    assert h.database.look(lambda tx: tx.call_backs.by_reason()) == []
    assert "读得懂 10，读不懂 10，其中现在读得懂的 10" in said(h, "契约 演练 certificate")
    assert "证书序列号或公钥编号不认识" in said(h, "契约 演练 certificate")


def test_another_amount_than_the_orders_is_not_taken_as_paid(h: Harness) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    h.ordered("1024", amount="199.00")

    outcome = posts(h, OLD.paid("1024", 1, at=h.now))

    assert isinstance(outcome, Failure)
    assert outcome.reason == "amount_mismatch"
    told = [line["source"] for line in h.order("1024")["timeline"]]
    assert "wechat" not in told
    h.expect_nothing()  # one card tells of all such orders
    h.pass_time(seconds(30))
    (card,) = h.read("付的钱与订单不同")
    assert "1 笔支付的金额与订单不同，订单已锁" in card.text
    assert "1024" in card.text
    assert h.order("1024")["level"] == "red"
    notes = {hold["reason"]: hold["note"] for hold in h.order("1024")["holds"]}
    assert notes["AMOUNT_MISMATCH"] == "wechat: 0.01 ≠ 199.00"
    assert h.scan("1024").code is not ScanCode.OK
    again = OLD.paid("1024", 1, at=h.now)
    assert isinstance(posts(h, again), Failure)
    assert len(h.order("1024")["holds"]) == len(notes)


def test_what_somebody_released_is_not_held_again_however_often_it_is_posted(h: Harness) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    h.ordered("1024", amount="199.00")
    posts(h, OLD.paid("1024", 1, at=h.now, transaction_id="T1"))
    h.pass_time(seconds(30))
    h.read("付的钱与订单不同")

    said(h, "放行 1024 已补差价")
    h.pass_time(seconds(30))
    assert any("已恢复" in one.text for one in h.read(""))
    posts(h, OLD.paid("1024", 1, at=h.now, transaction_id="T1"))
    assert h.scan("1024").code is ScanCode.OK

    posts(h, OLD.paid("1024", 2, at=h.now, transaction_id="T2"))  # another payment
    assert h.scan("1024").code is not ScanCode.OK
    h.pass_time(seconds(30))
    assert h.read("付的钱与订单不同")


def test_what_was_read_loses_its_body_after_a_while_and_what_waits_never_does(h: Harness) -> None:
    h.payments = Contracts(all=(OLD.contract(),), keep={Provider.WECHAT: timedelta(days=30)})
    posts(h, OLD.paid("1024", at=h.now))
    posts(h, OLD.paid("1025", at=h.now, out_trade_no=None))

    h.now += timedelta(days=31)
    while h.database.do(lambda tx: call_backs.sweep(tx, h.deps, h.now)):
        pass

    kept = h.database.look(lambda tx: tx.call_backs.latest(Provider.WECHAT, 9))
    assert [one.state for one in kept] == [State.QUARANTINED]
    assert "读得懂 0，读不懂 1" in said(h, "契约 演练 2026-05")


def test_a_quarantine_that_is_full_keeps_no_more_until_there_is_room(h: Harness) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    stranger = WeChatPay(key_name="a stranger's")
    posts(h, stranger.paid("1", at=h.now))
    h.database.do(lambda tx: room.look(tx, Provider.WECHAT, h.now, most=1))

    odd = stranger.paid("2", at=h.now)
    odd = replace(odd, headers={**odd.headers, "wechatpay-serial": "a stranger's own"})
    assert isinstance(posts(h, odd), Failure)
    assert isinstance(posts(h, OLD.paid("3", at=h.now)), Notice)
    (partner,) = h.database.look(lambda tx: partners(tx, h.deps, h.now, timedelta(hours=1)))
    (window,) = partner.windows
    assert (window.messages, window.mismatched) == (3, 2)
    assert "stranger" not in str(window.encryption)
    waiting = h.database.look(lambda tx: tx.call_backs.by_reason())
    assert [one.count for one in waiting] == [1]

    h.database.do(lambda tx: call_backs.sweep(tx, h.deps, h.now))
    posts(h, stranger.paid("4", at=h.now))
    assert h.database.look(lambda tx: tx.call_backs.by_reason())[0].count == 2


def test_where_there_is_no_room_what_nobody_signed_goes_after_a_week_and_what_was_signed_never(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    stranger = WeChatPay(key_name="a stranger's")
    for posted in (NEW.paid("1", at=h.now), stranger.paid("2", at=h.now)):
        posts(h, posted)
    h.now += timedelta(days=6)
    posts(h, stranger.paid("3", at=h.now))

    def waiting(most: int) -> list[tuple[str, int]]:
        h.database.do(lambda tx: room.look(tx, Provider.WECHAT, h.now, most=most))
        found = h.database.look(lambda tx: tx.call_backs.by_reason())
        return sorted((one.reason, one.count) for one in found)

    h.now += timedelta(days=1)
    assert waiting(3) == [("bad_signature", 2), ("decrypt_failed", 1)], (
        "it may be a key of tomorrow"
    )
    h.now += seconds(1)
    assert waiting(4) == [("bad_signature", 2), ("decrypt_failed", 1)], "there is room"
    assert waiting(3) == [("bad_signature", 1), ("decrypt_failed", 1)]
    assert not h.database.look(lambda tx: room.is_full(tx, Provider.WECHAT))
    h.now += timedelta(days=60)
    assert waiting(1) == [("decrypt_failed", 1)]
    assert h.database.look(lambda tx: room.is_full(tx, Provider.WECHAT))


def test_whatever_strangers_fill_the_quarantine_with_what_the_provider_signed_finds_room(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    stranger = WeChatPay(key_name="a stranger's")
    posts(h, replace(stranger.paid("1", at=h.now), body=b" " * 10_000))
    h.database.do(lambda tx: room.look(tx, Provider.WECHAT, h.now, most_bytes=10_000))

    posts(h, stranger.paid("2", at=h.now))
    posts(h, NEW.paid("3", at=h.now))

    waiting = h.database.look(lambda tx: tx.call_backs.by_reason())
    assert sorted((one.reason, one.count) for one in waiting) == [
        ("bad_signature", 1), ("decrypt_failed", 1),
    ]  # fmt: skip


def test_a_call_back_that_waits_is_neither_lost_to_a_copy_of_it_nor_to_a_replay_that_reads_less(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD.contract(),))
    lost = NEW.paid("1024", at=h.now)
    posts(h, lost)
    others = OLD.contract("others", keys={"7132D72A": next(iter(OLD.contract().keys.values()))})
    h.payments = Contracts(all=(OLD.contract(), others))

    again = posts(h, replace(lost, at=h.now + seconds(301)))
    assert isinstance(again, Failure)
    assert again.reason == "clock_skew"
    said(h, "契约 重放 others")
    h.pass_time(seconds(30))
    assert "补记付款 0 笔" in h.expect_notice("重放完了")

    (waiting,) = h.database.look(lambda tx: tx.call_backs.by_reason())
    assert (waiting.reason, waiting.count) == ("decrypt_failed", 1)
    h.payments = Contracts(all=(NEW.contract("new"),))
    said(h, "契约 重放")
    h.pass_time(seconds(30))
    assert "补记付款 1 笔" in h.expect_notice("重放完了")
    h.read("付了款")
