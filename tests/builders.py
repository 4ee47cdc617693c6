"""Builders: events, orders, holds and alerts for tests, plain unless a test says otherwise."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.signing import Signer
from handlers.calls import CALLS
from handlers.cards import CARDS
from handlers.deps import Deps
from handlers.files import FILES
from handlers.ports import PressToken
from rules.alerts.alert import Alert
from rules.delivery.routes import Route
from rules.events.event import Event
from rules.people.permissions import Directory, Person
from rules.resonance.facts import Facts
from rules.resonance.measure import Part
from rules.resonance.policy import HOURS_72, Policy, SignalRule
from rules.shipping.holds import Hold
from rules.vocabulary import AlertState, Level, Role, SignalClass

#: Noon on an ordinary Monday in Shanghai.
NOON = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDER = "1024"


def minutes(number: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=number)


def seconds(number: float) -> timedelta:
    """Return so many seconds."""
    return timedelta(seconds=number)


def hours(number: float) -> timedelta:
    """Return so many hours."""
    return timedelta(hours=number)


def an_event(
    kind: str,
    order_no: str | None = ORDER,
    /,
    *,
    at: datetime = NOON,
    received_at: datetime | None = None,
    event_id: str | None = None,
    source: str = "oms",
    **data: Any,  # noqa: ANN401 - whatever the type of event carries
) -> Event:
    """Return an event that arrived when it happened, named by what it says."""
    return Event(
        source=source,
        id=event_id or f"{order_no}:{kind}:{at.isoformat()}",
        type=kind,
        order_no=order_no,
        at=at,
        received_at=at if received_at is None else received_at,
        data=data,
    )


def an_order(
    order_no: str = ORDER,
    *,
    at: datetime = NOON,
    received_at: datetime | None = None,
    event_id: str | None = None,
    **data: Any,  # noqa: ANN401 - see an_event
) -> Event:
    """Return `order.created` of one plain pair of glasses, promised to ship in ten days."""
    body = {
        "platform": "taobao",
        "shop": "glasses",
        "amount": "199.00",
        "warehouse": "hz-1",
        "items": [{"sku": "frame-1", "qty": 1, "price": "199.00"}],
        "customer": {"id": "c-1", "name": "王小姐", "phone": "13800001234"},
        "address": {"province": "浙江", "city": "温州"},
        "promised_ship_at": (at + timedelta(days=10)).isoformat(),
        **data,
    }
    return an_event(
        "order.created", order_no, at=at, received_at=received_at, event_id=event_id, **body
    )


def a_payment(order_no: str = ORDER, *, at: datetime = NOON, amount: str = "199.00") -> Event:
    """Return `order.paid`."""
    return an_event("order.paid", order_no, at=at, amount=amount)


def an_address_change(
    order_no: str = ORDER,
    *,
    at: datetime = NOON,
    received_at: datetime | None = None,
    event_id: str | None = None,
    address: object = None,
) -> Event:
    """Return `order.address_changed`, to a new address each time unless told which."""
    return an_event(
        "order.address_changed",
        order_no,
        at=at,
        received_at=received_at,
        event_id=event_id,
        address=address
        if address is not None
        else {"city": "杭州", "detail": f"{at.isoformat()} {event_id or ''}"},
    )


def a_chat(
    order_no: str = ORDER,
    *,
    at: datetime = NOON,
    received_at: datetime | None = None,
    event_id: str | None = None,
) -> Event:
    """Return `chat.opened`."""
    return an_event(
        "chat.opened",
        order_no,
        at=at,
        received_at=received_at,
        event_id=event_id,
        source="chat",
        by="customer",
    )


def a_message(text: str, order_no: str = ORDER, *, at: datetime = NOON) -> Event:
    """Return `chat.message`."""
    return an_event("chat.message", order_no, at=at, source="chat", text=text)


def a_label(
    took_ms: int, order_no: str = ORDER, *, at: datetime = NOON, warehouse: str = "hz-1"
) -> Event:
    """Return `label.printed`."""
    return an_event(
        "label.printed", order_no, at=at, source="wms", warehouse=warehouse, took_ms=took_ms
    )


def a_parcel(
    parcel_id: str, order_no: str = ORDER, *, at: datetime = NOON, tracking_no: str | None = None
) -> Event:
    """Return `parcel.created`."""
    event = an_event("parcel.created", order_no, at=at, parcel_id=parcel_id, carrier="SF")
    data = event.data if tracking_no is None else {**event.data, "tracking_no": tracking_no}
    return event._replace(id=f"{event.id}:{parcel_id}", data=data)


def a_trace(
    state: str, order_no: str = ORDER, *, at: datetime = NOON, tracking_no: str = "SF1"
) -> Event:
    """Return `carrier.trace`."""
    return an_event(
        "carrier.trace", order_no, at=at, source="carrier", tracking_no=tracking_no, state=state
    )


def a_status(system: str, status: str, order_no: str = ORDER, *, at: datetime = NOON) -> Event:
    """Return `system.status`."""
    return an_event("system.status", order_no, at=at, source=system, system=system, status=status)


def a_signal(
    kind: str, order_no: str = ORDER, *, at: datetime = NOON, event_id: str | None = None
) -> Event:
    """Return `signal.seen`."""
    return an_event(
        "signal.seen",
        order_no,
        at=at,
        event_id=event_id or f"{order_no}:{kind}:{at.isoformat()}",
        kind=kind,
    )


def facts(*events: Event, order_no: str = ORDER, **known: Any) -> Facts:  # noqa: ANN401
    """Return what is known of an order; `known` goes to Facts as it is."""
    return Facts(order_no=order_no, events=events, **known)


def a_policy(*more: SignalRule, **changes: Any) -> Policy:  # noqa: ANN401 - any field of Policy
    """Return the built-in policy with more signals or other numbers."""
    policy = Policy(timezone=SHANGHAI)
    if more:
        policy = replace(policy, rules={**policy.rules, **{rule.kind: rule for rule in more}})
    return replace(policy, **changes) if changes else policy


def a_rule(
    kind: str = "vip_call",
    weight: str = "1.0",
    *,
    cap: int = 1,
    signal_class: SignalClass = SignalClass.INTENT,
    window: timedelta = HOURS_72,
) -> SignalRule:
    """Return the rule of a configured kind."""
    return SignalRule(
        kind=kind, weight=Decimal(weight), cap=cap, signal_class=signal_class, window=window
    )


def a_hold(
    reason: str = "RESONANCE_RED",
    *,
    hold_id: str = "h-1",
    order_no: str = ORDER,
    owner: str = "system",
    since: datetime = NOON,
    **changes: Any,  # noqa: ANN401 - any field of Hold
) -> Hold:
    """Return an open hold."""
    return replace(
        Hold(
            id=hold_id,
            order_no=order_no,
            reason=reason,
            owner=owner,
            note="address_changed, chat_opened",
            since=since,
        ),
        **changes,
    )


def a_part(
    kind: str = "chat_opened", weight: str = "1.2", at: Iterable[datetime] = (NOON,)
) -> Part:
    """Return what one kind adds."""
    moments = tuple(at)
    return Part(
        kind=kind,
        weight=Decimal(weight),
        count=len(moments),
        contribution=Decimal(weight) * len(moments),
        at=moments,
    )


def an_alert(
    level: Level = Level.ORANGE,
    state: AlertState = AlertState.OPEN,
    *,
    parts: tuple[Part, ...] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of Alert
) -> Alert:
    """Return an alert of one order, opened at noon."""
    counted = (a_part(),) if parts is None else parts
    return replace(
        Alert(
            id="a-1",
            order_no=ORDER,
            level=level,
            state=state,
            opened_at=NOON,
            updated_at=NOON,
            score=sum((part.contribution for part in counted), Decimal(0)),
            parts=counted,
            hard=(),
            season=None,
            policy_version="p-1",
            evidence=frozenset({"chat_opened:chat|1"}),
            next_step_at=NOON + minutes(15),
        ),
        **changes,
    )


PEOPLE = (
    Person(name="观众", role=Role.VIEWER, ids={"console": "viewer"}),
    Person(name="李雷", role=Role.OPERATOR, ids={"console": "lilei"}),
    Person(name="王敏", role=Role.APPROVER, ids={"console": "wangmin"}),
    Person(name="陈总", role=Role.ADMIN, ids={"console": "chen"}),
)


_SIGNER = Signer("a secret of tests")


def sign_press(token: PressToken) -> str:
    """Write a button's token readably; the signature itself is tested with bot.app."""
    return f"{token.card_id}/{token.action}/{token.revision}"


def read_press(text: str) -> PressToken | None:
    """Read a button's token; None where it is not one."""
    try:
        card_id, action, revision = text.split("/")
        return PressToken(card_id=card_id, action=action, revision=int(revision))
    except ValueError:
        return None


def some_deps(
    policy: Policy | None = None,
    *,
    routes: tuple[Route, ...] = (),
    **changes: Any,  # noqa: ANN401
) -> Deps:
    """Return what handlers need, with four people of the four roles."""
    deps = Deps(
        cards=CARDS,
        calls=CALLS,
        files=FILES,
        policy=policy or a_policy(),
        directory=Directory(people=PEOPLE),
        routes=routes,
        timezone=SHANGHAI,
        public_url="http://127.0.0.1:8080",
        sign_press=sign_press,
        read_press=read_press,
        sign_link=_SIGNER.sign_link,
        read_link=_SIGNER.read_link,
    )
    return replace(deps, **changes)
