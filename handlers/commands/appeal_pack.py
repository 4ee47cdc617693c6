"""`申诉包`: all evidence of one order in one file, in private and written down (A-60)."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.orders.pack import FILE, Cut, link_of
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.wording.say import clock, say
from storage.tx import Tx


def appeal_pack(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Say where the pack is; it is put together as it is fetched, and no writer waits for it."""
    order_no, lang = question.about.order_no, deps.lang
    if not question.message.private:
        word = command_word(Name.APPEAL, lang)
        text = say("appeal_in_group", lang, command=word, order_no=order_no)
        return Answer(text=text, private=True, outcome="asked_in_group")
    cut = Cut(order_no=order_no, until=now, head=tx.audit.head())
    here = Target(channel=question.message.channel, conversation=question.message.conversation)
    door = Promises(tx, deps)
    door.say(
        here, "appeal_pack", {"order_no": order_no}, now,
        about=question.message.message_id, brings=(FILE, cut.as_text()),
    )  # fmt: skip
    door.write()
    lines = [
        say(
            "appeal_ready",
            lang,
            order_no=order_no,
            at=clock(now, now=now, tz=deps.timezone),
            number=cut.head.number,
            seal=cut.head.seal[:16],
        )
    ]
    if found := link_of(deps, cut):
        link, until = found
        lines.append(
            say("appeal_link", lang, until=clock(until, now=now, tz=deps.timezone), link=link)
        )
    else:
        lines.append(say("appeal_follows", lang))
    return Answer(
        text="\n".join(lines), private=True, changed=True, outcome="pack_given",
        detail=f"{cut.head.number} {cut.head.seal[:16]}",
    )  # fmt: skip
