"""`电话`: the full phone number of an order, in private and written down (A-57)."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from rules.orders.course import created_data, follow
from rules.wording.say import say
from storage.tx import Tx


def phone(tx: Tx, deps: Deps, question: Question, _now: datetime) -> Answer:
    """Show it in a private chat; elsewhere say where to ask."""
    if question.order is None:
        message = "phone needs an order"
        raise TypeError(message)
    order_no, lang = question.order.order_no, deps.lang
    if not question.message.private:
        text = say("phone_in_group", lang, order_no=order_no)
        return Answer(text=text, private=True, outcome="asked_in_group")
    events = tx.journal.of_orders((order_no,), ("order.created",)).get(order_no, [])
    number = str((created_data(follow(events)).get("customer") or {}).get("phone") or "").strip()
    if not number:
        text = say("phone_none", lang, order_no=order_no)
        return Answer(text=text, private=True, outcome="no_phone")
    text = say("phone_is", lang, order_no=order_no, phone=number)
    return Answer(text=text, private=True, changed=True, masked=False, outcome="phone_shown")
