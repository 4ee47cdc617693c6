"""Texts about a search of weights: what would change, and what follows from it."""

from collections.abc import Iterator

from rules.backtest.intervals import Figure
from rules.learning.form import Form, form_of
from rules.learning.search import Prices
from rules.learning.tuning import FEWEST, FEWEST_BAD, Tuned
from rules.resonance.measure import decimal_text
from rules.resonance.policy import Policy
from rules.wording.say import kind_name, say


def change_texts(form: Form, policy: Policy, lang: str) -> Iterator[str]:
    """Yield a line for each number that would be another one."""
    before = form_of(policy)
    for name, now, then in (
        ("orange", before.orange, form.orange), ("red", before.red, form.red),
    ):  # fmt: skip
        if now != then:
            threshold = say(f"tune_{name}", lang)
            yield say(
                "tune_change", lang, name=threshold, now=decimal_text(now), then=decimal_text(then)
            )
    for kind in before.weights:
        now_text, then_text = (_kind(one, kind) for one in (before, form))
        if now_text != then_text:
            yield say("tune_change", lang, name=kind_name(kind, lang), now=now_text, then=then_text)


def _kind(form: Form, kind: str) -> str:
    return f"{decimal_text(form.weights[kind])}×{form.caps[kind]}"


def advice_text(found: Tuned, prices: Prices, lang: str) -> str:
    """Say what the search comes to, with the interval of what it would save."""
    return say(
        f"tune_{found.advice}", lang,
        gain=gain_text(found.gain), tap=decimal_text(prices.tap), miss=decimal_text(prices.miss),
        orders=found.orders, bad=found.bad, fewest=FEWEST, fewest_bad=FEWEST_BAD,
    )  # fmt: skip


def evidence_text(found: Tuned, prices: Prices, lang: str) -> str:
    """Say what speaks for it: what it saves, and what it did on orders that came later."""
    now, then = found.present, found.chosen.figures
    return say(
        "tune_evidence", lang,
        gain=gain_text(found.gain), tap=decimal_text(prices.tap), miss=decimal_text(prices.miss),
        checked=found.checked,
        **{
            f"{name}_{when}": _plain(figures[name], places)
            for name, places in (
                ("precision", 2), ("recall", 2), ("alerts_per_1000", 0), ("lead_days", 1),
            )
            for when, figures in (("now", now), ("then", then))
        },
    )  # fmt: skip


def _plain(figure: Figure, places: int) -> str:
    return "—" if figure.value is None else f"{figure.value:.{places}f}"


def gain_text(gain: Figure) -> str:
    """Write what is saved on 1000 orders, with its interval."""
    if gain.value is None or gain.low is None or gain.high is None:
        return "—"
    return f"{gain.value:.1f} [{gain.low:.1f}–{gain.high:.1f}]"
