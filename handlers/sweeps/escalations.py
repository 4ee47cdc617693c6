"""Escalations: when nobody acts on an alert, the next people are told, once for each step."""

from dataclasses import replace
from datetime import datetime

from handlers.announce import Announcements
from handlers.deps import Deps
from handlers.rota import mention_ids, private_targets, routing_of
from handlers.snapshot import snapshot
from handlers.sweeps import auditor
from rules.alerts import Alert
from rules.attention import Held, Muted
from rules.delivery import Routing, Step, Target
from rules.escalation import chain_of, is_last, wait_for
from rules.vocabulary import AlertState
from rules.wording import listing, say, span
from storage.orders import Order
from storage.tx import Tx

#: Alerts of one transaction: 50 ms on a slow machine, which a scanner may have to wait.
_PORTION = 25


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Take one step of each open alert whose time has come; the rest is the auditor's."""
    due = tx.alerts.past_next_step(now, _PORTION, AlertState.OPEN)
    orders = tx.orders.lock({a.order_no for a in due}, now)
    rest: list[Alert] = []
    for seen in due:
        alert = tx.alerts.get(seen.id)
        if alert is None or alert.state is not AlertState.OPEN or alert.next_step_at is None:
            rest.append(seen)
            continue
        order = orders[alert.order_no]
        chain = chain_of(
            routing_of(deps, alert.level, order).escalate, alert.level, deps.people.chain
        )
        too_old = now - alert.opened_at > deps.people.forget_after
        if alert.escalated >= len(chain) or too_old:
            rest.append(alert)
        elif alert.next_step_at <= now:
            _take_step(tx, deps, alert, order, chain, now)
    auditor.look(tx, deps, rest, now)
    return len(due)


def _take_step(
    tx: Tx, deps: Deps, alert: Alert, order: Order, chain: tuple[Step, ...], now: datetime
) -> None:
    out = Announcements(tx, deps)
    verdict = out.regard.verdict(alert, order, now)
    if isinstance(verdict, Muted | Held):
        # Nobody would hear of it: the chain waits with them and goes on at the same step.
        waits = replace(
            alert, next_step_at=verdict.until + wait_for(chain, alert.escalated), updated_at=now
        )
        tx.alerts.save([(waits, order.shop)])
        return
    done, step = alert.escalated + 1, chain[alert.escalated]
    # From the time at which the step was due, so that sweeps do not add up to a delay.
    since = now if done >= len(chain) or alert.next_step_at is None else alert.next_step_at
    stepped = replace(alert, escalated=done, next_step_at=since + wait_for(chain, done))
    tx.alerts.save([(stepped, order.shop)])
    out.subjects[alert.id] = (stepped, order)
    frozen = snapshot(tx, deps, stepped, now) if is_last(chain, alert.escalated) else ""
    _tell(deps, out, stepped, order, step, frozen, now)
    out.audit("escalate", alert.order_no, f"{done}/{len(chain)}", now)
    if frozen:
        out.audit("snapshot", alert.order_no, frozen, now)
    out.write()


def _tell(
    deps: Deps,
    out: Announcements,
    alert: Alert,
    order: Order,
    step: Step,
    frozen: str,
    now: datetime,
) -> None:
    """
    Send the card to those who have none yet, and one sentence to where it stands already.

    Of all the alerts on a storm card there is one sentence, not one of each.
    """
    routing = routing_of(deps, alert.level, order)
    names, targets = _whom(deps, out, order, routing, step, now)
    copies = {(c.channel, c.conversation): c for c in out.tx.cards.of_alert(alert.id)}
    elsewhere = next((copy for copy in copies.values() if copy.merged), None)
    lang = deps.lang
    who = listing(names, lang) or say("who_duty", lang)
    for target in targets:
        copy = copies.get((target.channel, target.conversation))
        if copy is None:
            out.send_card(alert, target, now, step=True)
        if copy is None and not frozen:
            continue
        merged = copy if copy is not None and copy.merged else elsewhere
        storm = merged.storm_id if merged is not None else None
        alone = "escalated_snapshot" if frozen else "escalated"
        out.notice(
            target,
            "escalated_storm" if storm else alone,
            alert,
            now,
            once=f"{alert.level}:{alert.escalated}",
            storm=storm,
            mentions=mention_ids(deps, names, target.channel),
            order_no=alert.order_no,
            level=say(f"level_{alert.level}", lang),
            waited=span(step.after, lang),
            names=who,
            snapshot=frozen,
        )


def _whom(
    deps: Deps, out: Announcements, order: Order, routing: Routing, step: Step, now: datetime
) -> tuple[tuple[str, ...], tuple[Target, ...]]:
    """Return who is called, and in which conversations."""
    if step.stage is None:
        ids = {(target.channel, target.conversation) for target in step.to}
        people = deps.directory.people
        named = tuple(p.name for p in people if any(pair in ids for pair in p.ids.items()))
        return named or out.rota.present_for(order, routing, now), step.to
    names = out.rota.of_stage(step.stage, order, routing, now)
    private = private_targets(deps, names, routing.targets)
    return names, tuple(dict.fromkeys((*routing.targets, *step.to, *private)))
