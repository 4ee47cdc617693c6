"""The appeal pack: all that is known of an order at a moment, for a stranger to verify (A-60)."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from handlers.deps import Deps
from handlers.orders import pack_papers, pack_parts
from handlers.orders.pack_parts import Json, Line
from handlers.ports import Link
from rules.cards.archive import Archive
from rules.events.moments import utc_text
from rules.masking import mask_phones
from rules.people.chain import START, Head, Value, digest
from rules.wording.say import say
from storage.tx import Tx

#: Purpose of the link; none passes for another. A dispute is handed in over a weekend.
FILE, _LIFE = "appeal", timedelta(days=2)
#: What one pack holds at most, so that every platform takes it (20 MB); the rest is counted.
_EVENTS, _SCANS, _MESSAGES, _ROWS, _PHOTO_BYTES = 2_000, 1_000, 1_000, 500, 8_000_000
_T = TypeVar("_T")
_PLAIN = re.compile(r"[^0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Of which order, and as of when: what came later is in no pack of that moment."""

    order_no: str
    until: datetime
    head: Head  #: Of the audit then.

    def as_text(self) -> str:
        """Write it as a link and a promise carry it."""
        return json.dumps(
            [self.order_no, self.until.isoformat(), self.head.number, self.head.seal[:16]]
        )


def cut_of(text: str) -> Cut:
    """Read what `as_text` wrote; of the seal its beginning."""
    order_no, until, number, seal = json.loads(text)
    head = Head(number=number, seal=seal)
    return Cut(order_no=order_no, until=datetime.fromisoformat(until), head=head)


def link_of(deps: Deps, cut: Cut) -> tuple[str, datetime] | None:
    """Return where a pack is fetched and until when; None where nobody knows our address."""
    if not deps.public_url:
        return None
    until = cut.until + _LIFE
    token = deps.sign_link(Link(purpose=FILE, about=cut.as_text(), until=until))
    return f"{deps.public_url.rstrip('/')}/appeals/{token}", until


def file_of(tx: Tx, deps: Deps, about: str, _now: datetime) -> Archive:
    """Return the pack that a link or a promise is about."""
    return pack_of(tx, deps, cut_of(about))


def pack_of(tx: Tx, deps: Deps, cut: Cut) -> Archive:
    """Put the pack together; equal cuts give equal bytes."""
    lang, pack = deps.lang, _Pack(tx, deps, cut)
    pack.events()
    pack.holds()
    pack.scans()
    pack.messages()
    pack.refunds()
    pack.confirmation()
    pack.rules()
    pack.audit()
    pack.close()
    safe = _PLAIN.sub("_", cut.order_no)
    return Archive(
        name=f"appeal-{safe}-{cut.until.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        title=say("appeal_title", lang, order_no=cut.order_no),
        files=pack.files,
    )


class _Pack:
    """A pack that is being put together."""

    def __init__(self, tx: Tx, deps: Deps, cut: Cut) -> None:
        self._tx, self._deps, self._cut = tx, deps, cut
        self._lines: list[Line] = []
        self._left_out: dict[str, int] = {}
        self._versions: set[int] = set()
        self._head: Json = {}
        self._rules: list[Json] = []
        self.files: dict[str, bytes] = {}

    def events(self) -> None:
        """Put in what the journal has."""
        found = self._tx.journal.of_order(self._cut.order_no)
        known = [event for event in found if event.received_at <= self._cut.until]
        for event in self._latest("events", known, _EVENTS):
            self._lines.append(pack_parts.of_event(event, self._deps.lang))

    def holds(self) -> None:
        """Put in what kept it in the house, and who."""
        until = self._cut.until
        found = [h for h in self._tx.holds.of_order(self._cut.order_no) if h.since <= until]
        told = [pack_parts.of_hold(hold, until, self._deps.lang) for hold in found]
        self._lines += [line for _, lines in told for line in lines]
        self._put("holds.json", [one for one, _ in told])

    def scans(self) -> None:
        """Put in what scanners asked and heard."""
        found = self._tx.scans.of_order(self._cut.order_no)
        known = [scan for scan in found if scan.at <= self._cut.until]
        told = [
            pack_parts.of_scan(scan, self._deps.lang)
            for scan in self._latest("scans", known, _SCANS)
        ]
        self._lines += [line for _, line in told]
        self._put("scans.json", [one for one, _ in told])

    def messages(self) -> None:
        """Put in what was promised to be said about it, and how that went."""
        until, found = self._cut.until, self._tx.ledger.about("order", self._cut.order_no)
        known = [entry for entry in found if entry.created_at <= until]
        told = [
            pack_parts.of_message(entry, until, self._deps)
            for entry in self._latest("messages", known, _MESSAGES)
        ]
        self._lines += [line for _, line in told]
        self._put("messages.json", [one for one, _ in told])

    def refunds(self) -> None:
        """Put in applications with each decision."""
        told, until = [], self._cut.until
        for application, history in self._tx.refunds.histories(self._cut.order_no):
            known = [one for one in history if one.at <= until]
            if not known:
                continue
            self._versions |= {one.decision.version for one in known}
            one, lines = pack_parts.of_refund(application, known, until, self._deps)
            told.append(one)
            self._lines += lines
        self._put("refunds.json", told)

    def confirmation(self) -> None:
        """Put in what the customer said of the parcel, and their photos."""
        one = self._tx.confirmations.get(self._cut.order_no)
        photos = self._photos()
        said = None if one is None else pack_papers.confirmed(one, self._cut.until, photos)
        self._put("confirmation.json", said)

    def _photos(self) -> list[str]:
        kept, size, left = self._tx.confirmations.photos, 0, 0
        names = []
        for photo, at in kept.taken(self._cut.order_no, self._cut.until):
            jpeg = kept.get(photo) or b""
            if size + len(jpeg) > _PHOTO_BYTES:
                left += 1
                continue
            size += len(jpeg)
            names.append(f"photos/{photo}.jpg")
            self.files[names[-1]] = jpeg
            self._lines.append(pack_parts.of_photo(names[-1], at, self._deps.lang))
        if left:
            self._left_out["photos"] = left
        return names

    def rules(self) -> None:
        """Put in the rules that decided, and those of the moment; as they were published."""
        found = pack_papers.rules_of(self._tx, self._deps, self._versions, self._cut.until)
        self._rules, files = found
        self.files |= files

    def audit(self) -> None:
        """Put in the rows about it, and how a stranger comes to them from the head of the chain."""
        log, head = self._tx.audit, self._cut.head.number
        rows = self._latest("audit", log.sealed(self._cut.order_no, head), _ROWS)
        lang = self._deps.lang
        self._lines += [pack_parts.of_audit(number, values, lang) for number, values in rows]
        steps = log.way([number for number, _ in rows], head) if head else []
        end = {"number": head, "seal": steps[-1].seal if steps else START}
        self._head = {"head": end, "told": self._cut.head.seal, "rows": len(rows)}
        self.files["audit/rows.jsonl"] = _lines(_row(number, values) for number, values in rows)
        self.files["audit/chain.jsonl"] = _lines(asdict(step) for step in steps)

    def close(self) -> None:
        """Put in the trail, and what a stranger needs to read and verify all of it."""
        cut, lang = self._cut, self._deps.lang
        self._lines.sort(key=lambda line: line.place)
        self.files["trail.jsonl"] = _lines(
            {
                "at": utc_text(line.at), "received_at": utc_text(line.received_at),
                "source": line.source, "text": line.text, **line.more,
            }
            for line in self._lines
        )  # fmt: skip
        table = [
            say("appeal_trail_title", lang, order_no=cut.order_no),
            "",
            say("appeal_trail_head", lang),
            "|---|---|---|---|",
            *(
                f"| {utc_text(line.at)} | {utc_text(line.received_at)} | {_cell(line.source)}"
                f" | {_cell(line.text)} |"
                for line in self._lines
            ),
        ]
        self.files["trail.md"] = ("\n".join(table) + "\n").encode(errors="replace")
        order = self._tx.orders.get(cut.order_no)
        until = utc_text(cut.until.astimezone(UTC))
        told = {
            "order_no": cut.order_no,
            "shop": order.shop if order is not None else None,
            "until": until,
            "refund_rules": self._rules,
            "audit": self._head,
            "left_out": self._left_out,
        }
        self._put("pack.json", told)
        self.files |= pack_papers.to_read(cut.order_no, until)

    def _latest(self, what: str, found: Sequence[_T], most: int) -> Sequence[_T]:
        """Leave out the oldest of too many, and count them."""
        if len(found) > most:
            self._left_out[what] = len(found) - most
        return found[-most:]

    def _put(self, name: str, told: object) -> None:
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        self.files[name] = f"{text}\n".encode(errors="replace")


def _row(number: int, values: Sequence[Value]) -> Json:
    """Return a row as it was sealed; of one with a phone number in it only the digest."""
    open_ = all(value is None or str(value) == mask_phones(str(value)) for value in values[1:])
    return {"number": number, "values": list(values) if open_ else None, "digest": digest(values)}


def _lines(told: Iterable[Json]) -> bytes:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told)
    return text.encode(errors="replace")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
