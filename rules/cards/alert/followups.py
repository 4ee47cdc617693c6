"""Follow-ups: what is said where a card cannot be redrawn, and only when it is worth a message."""

from datetime import datetime, tzinfo

from rules.alerts.alert import Alert
from rules.wording.say import clock, say


def stand_of(alert: Alert) -> str:
    """Name what people see of an alert: a change of it is worth a message, a score is not."""
    return f"{alert.level.value}/{alert.state.value}"


def follow_up(alert: Alert, *, now: datetime, tz: tzinfo, lang: str = "zh") -> str:
    """Say what became of an order whose card stays as it is."""
    if alert.decided_by and alert.decided_at == alert.updated_at and alert.decision:
        return say(
            "followup_decided",
            lang,
            order_no=alert.order_no,
            by=alert.decided_by,
            at=clock(alert.decided_at, now=now, tz=tz),
            action=say(f"done_{alert.decision.value}", lang),
        )
    return say(
        "followup_changed",
        lang,
        order_no=alert.order_no,
        level=say(f"level_{alert.level.value}", lang),
        state=say(f"state_{alert.state.value}", lang),
    )
