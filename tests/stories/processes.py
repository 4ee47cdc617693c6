"""Processes of a story: `resonance run` and the simulated platforms, each one of its own."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import aiohttp
import httpx

from tests.platforms.dingtalk import control as dingtalk
from tests.platforms.slack import control as slack
from tests.platforms.wecom import control as wecom

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-the-warehouse"  # noqa: S105 - of a server that lives for some seconds
#: Of DingTalk, WeCom, the Slack bot and the Slack app.
SECRETS = ("dingsecret", "longsecret", "xoxb-sim-bot-token", "xapp-sim-app-token")
#: A source, and a person whom every platform knows. They have no names in the environment.
PEOPLE = """
[[sources]]
name = "wms"
token = "env:WMS_TOKEN"

[[people]]
name = "王敏"
role = "approver"
dingtalk = "staff1"
wecom = "staff1"
slack = "U012345"
console = "wangmin"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """The three platforms, with nobody connected yet."""

    dingtalk: dingtalk.Sim
    wecom: wecom.Sim
    slack: slack.Slack

    @property
    def env(self) -> dict[str, str]:
        """What somebody sets to connect the product to them: nothing but the environment."""
        return environment(self.dingtalk.base, self.wecom.base, self.slack.base)

    async def are_connected(self) -> None:
        """Wait until the product listens on each of them."""
        await self.dingtalk.expect_links(1, within=20)
        await self.slack.online(within=20)
        await self.wecom.expect_links(1, within=20)


def environment(dingtalk: str, wecom: str, slack: str) -> dict[str, str]:
    """Return the environment that connects the product to three simulators at these addresses."""
    return {
        "RESONANCE_DINGTALK__CLIENT_ID": "dingkey",
        "RESONANCE_DINGTALK__CLIENT_SECRET": SECRETS[0],
        "RESONANCE_DINGTALK__OPENAPI_BASE": dingtalk,
        "RESONANCE_DINGTALK__OAPI_BASE": dingtalk,
        "RESONANCE_WECOM__BOT_ID": "aibSIMULATED",
        "RESONANCE_WECOM__SECRET": SECRETS[1],
        "RESONANCE_WECOM__WS_URL": wecom.replace("http", "ws", 1) + "/",
        "RESONANCE_WECOM__WEBHOOK_BASE": wecom,
        "RESONANCE_SLACK__BOT_TOKEN": SECRETS[2],
        "RESONANCE_SLACK__APP_TOKEN": SECRETS[3],
        "RESONANCE_SLACK__API_BASE": f"{slack}/api/",
    }


def launched(
    *command: str, env: Mapping[str, str] | None = None, stderr: IO[str] | None = None
) -> subprocess.Popen[str]:
    """Start a Python module; whoever asked for it ends it."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, **(env or {})},  # noqa: TID251 - the process needs the rest of it
    )


@contextmanager
def started(*command: str, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run a Python module until the block ends."""
    with launched(*command, env=env) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)


def port_of(process: subprocess.Popen[str]) -> int:
    """Wait until a process tells its port: in JSON, or in a sentence that ends with it."""
    for line in process.stdout or ():
        if "port" in line or "listening on" in line:
            return int(line.strip().rstrip("}").rpartition(":")[2])
    message = f"it ended with {process.wait()} before it listened"
    raise RuntimeError(message)


@asynccontextmanager
async def platforms() -> AsyncIterator[Platforms]:
    """Start the three simulators; in the Slack channel are an approver and somebody else."""
    async with AsyncExitStack() as stack:
        processes = [
            stack.enter_context(started(f"tests.platforms.{name}", "--port", "0"))
            for name in ("dingtalk", "wecom", "slack")
        ]
        ports = [port_of(process) for process in processes]
        session = await stack.enter_async_context(aiohttp.ClientSession())
        found = Platforms(
            dingtalk=await stack.enter_async_context(dingtalk.controlling(ports[0])),
            wecom=await stack.enter_async_context(wecom.controlling(ports[1])),
            slack=slack.Slack(f"http://127.0.0.1:{ports[2]}", session),
        )
        # A redraw may cross a press on the wire: the product cannot know of it yet.
        await found.dingtalk.do("set", crossing=0.5)
        await found.slack.act("join", channel=slack.OPS, people=["U0ANY", "U012345"])
        yield found


def own_environment(folder: Path) -> dict[str, str]:
    """Return what the product needs of its own: a database, any port, the warehouse's token."""
    return {
        "WMS_TOKEN": TOKEN,
        "RESONANCE_DATABASE__URL": f"sqlite:///{folder / 'resonance.db'}",
        "RESONANCE_HTTP__PORT": "0",
        # The sheet of a day is due from its hour on: a story must not depend on when it is run.
        "RESONANCE_SCHEDULE__TRACE_SHEET": "23:59:59",
        "PYTHONUNBUFFERED": "1",
    }


@asynccontextmanager
async def running(
    folder: Path, config: str, env: Mapping[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    """Start `resonance run` with credentials in its environment; yields the warehouse's client."""
    path = folder / "resonance.toml"
    path.write_text(config, encoding="utf-8")
    with started(
        "bot", "run", "--config", str(path), env={**own_environment(folder), **env}
    ) as process:
        base = f"http://127.0.0.1:{port_of(process)}"
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, timeout=30, trust_env=False
        ) as http:
            yield http
