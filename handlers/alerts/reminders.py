"""Reminders: an alert that people know of is brought up again, or said to be over."""

from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.people.rota import mention_ids, private_targets, routing_of
from rules.alerts.alert import Alert
from rules.alerts.attention import Muted
from rules.delivery.routes import Target
from storage.orders.orders import Order


def tell_again(out: Announcements, alert: Alert, order: Order, now: datetime, wording: str) -> None:
    """Send the card to those who have none yet; the others are reminded by one sentence."""
    out.alerts[alert.id] = (alert, order)
    places = {(c.channel, c.conversation) for c in out.tx.cards.of_alert(alert.id)}
    routing = routing_of(out.deps, alert.level, order)
    names = out.rota.present_for(order, routing, now)
    private = private_targets(out.deps, names, routing.targets) if routing.direct else ()
    out.redraw(alert, now)
    for target in dict.fromkeys((*out.targets(alert, order, now), *private)):
        if (target.channel, target.conversation) not in places:
            out.send_card(alert, target, now)
    for channel, conversation in sorted(places):
        out.notice(
            Target(channel=channel, conversation=conversation),
            wording,
            alert,
            now,
            mentions=mention_ids(out.deps, names, channel),
            order_no=alert.order_no,
        )


def tell_ended(out: Announcements, alert: Alert, order: Order, now: datetime) -> None:
    """Say that an alert is over of which a silence kept people from hearing, if they want."""
    if not out.deps.people.resolved_when_silenced:
        return
    if isinstance(out.regard.verdict(alert, order, now), Muted):
        for target in out.targets(alert, order, now):
            out.notice(target, "alert_ended", alert, now, order_no=alert.order_no)
