"""Controls: how a test reaches the surface behind a simulator, whichever platform it is."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx

Seen = dict[str, Any]


@dataclass(slots=True)
class Controls:
    """The control surface of a simulator that listens."""

    port: int
    http: httpx.AsyncClient
    _read: set[str] = field(default_factory=set)  #: Bubbles that a test has expected.

    @property
    def base(self) -> str:
        """The address of everything that is spoken over HTTP."""
        return f"http://127.0.0.1:{self.port}"

    async def do(self, act: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Use the control surface."""
        answer = await self.http.post(f"{self.base}/_control/{act}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def record(self, **asked: Any) -> Seen:  # noqa: ANN401 - JSON
        """Return what the simulator saw."""
        seen: Seen = await self.do("record", **asked)
        return seen

    async def counters(self) -> dict[str, int]:
        """Return how often what happened."""
        return dict((await self.record())["counters"])

    async def expect_links(self, number: int = 1, *, within: float = 5.0) -> None:
        """Wait until so many connections are ready and not about to close."""
        async with asyncio.timeout(within):
            while (await self.record())["links"] != number:  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.01)
