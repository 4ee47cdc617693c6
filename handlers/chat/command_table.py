"""The command table: what each command does, to the one order of a question or to none."""

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers.alerts.wishes import Wish, note, refuse
from handlers.chat import decisions
from handlers.commands import (
    account,
    alerts,
    analyse,
    appeal_pack,
    audit,
    autolock,
    backtest,
    check,
    contracts,
    debug,
    digest,
    drafts,
    firing,
    health,
    interruptions,
    lags,
    lists,
    missed,
    mute,
    oncall,
    orders,
    pending,
    phone,
    quarantine,
    refund_rules,
    refunds,
    routes,
    signal_quality,
    signals,
    status,
    status_map,
    tonight,
    unshipped,
    what_if,
    why,
    why_not_me,
)
from handlers.commands import (
    help as help_command,
)
from handlers.commands import next as next_command
from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.ports import Reply
from handlers.shipping import locks
from rules.cards.trouble_card import doubt
from rules.chat.words import Name
from rules.masking import mask_phones
from rules.people.permissions import Denied, authorize
from rules.vocabulary import Action
from rules.wording import say as wording
from storage.orders.orders import Order
from storage.tx import Tx

_ACTIONS: Mapping[Name, Action] = {
    Name.LOCK: Action.FREEZE,
    Name.RELEASE: Action.RELEASE,
    Name.RECALL: Action.RECALL,
    Name.CLAIM: Action.CLAIM,
    Name.FALSE_ALARM: Action.FALSE_ALARM,
    Name.SNOOZE: Action.SNOOZE,
    Name.USEFUL: Action.USEFUL,
}


#: What each command that a person does not decide an order with answers.
_REPORTS: Mapping[Name, Callable[[Tx, Deps, Question, datetime], str | Answer]] = {
    Name.ORDER: lambda tx, deps, q, now: orders.order(tx, deps, q.about, now),
    Name.TRACE: lambda tx, deps, q, now: orders.trace(tx, deps, q.about, now),
    Name.CHECK: lambda tx, deps, q, now: check.check(tx, deps, q.about, now),
    Name.STATUS: lambda tx, deps, q, now: status.status(tx, deps, q.about, now),
    Name.MAP: status_map.status_map,
    Name.REFUND: lambda tx, deps, q, now: refunds.refund(tx, deps, q.about, q.actor, now),
    Name.REFUND_TIMES: lambda tx, deps, q, now: refunds.refund_times(tx, deps, q.actor, now),
    Name.REFUND_RULES: refund_rules.refund_rules,
    Name.DRAFTS: drafts.drafts,
    Name.APPROVE: drafts.approve,
    Name.REJECT: drafts.reject,
    Name.ROLLBACK: drafts.rollback,
    Name.ACCOUNT: lambda tx, deps, q, now: account.account(tx, deps, q.about, now),
    Name.WHY: lambda tx, deps, q, now: why.why(tx, deps, q.about, now),
    Name.WHAT_IF: lambda tx, deps, q, now: what_if.what_if(tx, deps, q.about, q.command, now),
    Name.WHY_NOT_ME: why_not_me.why_not_me,
    Name.ROUTES: routes.routes,
    Name.TEST: firing.fire,
    Name.INTERRUPTIONS: interruptions.interruptions,
    Name.PHONE: phone.phone,
    Name.APPEAL: appeal_pack.appeal_pack,
    Name.AUTOLOCK_OFF: autolock.off,
    Name.AUTOLOCK_ON: autolock.on,
    Name.ALERTS: lambda tx, deps, q, now: alerts.alerts(tx, deps, q.actor, q.command.rest, now),
    Name.DIGEST: digest.digest,
    Name.LISTS: lambda tx, deps, q, now: lists.lists(tx, deps, q.actor, q.command, now),
    Name.UNSHIPPED: unshipped.unshipped,
    Name.TONIGHT: lambda tx, deps, q, now: tonight.tonight(tx, deps, q.actor, q.command.rest, now),
    Name.NEXT: next_command.next_order,
    Name.MISSED: lambda _tx, _deps, q, _now: q.ahead,
    Name.BACKTEST: backtest.answer,
    Name.ANALYSE: lambda _tx, _deps, q, _now: q.ahead,
    Name.LAG: lambda tx, deps, _q, _now: lags.lag(tx, deps),
    Name.SIGN_LAG: lambda tx, deps, _q, now: lags.sign_lag(tx, deps, now),
    Name.HEALTH: lambda _tx, _deps, q, _now: q.ahead,
    Name.CONTRACTS: contracts.contracts,
    Name.REPLAY: quarantine.replay,
    Name.REHEARSE: quarantine.rehearse,
    Name.PENDING: lambda tx, deps, q, now: pending.pending(tx, deps, q.actor, q.command.rest, now),
    Name.SIGNALS: signals.signals,
    Name.SIGNAL_QUALITY: lambda _tx, _deps, q, _now: q.ahead,
    Name.MUTE: lambda tx, deps, q, now: mute.mute(
        tx, deps, q.actor, q.command, q.message.conversation, now
    ),
    Name.ONCALL: lambda tx, deps, q, now: oncall.oncall(tx, deps, q.actor, q.command, now),
    Name.DEBUG: lambda tx, deps, q, now: debug.debug(
        tx, deps, q.actor, q.command, q.message.conversation, now
    ),
    Name.GIFT: lambda _tx, deps, _q, _now: wording.say("gift_refused", deps.lang),
    Name.AUDIT: audit.audit,
    Name.HELP: lambda _tx, deps, q, _now: help_command.help_(deps, q.actor, q.command),
}

#: What takes many rows: read on a snapshot before a writer has the message, so that nobody waits.
AHEAD: Mapping[Name, Callable[[Tx, Deps, Question, datetime], str | Answer]] = {
    Name.ANALYSE: analyse.analyse,
    Name.BACKTEST: backtest.backtest,
    Name.HEALTH: health.health,
    Name.SIGNAL_QUALITY: signal_quality.signal_quality,
    Name.MISSED: missed.missed,
}

#: What these tell is our own – rules, people, what we did – whatever a silent system keeps back.
_OUR_OWN = frozenset({
    Name.MAP, Name.REFUND_RULES, Name.DRAFTS, Name.APPROVE, Name.REJECT, Name.ROLLBACK,
    Name.SIGNALS, Name.WHY_NOT_ME, Name.ROUTES, Name.TEST, Name.INTERRUPTIONS, Name.PHONE,
    Name.AUTOLOCK_OFF, Name.AUTOLOCK_ON, Name.MUTE, Name.ONCALL, Name.DEBUG, Name.GIFT, Name.HELP,
    Name.LISTS,
})  # fmt: skip


def do(question: Question, tx: Tx, deps: Deps, now: datetime) -> Reply:
    """Do what is asked about the order found, or about none."""
    message, command, actor = question.message, question.command, question.actor
    order = question.order
    if order is not None and not actor.sees(order.shop):
        anywhere = deps.directory.actor(message.channel, message.user_id)
        if anywhere.sees(order.shop):  # the person may, this conversation may not
            no = order.order_no
            note(tx, actor, command.permission, no, "refused", now=now, detail="scope")
            return Reply(text=wording.say("scope_group", deps.lang), private=True)
    if command.name in _ACTIONS and order is not None:
        return _act(question, order, tx, deps, now)
    order_no = order.order_no if order else None
    gate = authorize(actor, command.permission, shop=order.shop if order else None)
    if isinstance(gate, Denied):
        return refuse(
            tx,
            deps,
            actor,
            gate,
            action=command.permission,
            order_no=order_no,
            now=now,
            private=message.private,
        )
    said = _REPORTS[command.name](tx, deps, question, now)
    answer = said if isinstance(said, Answer) else Answer(text=said)
    note(tx, actor, command.permission, order_no, answer.outcome, now=now, detail=answer.detail)
    text = mask_phones(answer.text) if answer.masked else answer.text
    if command.name not in _OUR_OWN and (silent := tx.troubles.blinding()):
        text = f"{text}\n{doubt(silent, deps.lang)}"
    return Reply(text=text, private=answer.private, changed=answer.changed, exhibit=message.exhibit)


def _act(question: Question, order: Order, tx: Tx, deps: Deps, now: datetime) -> Reply:
    command = question.command
    locked = tx.orders.lock((order.order_no,), now)[order.order_no]
    wish = Wish(
        actor=question.actor,
        action=_ACTIONS[command.name],
        order=locked,
        alert=locks.alert_of(tx, order.order_no),
        reason=mask_phones(command.rest),
        hold=command.hold,
        duration=command.duration,
        private=question.message.private,
    )
    return decisions.carry_out(tx, deps, wish, now)
