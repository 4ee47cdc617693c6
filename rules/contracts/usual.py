"""What is usual of a partner, learned window by window from those in which nothing was wrong."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from rules.contracts.limits import LEAST
from rules.contracts.shape import type_of, word_of
from rules.contracts.window import Window

#: A kind of message is known once so many of it were seen.
KNOWN = 100
#: Whose clock drifted: that of all kinds of message together.
ANY_KIND = ""
#: Beyond so many what is older weighs half: a contract may change slowly.
_FORGETS = 50_000
#: So many fields of a kind are known, and so many words of a field; the rarest are let go. Names of
#: fields may be numbers of orders, and words numbers of goods: there is no end to them.
_FIELDS, _WORDS = 400, 100
#: What was learned of so many windows is enough to know how late a partner usually is.
_WINDOWS = 6


@dataclass(slots=True, kw_only=True)
class FieldUse:
    """How a field of one kind of message is used."""

    seen: int = 0
    least: float = 1.0  #: The smallest and the largest share of a window that had it.
    most: float = 0.0
    shapes: dict[str, int] = field(default_factory=dict)

    def bound(self) -> None:
        """Count the rarest words, where there are too many, as texts like any other."""
        words = [what for what in self.shapes if word_of(what) is not None]
        for what in sorted(words, key=lambda word: -self.shapes[word])[_WORDS:]:
            kind = type_of(what)
            self.shapes[kind] = self.shapes.get(kind, 0) + self.shapes.pop(what)


@dataclass(slots=True, kw_only=True)
class KindUse:
    """What the messages of one kind usually are."""

    messages: int = 0
    fields: dict[str, FieldUse] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether enough of them were seen to miss something."""
        return self.messages >= KNOWN


@dataclass(slots=True, kw_only=True)
class Usual:
    """What the messages of one partner usually are."""

    until: datetime | None = None  #: When the last window began that was learned from.
    windows: int = 0
    messages: int = 0
    faulty: int = 0
    mismatched: int = 0
    latest: int = 0  #: Seconds: the largest 95th percentile of a window.
    delays: dict[int, int] = field(default_factory=dict)
    kinds: dict[str, KindUse] = field(default_factory=dict)

    @property
    def knows_delays(self) -> bool:
        """Whether it is known how late messages usually are."""
        return self.windows >= _WINDOWS

    def learn(self, window: Window, *, but: Collection[str] = ()) -> None:
        """Take in a window that is over, but not those of its kinds of message that drifted."""
        self.until = window.start
        if window.messages < LEAST:
            return
        self.windows += 1
        self.messages += window.messages
        self.faulty += window.faulty
        self.mismatched += window.mismatched
        if ANY_KIND not in but:
            self.learn_delays(window)
        for kind, of in window.kinds.items():
            if kind not in but:
                self.learn_kind(window, kind, of.number)
        if self.messages > _FORGETS:
            self._halve()

    def learn_delays(self, window: Window) -> None:
        """Take in how late messages were."""
        offsets = window.offsets
        if offsets is not None:
            self.latest = max(self.latest, offsets.p95)
            for seconds, number in window.delays.items():
                self.delays[seconds] = self.delays.get(seconds, 0) + number

    def learn_kind(self, window: Window, kind: str, number: int) -> None:
        """Take in the messages of one kind."""
        use = self.kinds.setdefault(kind, KindUse())
        shapes = window.shapes.get(kind, {})
        for name in {*use.fields, *shapes}:
            one = use.fields.setdefault(name, FieldUse(least=0.0 if use.messages else 1.0))
            there = sum(count.number for count in shapes.get(name, {}).values())
            one.seen += there
            if number >= LEAST:
                one.least, one.most = min(one.least, there / number), max(one.most, there / number)
            for what, count in shapes.get(name, {}).items():
                one.shapes[what] = one.shapes.get(what, 0) + count.number
            one.bound()
        often = sorted(use.fields.items(), key=lambda named: -named[1].seen)
        use.fields = dict(often[:_FIELDS])
        use.messages += number

    def _halve(self) -> None:
        self.messages, self.faulty, self.mismatched = (
            self.messages // 2, self.faulty // 2, self.mismatched // 2
        )  # fmt: skip
        self.latest //= 2
        self.delays = {at: half for at, number in self.delays.items() if (half := number // 2)}
        for use in self.kinds.values():
            use.messages //= 2
            for one in use.fields.values():
                one.seen //= 2
                one.shapes = {what: half for what, n in one.shapes.items() if (half := n // 2)}
            use.fields = {name: one for name, one in use.fields.items() if one.seen}


def as_json(usual: Usual) -> dict[str, Any]:
    """Write it as plain values."""
    return {
        **asdict(usual),
        "until": usual.until.isoformat() if usual.until else None,
        "delays": {str(seconds): number for seconds, number in usual.delays.items()},
    }


def from_json(values: Mapping[str, Any]) -> Usual:
    """Read it back."""
    kinds = {
        kind: KindUse(
            messages=use["messages"],
            fields={name: FieldUse(**one) for name, one in use["fields"].items()},
        )
        for kind, use in values["kinds"].items()
    }
    until = values["until"]
    return Usual(
        **{
            **values,
            "until": datetime.fromisoformat(until) if until else None,
            "delays": {int(seconds): number for seconds, number in values["delays"].items()},
            "kinds": kinds,
        }
    )
