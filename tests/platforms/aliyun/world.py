"""What Aliyun's voice and message services know: who was called, and how they fail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

KEY, SECRET = "LTAI-simulator", "aliyun-secret-of-the-simulator"  # of a simulator
_LONGEST_ID, _LONGEST_PARAM = 15, 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A phone that rang, or a message that was sent."""

    action: str
    out_id: str
    number: str
    param: str
    at: datetime


@dataclass(slots=True)
class World:
    """The state of the simulator, and its ledger."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: TID251 - a service's clock
    made: list[Made] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)  #: Faults that were asked for.
    asked: int = 0

    def fault(self) -> dict[str, Any]:
        """Return the fault that this call meets, {"kind": ""} for none."""
        self.asked += 1
        for rule in self.rules:
            if rule.get("times", 1) > 0:
                rule["times"] = rule.get("times", 1) - 1
                return rule
        return {"kind": ""}

    def do(self, action: str, fields: dict[str, str]) -> None:
        """Let a phone ring, or a message leave, each time that it is asked for."""
        out_id, param = fields.get("OutId", ""), fields.get("TtsParam", "")
        if not 1 <= len(out_id.encode()) <= _LONGEST_ID:
            self.violations.append(f"OutId {out_id!r}")
        if len(param) >= _LONGEST_PARAM:
            self.violations.append(f"TtsParam of {len(param)}")
        number = fields.get("CalledNumber") or fields.get("PhoneNumbers") or ""
        self.made.append(
            Made(
                action=action, out_id=out_id, number=number, at=self.now(),
                param=param or fields.get("TemplateParam", ""),
            )
        )  # fmt: skip
