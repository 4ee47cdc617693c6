"""`名单`: VIPs, trusted customers and black addresses, each with a reason and an end (A-38)."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from rules.chat.grammar import Command
from rules.chat.spans import find_duration
from rules.people.permissions import Actor, Denied, authorize
from rules.people.refusals import denied
from rules.wording.say import clock, kind_name, say
from storage.resonance.policies import SNOOZED, ListEntry
from storage.tx import Tx

#: What each list does: a VIP is worth a call before shipping, the trusted raise no orange alert
#: (red is never trusted away), the black-listed are orange from the start.
LISTS = ("vip", "trusted", "black")
_ADD, _REMOVE = ("加", "add", "+"), ("删", "remove", "-")
#: Op, list and value; what is behind them is the duration and the reason.
_HEAD = 3


def lists(tx: Tx, deps: Deps, actor: Actor, command: Command, now: datetime) -> str:
    """List the entries in force, or add or remove one; a reason and an end are required."""
    words = command.rest.split(maxsplit=_HEAD)
    if not words:
        return _show(tx, deps, now)
    gate = authorize(actor, "edit_lists", shop=None)
    if isinstance(gate, Denied):
        return denied(gate, deps.lang)
    op, name, value = (*words, "", "", "")[:_HEAD]
    known = name in LISTS or (op in _REMOVE and name.startswith(SNOOZED))
    if not known or not value or op not in (*_ADD, *_REMOVE):
        return say("lists_wrong", deps.lang, example=_example(deps))
    if op in _REMOVE:
        return _remove(tx, deps, actor, name, value, now)
    duration, reason = find_duration(words[_HEAD] if len(words) > _HEAD else "")
    if duration is None or duration <= timedelta() or not reason.strip():
        return say("lists_wrong", deps.lang, example=_example(deps))
    entry = ListEntry(
        name=name,
        value=value,
        reason=reason.strip(),
        expires=now + duration,
        by=actor.name,
        at=now,
    )
    tx.policies.put_on_list(entry)
    until = clock(entry.expires, now=now, tz=deps.timezone)
    named = _called(name, deps.lang)
    return say("lists_added", deps.lang, name=named, value=value, until=until, by=actor.name)


def _remove(tx: Tx, deps: Deps, actor: Actor, name: str, value: str, now: datetime) -> str:
    named = _called(name, deps.lang)
    if not tx.policies.take_off_list(name, value):
        return say("lists_unknown", deps.lang, name=named, value=value)
    if name.startswith(SNOOZED):
        tx.orders.judge_soon(value, now)
    return say("lists_removed", deps.lang, name=named, value=value, by=actor.name)


def _show(tx: Tx, deps: Deps, now: datetime) -> str:
    entries = tx.policies.listed(now)
    if not entries:
        return say("lists_none", deps.lang, example=_example(deps))
    lines = [say("lists_title", deps.lang, count=len(entries))]
    for entry in entries:
        until = clock(entry.expires, now=now, tz=deps.timezone)
        named = _called(entry.name, deps.lang)
        facts = {"name": named, "value": entry.value, "reason": entry.reason, "by": entry.by}
        lines.append(say("lists_line", deps.lang, until=until, **facts))
    return "\n".join(lines)


def _called(name: str, lang: str) -> str:
    kind = name.removeprefix(SNOOZED)
    if kind != name:
        return say("list_snoozed", lang, kind=kind_name(kind, lang))
    return say(f"list_{name}", lang)


def _example(deps: Deps) -> str:
    zh = deps.lang == "zh"
    return "名单 加 vip c-1 30d 老客户" if zh else "lists add vip c-1 30d regular customer"
