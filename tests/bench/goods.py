"""Goods before a scanner: plain orders, and orders of which everything has to be checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import httpx

from bot.config.sections.logistics import CarrierSection, WarehouseSection
from bot.config.sections.systems import GiftMatchSection, GiftSection
from bot.demo.scenario.catalogue import GUANGZHOU, HANGZHOU
from storage.mapping import portions
from tests.bench.material import SOURCE, TOKEN, Raw

_WAREHOUSES = (HANGZHOU, GUANGZHOU)
#: The configuration that turns every check on; what comes in beside the scans passes them.
CHECKS: Mapping[str, Any] = {
    "warehouses": [
        WarehouseSection(name=name, lat=30.2936, lng=120.1614, radius_km=5000)
        for name in _WAREHOUSES
    ],
    "carriers": [
        CarrierSection(code=code, name=code, warehouses=list(_WAREHOUSES), radius_km=6000)
        for code in ("SF", "JD", "ZTO")
    ],
    "gifts": [GiftSection(sku="GIFT-01", match=GiftMatchSection(sku="frame-1"))],
}
_FRAME, _LENS = {"sku": "frame-1", "qty": 1}, {"sku": "lens-1", "qty": 1}
_GIFT = {"sku": "GIFT-01", "qty": 1}
_BATCH = 500
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Orders of one kind: each has one parcel, which may leave."""

    name: str
    checked: bool  #: In an installation that checks everything.

    @property
    def scanned(self) -> list[dict[str, Any]]:
        """What a scanner says is in the parcel; nothing in a plain one."""
        return [_FRAME, _GIFT] if self.checked else []

    def code(self, mark: str) -> str:
        """Return how the codes of a round's parcels begin; each ends with a number."""
        return f"{self.name}{mark}-"

    def bring(self, port: int, mark: str, number: int) -> None:
        """
        Have a server hear of so many orders, and see that the first one passes as meant.

        Refunds are told of, which is over before anybody scans.
        """
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {TOKEN}"}
        ) as client:
            for events in portions(list(self._events(mark, number)), _BATCH):
                client.post("/v1/events", json=events).raise_for_status()
            while b'{state="queued"}' in client.get("/metrics").content:
                sleep(0.1)
            scan = {"scan_id": self.code(mark), "station": "S1", "code": f"{self.code(mark)}0"}
            items = {"items": self.scanned} if self.scanned else {}
            verdict = client.post("/v1/scans", json={**scan, **items}).raise_for_status().json()
        if verdict["code"] != "OK" or bool(verdict["left_behind"]) is not self.checked:
            message = f"a scan of {self.name} goods was answered with {verdict}"
            raise AssertionError(message)

    def _events(self, mark: str, number: int) -> Iterator[Raw]:
        at = datetime.now(UTC) - _HOUR
        for n in range(number + 1):
            code = f"{self.code(mark)}{n}"
            no = f"NO{code}"
            yield _event(no, "order.created", at, self._order(no))
            yield _event(no, "order.paid", at, {"amount": "199.00"})
            parcel = {"parcel_id": code, "tracking_no": f"T{code}", "carrier": "SF"}
            yield _event(no, "parcel.created", at, parcel)
            if self.checked:  # of one line, which stays behind
                yield _event(no, "refund.requested", at, {"amount": "9.00", "items": [_LENS]})

    def _order(self, no: str) -> dict[str, Any]:
        order = {
            "platform": "p", "shop": "s", "amount": "199.00", "customer": {"id": no},
            "items": [_FRAME, _LENS],
        }  # fmt: skip
        if not self.checked:
            return order
        gift = {**_GIFT, "is_gift": True, "parent_order_no": no}
        return {
            **order, "items": [_FRAME, _LENS, gift], "warehouse": HANGZHOU,
            "channel_code": "SF", "address": {"lat": 30.0, "lng": 120.0},
        }  # fmt: skip


PLAIN, CHECKED = Goods(name="plain", checked=False), Goods(name="checked", checked=True)


def _event(no: str, kind: str, at: datetime, data: Mapping[str, Any]) -> Raw:
    return {
        "specversion": "1.0", "id": f"{kind}:{no}", "source": SOURCE, "type": kind,
        "subject": no, "time": at.isoformat(), "data": data,
    }  # fmt: skip
