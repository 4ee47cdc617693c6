"""`契约 重放`, `契约 演练`: what waits is read again; a contract is tried, without effect."""

from collections import Counter
from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.payments import replays
from rules.payments.contract import Contract, Failure, Provider
from rules.payments.judging import judge
from rules.wording.say import listing, say
from storage.payments.call_backs import State
from storage.tx import Tx

#: How many of the latest call-backs a contract is tried on.
REHEARSED = 1_000
_PROVIDERS = {"微信": Provider.WECHAT, "支付宝": Provider.ALIPAY} | {p.value: p for p in Provider}


def replay(tx: Tx, deps: Deps, question: Question, now: datetime) -> str | Answer:
    """Begin to read what waits again; the sweep `replays` does it and says what came of it."""
    lang, (wanted, version) = deps.lang, _asked(question)
    waiting = {p: tx.call_backs.waiting_in_all(p).number for p in Provider}
    chosen = [
        p
        for p, count in waiting.items()
        if count and wanted in (None, p) and deps.payments.trusted(p, version)
    ]
    if version is not None and not any(deps.payments.trusted(p, version) for p in Provider):
        return _unknown(deps, version)
    if not chosen:
        return say("replay_nothing", lang)
    for provider in chosen:
        replays.begin(tx, provider, version, by=question.actor.name, place=question.place, now=now)
    count = sum(waiting[provider] for provider in chosen)
    named = listing([say(f"provider_{p}", lang) for p in chosen], lang)
    said = say(
        "replay_begun",
        lang,
        count=count,
        providers=named,
        contract=version or say("contracts_all", lang),
    )
    return Answer(text=said, changed=True, detail=f"{','.join(chosen)} {version or '*'}")


def rehearse(tx: Tx, deps: Deps, question: Question, _now: datetime) -> str:
    """
    Say which of the latest call-backs a contract would not read, and why; nothing is written.

    They are found in an index: reading and judging them takes some 0.05 s.
    """
    provider, version = _asked(question)
    found = [
        contracts
        for one in Provider
        if provider in (None, one) and (contracts := deps.payments.named(one, version or ""))
    ]
    if not found:
        return _unknown(deps, version)
    return "\n".join(_rehearsed(tx, deps, contracts) for contracts in found)


def _rehearsed(tx: Tx, deps: Deps, contracts: tuple[Contract, ...]) -> str:
    lang, provider = deps.lang, contracts[0].provider
    latest = tx.call_backs.latest(provider, REHEARSED)
    failed: Counter[tuple[str, str]] = Counter()
    lost = 0
    for kept in latest:
        outcome = judge(kept.call_back, contracts).outcome
        if isinstance(outcome, Failure):
            failed[outcome.reason.value, outcome.field] += 1
            lost += kept.state is State.READ
    line = say(
        "rehearsed", lang, contract=contracts[0].version,
        provider=say(f"provider_{provider}", lang),
        count=len(latest), read=len(latest) - failed.total(), failed=failed.total(), lost=lost,
    )  # fmt: skip
    reasons = [
        say("rehearsed_reason", lang, reason=reason_text(reason, field, lang), count=count)
        for (reason, field), count in failed.most_common()
    ]
    return "\n".join([line, *reasons])


def reason_text(reason: str, field: str, lang: str) -> str:
    """Name why a call-back could not be read, with the header or field to blame."""
    name = say(f"call_back_{reason}", lang)
    return say("call_back_field", lang, reason=name, field=field) if field else name


def _unknown(deps: Deps, version: str | None) -> str:
    versions = [f"{c.version} ({c.provider})" for c in deps.payments.all]
    known = listing(versions, deps.lang) if versions else "—"
    return say("contract_unknown", deps.lang, contract=version or "—", known=known)


def _asked(question: Question) -> tuple[Provider | None, str | None]:
    words = question.command.rest.split()
    provider = next((_PROVIDERS[w.lower()] for w in words if w.lower() in _PROVIDERS), None)
    version = next((w for w in words if w.lower() not in _PROVIDERS), None)
    return provider, version
