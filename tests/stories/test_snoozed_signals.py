"""One signal of one customer may be snoozed: it shows, touches nobody else, and ends (A-37)."""

from datetime import timedelta

from storage.orders.orders import Order
from tests.builders import hours
from tests.harness import Harness


def said(h: Harness, text: str, by: str = "王敏") -> str:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text


def score(h: Harness, order_no: str) -> str:
    found = h.database.look(lambda tx: tx.orders.get(order_no))
    assert isinstance(found, Order)
    return found.score


def chats(h: Harness) -> None:
    for order_no, customer in (("1024", "c-1"), ("2048", "c-10")):
        h.ordered(order_no, customer={"id": customer})
        h.happens("chat.opened", order_no)


def test_it_counts_no_more_for_that_customer_alone_and_counts_again_by_itself(h: Harness) -> None:
    chats(h)
    before = score(h, "1024")
    assert before == score(h, "2048") != "0.0"

    assert "c-1" in said(h, "静默 客服对话 客户 c-1 2h 老客户常来聊")
    h.pass_time(timedelta(seconds=30))
    assert (score(h, "1024"), score(h, "2048")) == ("0.0", before)
    assert "对这位客户暂不计" in said(h, "为什么 1024")
    assert "对这位客户暂不计" not in said(h, "为什么 2048")
    assert "不计 客服对话" in said(h, "名单")

    h.pass_time(hours(2))
    assert score(h, "1024") == before
    assert "对这位客户暂不计" not in said(h, "为什么 1024")


def test_it_is_ended_early_as_its_answer_says(h: Harness) -> None:
    chats(h)
    before = score(h, "1024")
    answer = said(h, "静默 客服对话 客户c-1 2h 老客户常来聊")
    h.pass_time(timedelta(seconds=30))

    said(h, answer.split("“")[-1].rstrip("”"))
    h.pass_time(timedelta(seconds=30))

    assert score(h, "1024") == before


def test_without_a_duration_a_reason_or_the_role_nothing_is_snoozed(h: Harness) -> None:
    chats(h)
    assert "多久" in said(h, "静默 客服对话 客户 c-1 老客户")
    said(h, "静默 客服对话 客户 c-1 2h")
    said(h, "静默 客服对话 客户 c-1 2h 老客户", by="李雷")

    assert h.database.look(lambda tx: tx.policies.listed(h.now)) == []
