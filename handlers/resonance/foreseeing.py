"""Foreseeing: orders leave their trail in the history, and are given what it says of them."""

from collections.abc import Mapping, Sequence

from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.resonance.foresight.history import Step, Watched
from rules.resonance.foresight.seen import step_of
from rules.resonance.foresight.trail import FOLLOWED, day_of, scopes_of
from rules.resonance.policy import Policy
from storage.tx import Tx


def follow(tx: Tx, policy: Policy, new: Sequence[Event], cases: Mapping[str, Case]) -> None:
    """Take events into the history as they arrived, and give cases the outlooks of that moment."""
    told = [e for e in new if e.type in FOLLOWED and e.order_no is not None]
    if not (told and policy.foresight):
        return
    others = {e.order_no for e in told if e.order_no is not None} - cases.keys()
    orders = {no: case.watched for no, case in cases.items()}
    orders |= tx.histories.trails(others)
    steps: list[tuple[str, Step]] = []
    for event in told:
        step = step_of(orders, event, policy)
        if step is not None:
            steps.append((event.order_no or "", step))
    if not steps:
        return
    history = tx.histories.of({name for _, s in steps for name in scopes_of(s.after)})
    looked: set[str] = set()
    for no, step in steps:
        outlook = history.follow(step, policy.timezone)
        if outlook is not None:
            orders[no] = orders[no].seen(outlook)
            looked.add(no)
    changed: dict[str, Watched] = {no: orders[no] for no, _ in steps}
    for no in changed.keys() & cases.keys():
        cases[no].watched = changed[no]
    history.let_go(day_of(new[-1].received_at, policy.timezone))
    tx.histories.save_watched(changed, looked)
    tx.histories.save(history)
