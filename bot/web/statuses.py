"""GET /v1/statuses: the published map, and what one raw word means in the three layers."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bot.web.modelled import Word
from bot.web.parts import WebParts
from handlers.statuses.published import published
from rules.statuses.status_map import Row, StatusMap
from rules.statuses.words import UNMAPPED


class MeaningQuery(BaseModel):
    """Of which edition of a system."""

    model_config = ConfigDict(extra="forbid")

    edition: Word | None = Field(None, description="版本 / such as 企业版")


class MappedWord(BaseModel):
    """What one raw word means; `sure` is false where it was only remembered, not seen."""

    system: str
    edition: str
    code: str
    text: str
    business: str
    finance: str
    sure: bool
    note: str


class PublishedMap(BaseModel):
    """The map in force, and the vocabularies that each of our systems speaks."""

    version: int = Field(ge=1)
    vocabularies: dict[str, list[str]]
    statuses: list[MappedWord]


class Meaning(BaseModel):
    """A raw word in three layers; business and finance are UNMAPPED where nobody knows it."""

    system: str
    edition: str
    code: str
    base: str = Field(description="原词 / the raw word")
    text: str | None
    business: str
    finance: str
    sure: bool
    mapped: bool
    version: int = Field(ge=1)


class StatusPages:
    """Reads the published map."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def list_statuses(self) -> PublishedMap:
        """
        Return the published map with its version.

        返回已发布的映射和它的版本。
        """
        statuses = await self._published()
        return PublishedMap(
            version=statuses.version,
            vocabularies={
                system: [str(one) for one in spoken]
                for system, spoken in statuses.vocabularies.items()
            },
            statuses=[_listed(row) for row in statuses.rows.values()],
        )

    async def read_status(
        self,
        system: Annotated[Word, Path(description="全名或短名 / in full, or in short: wms")],
        code: Annotated[Word, Path(description="原词 / the raw word")],
        query: Annotated[MeaningQuery, Query()],
    ) -> Meaning:
        """
        Say what a raw word means. One that nobody knows is UNMAPPED: never a guess.

        说出一个原词的意思；没有人认识的就是 UNMAPPED，从不猜。
        """
        statuses, edition = await self._published(), query.edition
        row = statuses.row(system, code, edition)
        return Meaning(
            system=system if row is None else row.system,
            edition=(edition or "") if row is None else row.edition,
            code=code,
            base=code,
            text=None if row is None else row.text,
            business=UNMAPPED if row is None else row.business,
            finance=UNMAPPED if row is None else row.finance,
            sure=row is not None and row.sure,
            mapped=row is not None,
            version=statuses.version,
        )

    async def _published(self) -> StatusMap:
        deps = self._parts.deps
        return await self._parts.database.read(lambda tx: published(tx, deps))


def _listed(row: Row) -> MappedWord:
    return MappedWord(
        **{name: getattr(row, name) for name in MappedWord.model_fields if hasattr(row, name)}
    )
