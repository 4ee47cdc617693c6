"""Reports: what a gateway pushes back of the calls that it was told to make, each taken once."""

from collections.abc import Sequence
from datetime import datetime

from handlers.confirmation.answers import journal
from handlers.confirmation.asking import SUBJECT
from handlers.deps import Deps
from rules.confirmation.asking import Ask
from rules.confirmation.reports import Report
from storage.tx import Tx


def take_reports(tx: Tx, deps: Deps, gateway: str, reports: Sequence[Report], now: datetime) -> int:
    """
    Journal reports of this gateway's own calls; return how many were new.

    The name of a call finds its order: what nobody promised is passed over. A call is told of
    while it lasts and when it is over; the same word about it counts once.
    """
    new = 0
    for report in reports:
        entry = tx.ledger.called(report.call_id)
        if entry is None or entry.channel != gateway or entry.subject != SUBJECT:
            continue
        if Ask(entry.body["ask"]) is not Ask.CALL or entry.order_no is None:
            continue  # of a message nothing follows: its link is the answer
        name = f"{report.call_id}:{report.said}"
        data = {"result": report.said.value, "call_id": report.call_id}
        new += journal(tx, deps, "call.reported", entry.order_no, name, data, now)
    return new
