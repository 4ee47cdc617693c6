"""GET /v1/contracts: the three figures of every partner, window by window, and what changed."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.web.lookout import Lookout
from bot.web.modelled import Word
from bot.web.parts import WebParts
from handlers.contracts.view import Partner, partners
from rules.cards.contract_card import percent
from rules.cards.trouble_card import badge
from rules.contracts.window import Window
from rules.health.troubles import Trouble, Wrong
from rules.vocabulary import Level

_PERCENT: Final = r"^[0-9]+\.[0-9]{2}%$"
_HOURS: Final = 14 * 24


class ContractsQuery(BaseModel):
    """Whose contract, and how far back."""

    model_config = ConfigDict(extra="forbid")

    partner: Word | None = Field(None, description="默认全部 / by default every partner")
    hours: int = Field(1, ge=1, le=_HOURS, description="往回多少小时 / how many hours back")


class Offset(BaseModel):
    """How far off the times of messages were, in whole seconds, whichever way."""

    p50: int = Field(ge=0)
    p95: int = Field(ge=0)
    max: int = Field(ge=0)


class ContractLimits(BaseModel):
    """What is still normal; a skew of null is whatever is usual of the partner."""

    missing: str = Field(pattern=_PERCENT)
    encryption: str = Field(pattern=_PERCENT)
    skew: int | None = Field(ge=0, description="秒 / seconds")


class ContractWindow(BaseModel):
    """Five minutes of one partner, by when messages arrived."""

    start: AwareDatetime
    messages: int = Field(ge=0)
    missing: str = Field(pattern=_PERCENT, description="字段缺失率 / lack a field")
    fields: dict[str, int] = Field(description="缺的字段 / which fields, how often")
    encryption: str = Field(pattern=_PERCENT, description="加密方式一致性 / sealed as agreed")
    kinds: dict[str, int] = Field(description="实际的加密方式 / how they were sealed")
    offset: Offset | None = Field(description="时间戳偏移量，秒 / seconds; null: no time was told")
    reasons: dict[str, int] = Field(description="没读成的原因 / why messages could not be read")
    answers: dict[str, int] = Field(description="HTTP 应答 / how they were answered, by status")


class ContractChange(BaseModel):
    """What is wrong now: a figure beyond its limit, a drift, or a source that is paused."""

    kind: Wrong
    name: str
    level: Level
    since: AwareDatetime
    text: str
    facts: dict[str, str]


class ContractHealth(BaseModel):
    """One partner."""

    partner: str
    paused: bool
    limits: ContractLimits
    windows: list[ContractWindow] = Field(description="从旧到新 / the oldest first")
    changes: list[ContractChange]


class ContractPage(BaseModel):
    """All partners that sent something, by name."""

    partners: list[ContractHealth]


class ContractPages:
    """Reads contracts; what doors have just seen is written before."""

    def __init__(self, parts: WebParts, lookout: Lookout) -> None:
        self._parts = parts
        self._lookout = lookout

    async def list_contracts(self, query: Annotated[ContractsQuery, Query()]) -> ContractPage:
        """
        Say of each partner and window how many messages lack fields, are sealed otherwise, are off.

        每个伙伴每五分钟的字段缺失率、加密方式一致性、时间戳偏移量，和现在变了什么。
        """
        await self._lookout.written()
        deps, now = self._parts.deps, self._parts.clock.now()
        back = timedelta(hours=query.hours)
        found = await self._parts.database.read(
            lambda tx: partners(tx, deps, now, back, partner=query.partner)
        )
        return ContractPage(partners=[_health(one, deps.lang) for one in found])


def _health(one: Partner, lang: str) -> ContractHealth:
    limits, skew = one.limits, one.limits.skew
    return ContractHealth(
        partner=one.name,
        paused=any(trouble.wrong is Wrong.PAUSED for trouble in one.wrong),
        limits=ContractLimits(
            missing=percent(limits.missing),
            encryption=percent(limits.encryption),
            skew=None if skew is None else int(skew.total_seconds()),
        ),
        windows=[_window(window) for window in one.windows],
        changes=[_change(trouble, lang) for trouble in one.wrong],
    )


def _window(window: Window) -> ContractWindow:
    offsets = window.offsets
    return ContractWindow(
        start=window.start,
        messages=window.messages,
        missing=percent(window.missing_rate),
        fields=window.missing,
        encryption=percent(window.consistency),
        kinds=window.encryption,
        offset=None
        if offsets is None
        else Offset(p50=offsets.p50, p95=offsets.p95, max=offsets.longest),
        reasons=window.reasons,
        answers={str(status): number for status, number in window.answers.items()},
    )


def _change(trouble: Trouble, lang: str) -> ContractChange:
    return ContractChange(
        kind=trouble.wrong,
        name=trouble.name,
        level=trouble.level,
        since=trouble.since,
        text=badge(trouble, lang),
        facts=dict(trouble.facts),
    )
