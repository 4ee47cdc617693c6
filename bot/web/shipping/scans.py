"""POST /v1/scans: may this leave? Answered within 0.8 s; what is unclear is denied."""

import asyncio
from datetime import datetime
from time import perf_counter

import orjson

from bot.logs import logger
from bot.web import fields
from bot.web.door.body import JSON, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, ProblemError
from bot.web.intake.rush import Rush
from bot.web.lookout import Lookout
from bot.web.parts import WebParts
from bot.web.shipping.missed import MissedScans
from handlers.orders.view import hold_view
from handlers.ports import ScanRequest
from handlers.shipping import scans
from rules.codes import code_key, tidied
from rules.contracts.messages import SCAN, read, unread
from rules.shipping.texts import scan_reason
from rules.shipping.verdict import Verdict
from rules.vocabulary import ScanCode
from storage.faults import StoreError
from storage.system.audit import Attempt
from storage.tx import Tx

log = logger(__name__)

#: A verdict must be there by then, so that the answer leaves within the 0.8 s of the contract.
DEADLINE = 0.75


class TooLateError(Exception):
    """The scanner was told no in the meantime; an allow must not be written after that."""


class _Clerk:
    """One scan on its way through the writer's thread."""

    def __init__(self, parts: WebParts, scan: ScanRequest) -> None:
        self._parts = parts
        self._scan = scan
        self.gave_up = False

    def judge(self, tx: Tx) -> Verdict:
        """Judge the scan; a late allow is rolled back, a late deny (and its freeze) may stay."""
        verdict = scans.judge_scan(tx, self._parts.deps, self._scan, self._parts.clock.now())
        if self.gave_up and verdict.allow:
            raise TooLateError
        return verdict


class ScansEndpoint:
    """Reads, asks, answers in time."""

    def __init__(self, parts: WebParts, missed: MissedScans, rush: Rush, lookout: Lookout) -> None:
        self._parts = parts
        self._lookout = lookout
        self._rush = rush
        self._missed = missed

    async def __call__(self, asked: Asked) -> Answer:
        """Answer one scanner."""
        self._rush.scanned()
        try:
            async with asyncio.timeout(_left(asked)):
                body = await read_body(asked, (JSON,))
        except TimeoutError:
            return self._deny(asked, None, "the request did not arrive in time")
        scan = self._read(parse_json(body.text), asked.source.name)
        clerk = _Clerk(self._parts, scan)
        try:
            async with asyncio.timeout(_left(asked)):
                verdict = await self._parts.database.write(clerk.judge, urgent=True)
        except TimeoutError:
            clerk.gave_up = True
            return self._deny(asked, scan, "no verdict in time")
        except ProblemError:
            raise
        except Exception as error:  # a scanner gets an answer whatever broke
            clerk.gave_up = True
            if not isinstance(error, StoreError):
                log.exception("scan_failed", scan_id=scan.scan_id, station=scan.station)
            return self._deny(asked, scan, type(error).__name__)
        self._missed.drain()
        return self._answer(asked, verdict, _other(scan, verdict))

    def _read(self, raw: object, source: str) -> ScanRequest:
        """Read a scan; that it came, and what it showed or lacked, is noted of its source."""
        now = self._parts.clock.now()
        try:
            scan = _read(raw, source, now)
        except ProblemError as error:
            problem = error.problem
            seen = unread(source, SCAN, problem.errors, now, status=problem.status)
            self._lookout.note([seen])
            raise
        closely = self._lookout.closely(now) > 0
        self._lookout.note([read(source, SCAN, raw, now, closely=closely, order_no=scan.order_no)])
        return scan

    def _deny(self, asked: Asked, scan: ScanRequest | None, why: str) -> Answer:
        self._missed.note(
            Attempt(
                at=self._parts.clock.now(),
                actor=asked.source.name,
                channel=f"scan:{scan.station}" if scan is not None else "scan",
                action="scan",
                order_no=scan.order_no if scan is not None else None,
                outcome="unavailable",
                detail=f"{scan.scan_id} {scan.code}: {why}" if scan is not None else why,
            )
        )
        order_no = scan.order_no if scan is not None else None
        return self._answer(asked, Verdict(code=ScanCode.UNAVAILABLE, order_no=order_no))

    def _answer(self, asked: Asked, verdict: Verdict, other: str | None = None) -> Answer:
        lang = self._parts.deps.lang
        body = orjson.dumps(
            {
                "verdict": "allow" if verdict.allow else "deny",
                "code": verdict.code.value,
                "reason": scan_reason(
                    verdict.code,
                    verdict.holds,
                    left_behind=verdict.left_behind,
                    other=other,
                    before=_before(verdict),
                    lang=lang,
                ),
                "order_no": verdict.order_no,
                "holds": [hold_view(hold) for hold in verdict.holds],
                "left_behind": list(verdict.left_behind),
            }
        )
        self._parts.metrics.scanned(verdict.code.value, perf_counter() - asked.began)
        return Answer(status=200, body=body)


def _left(asked: Asked) -> float:
    return max(0.0, DEADLINE - (perf_counter() - asked.began))


def _other(scan: ScanRequest, verdict: Verdict) -> str | None:
    """Return the order that the verdict is about, if the scanner named another in the parcel."""
    if scan.order_no is None or verdict.order_no is None:
        return None
    same = code_key(scan.order_no) == code_key(verdict.order_no)
    return None if same else verdict.order_no


def _before(verdict: Verdict) -> str | None:
    """Return the order that the verdict's came of, if that alone is held."""
    held = dict.fromkeys(hold.order_no for hold in verdict.holds)
    return next(iter(held), None) if verdict.order_no not in held else None


def _read(raw: object, source: str, now: datetime) -> ScanRequest:
    values = fields.checked(raw, fields.SCAN)
    items = values.get("items")
    return ScanRequest(
        source=source,
        scan_id=values["scan_id"],
        station=values["station"],
        code=tidied(values["code"]),
        order_no=tidied(values.get("order_no") or "") or None,
        parcel_id=tidied(values.get("parcel_id") or "") or None,
        items=None
        if items is None
        else tuple({"sku": item["sku"], "qty": int(item["qty"])} for item in items),
        at=fields.moment(values, "at", now),
    )
