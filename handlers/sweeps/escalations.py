"""Escalations: when nobody acts on an alert the next people are told, and a red again and again."""

from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.deps import Deps
from handlers.orders.snapshot import snapshot
from handlers.people.rota import mention_ids, private_targets, routing_of
from handlers.resonance import judging
from handlers.sweeps import auditor
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Muted
from rules.alerts.escalation import is_last, repeats, wait_for
from rules.delivery.routes import Routing, Step, Target
from rules.vocabulary import AlertState, Level
from rules.wording.say import listing, say, span
from storage.orders.orders import Order
from storage.tx import Tx

#: Alerts of one transaction: 50 ms on a slow machine, which a scanner may have to wait.
_PORTION = 25


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Take one step of each open alert whose time has come; the rest is the auditor's."""
    due = tx.alerts.past_next_step(now, _PORTION, AlertState.OPEN)
    orders = tx.orders.lock({a.order_no for a in due}, now)
    rest: list[Alert] = []
    unheard: list[Alert] = []
    for seen in due:
        alert = tx.alerts.get(seen.id)
        if alert is None or alert.state is not AlertState.OPEN or alert.next_step_at is None:
            rest.append(seen)
            continue
        chain = _chain(deps, alert, orders[alert.order_no])
        ancient = now - alert.opened_at > deps.people.forget_after
        if alert.next_step_at > now:
            continue
        if alert.escalated >= len(chain) and alert.level is Level.RED:
            # One that came up long ago, in an import, is not told for the first time now.
            (rest if ancient and not alert.escalated else unheard).append(alert)
        elif alert.escalated >= len(chain) or ancient:
            rest.append(alert)
        else:
            _take_step(tx, deps, alert, orders[alert.order_no], now)
    # Judged before it is said again; nobody else looks at it in the meantime.
    judging.judge(tx, deps, {alert.order_no for alert in unheard}, now)
    for seen in unheard:
        alert = tx.alerts.get(seen.id)
        if alert is not None and alert.state is AlertState.OPEN:
            _take_step(tx, deps, alert, orders[alert.order_no], now)
    auditor.look(tx, deps, rest, now)
    return len(due)


def _chain(deps: Deps, alert: Alert, order: Order) -> tuple[Step, ...]:
    return routing_of(deps, alert.level, order).steps


def _take_step(tx: Tx, deps: Deps, alert: Alert, order: Order, now: datetime) -> None:
    """Take the next step of the chain, or after the last one say a red again to all of it."""
    chain, out = _chain(deps, alert, order), Announcements(tx, deps)
    repeat = repeats(alert.level, deps.delivery.repeat_interval)
    verdict = out.regard.verdict(alert, order, now)
    if isinstance(verdict, Muted | Held):
        # Nobody would hear of it: the chain waits with them and goes on at the same step.
        wait = wait_for(chain, alert.escalated, repeat=repeat)
        tx.alerts.save([changes.waiting(alert, verdict.until + wait)])
        return
    stepped = changes.stepped(alert, chain, repeat=repeat, now=now)
    done = stepped.escalated
    tx.alerts.save([stepped])
    out.alerts[alert.id] = (stepped, order)
    if done > len(chain):
        _say_again(deps, out, stepped, order, chain, now)
        out.audit("say_again", alert.order_no, str(done - len(chain)), now)
    else:
        frozen = snapshot(tx, deps, stepped, now) if is_last(chain, alert.escalated) else ""
        _tell(deps, out, stepped, order, chain[alert.escalated], frozen, now)
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
    """Send the card to those who have none yet, and one sentence to where it stands already."""
    routing = routing_of(deps, alert.level, order)
    names, targets = _whom(deps, out, order, routing, step, now)
    wording = "escalated_snapshot" if frozen else "escalated"
    facts = {"waited": span(step.after, deps.lang), "snapshot": frozen}
    _call(deps, out, alert, names, targets, wording, now, always=bool(frozen), **facts)


def _say_again(
    deps: Deps,
    out: Announcements,
    alert: Alert,
    order: Order,
    chain: tuple[Step, ...],
    now: datetime,
) -> None:
    """Tell everybody who has been told so far how long nobody acted, and how often it was said."""
    routing = routing_of(deps, alert.level, order)
    whom = [_whom(deps, out, order, routing, step, now) for step in chain]
    first = out.rota.present_for(order, routing, now)
    names = tuple(dict.fromkeys([*first, *(name for some, _ in whom for name in some)]))
    told = out.targets(alert, order, now)
    targets = tuple(dict.fromkeys([*told, *(target for _, some in whom for target in some)]))
    facts = {
        "waited": span(now - alert.opened_at, deps.lang),
        "times": str(alert.escalated + 1),  # the card was the first
    }
    _call(deps, out, alert, names, targets, "unheard", now, always=True, **facts)


def _call(
    deps: Deps,
    out: Announcements,
    alert: Alert,
    names: tuple[str, ...],
    targets: tuple[Target, ...],
    wording: str,
    now: datetime,
    *,
    always: bool,
    **facts: str,
) -> None:
    """
    Call people by name where the card stands, and `always` where it comes only now.

    Of all the alerts on a storm card there is one sentence, not one of each.
    """
    copies = {(c.channel, c.conversation): c for c in out.tx.cards.of_alert(alert.id)}
    elsewhere = next((copy for copy in copies.values() if copy.merged), None)
    lang = deps.lang
    who = listing(names, lang) or say("who_duty", lang)
    for target in targets:
        copy = copies.get((target.channel, target.conversation))
        if copy is None:
            out.send_card(alert, target, now, step=True)
        if copy is None and not always:
            continue
        merged = copy if copy is not None and copy.merged else elsewhere
        storm = merged.storm_id if merged is not None else None
        out.notice(
            target,
            f"{wording.removesuffix('_snapshot')}_storm" if storm else wording,
            alert,
            now,
            once=f"{alert.level}:{alert.escalated}",
            storm=storm,
            mentions=mention_ids(deps, names, target.channel),
            order_no=alert.order_no,
            level=say(f"level_{alert.level}", lang),
            names=who,
            **facts,
        )


def _whom(
    deps: Deps, out: Announcements, order: Order, routing: Routing, step: Step, now: datetime
) -> tuple[tuple[str, ...], tuple[Target, ...]]:
    """Return who is called, and in which conversations."""
    if step.stage is None:
        ids = {(target.channel, target.conversation) for target in step.to}
        people = deps.directory.people
        named = tuple(p.name for p in people if any(pair in ids for pair in p.ids.items()))
        return named or out.rota.present_for(order, routing, now), out.rota.seen(order, step.to)
    names = out.rota.of_stage(step.stage, order, routing, now)
    private = private_targets(deps, names, routing.targets)
    return names, out.rota.seen(order, (*routing.targets, *step.to, *private))
