"""What stands against one order's goods, by what was told and answered, with pencil and paper."""

from collections.abc import Collection
from dataclasses import dataclass, field

PERSON, MISMATCH = "person", "mismatch"
#: Channels that may not be used; of the others only SF is configured.
UNFIT = frozenset({"OFF", "顺丰", None})


@dataclass(slots=True)
class Told:
    """
    One order's story as somebody would follow it who knows none of our rules.

    A cause is (what it is, the line it is about or None for everything). `waived` are causes that a
    person released knowingly. Where a person's release may have meant more than can be followed
    here, the order is in `doubt`: it may ship, and need not.
    """

    no: str
    lines: tuple[str, ...]
    held: set[tuple[str, str | None]] = field(default_factory=set)  #: By systems: owner, line.
    people: set[str] = field(default_factory=set)  #: PERSON, MISMATCH.
    channel: str | None = "SF"
    refunds: set[str | None] = field(default_factory=set)
    waived: set[tuple[str, str | None]] = field(default_factory=set)
    cancelled: bool = False
    called_off: bool = False  #: Cancelled once its goods had gone on under another number.
    main_cancelled: bool = False  #: The order that the gift line is bound to.
    left: bool = False  #: One of its parcels.
    merged: bool = False
    allowed_once: object = None  #: What was scanned when a scan id was allowed that is used again.
    doubt: bool = False
    origin: "Told | None" = None
    steps: list[str] = field(default_factory=list)

    def causes(self) -> set[tuple[str, str | None]]:
        """Return what the books say against it."""
        found: set[tuple[str, str | None]] = {("refund", line) for line in self.refunds}
        if self.channel in UNFIT:
            found.add((f"channel {self.channel}", None))
        if self.called_off:
            found.add(("called off", None))
        if self.main_cancelled and "GIFT" in self.lines:
            found.add(("gift", "GIFT"))
        return found

    def own(self) -> set[tuple[str, str | None]]:
        """Return what holds it for certain by itself."""
        own = {*self.held, *((by, None) for by in self.people)}
        if self.merged or not self.cancelled:  # that stops it for good, but not what it goes on as
            own |= self.causes() - self.waived
        return own

    def stops(self) -> set[tuple[str, str | None]]:
        """Return what holds it, or a line of it: also what holds the order that it came of."""
        return self.own() | (self.origin.stops() if self.origin is not None else set())

    def in_doubt(self) -> bool:
        """Say whether it need not ship, though nothing is known to hold it."""
        return self.doubt or (self.origin is not None and self.origin.in_doubt())

    def must_stay(self, goods: Collection[str] | None) -> bool:
        """Say whether these goods may not leave; None is a parcel of which nobody says anything."""
        return any(line is None or goods is None or line in goods for _, line in self.stops())

    def left_behind(self) -> set[str]:
        """Return the lines that are held."""
        return {line for _, line in self.stops() if line is not None}

    def released(self, *, knowingly: bool) -> None:
        """Take in that a person released it, having been told of the causes or not."""
        if knowingly:
            self.waived |= self.causes()
        self.people.clear()
        self.doubt = True
