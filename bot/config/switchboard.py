"""The switchboard: which chat platforms are on, each built from its section of the settings."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.channels.base import Channel, Doors
from bot.clock import Clock
from bot.config.sections.channels import PLATFORMS, PlatformSection
from bot.config.sections.general import Section
from bot.config.settings import Settings
from bot.process import workers
from bot.process.supervisor import Supervisor
from bot.reception import Reception
from handlers.deps import Deps
from storage.database import Database

if TYPE_CHECKING:  # a platform that is off costs not even an import
    from bot.channels.dingtalk.account import DingTalkAccount
    from bot.channels.slack.account import SlackAccount
    from bot.channels.wecom.account import WeComAccount

#: A platform that allows one connection is left to the process that has it for so long.
LEASE = timedelta(seconds=30)


def is_on(settings: Settings, name: str) -> bool:
    """Say whether a channel has what it needs to sign in; the console needs only to be enabled."""
    if name == "console":
        return settings.console.enabled
    return section_of(settings, name).on


def section_of(settings: Settings, name: str) -> PlatformSection:
    """Return the section of a platform."""
    section: PlatformSection = getattr(settings, name)
    return section


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What every platform's doors are made of."""

    settings: Settings
    database: Database
    deps: Deps
    clock: Clock
    supervisor: Supervisor
    spent: Callable[[str, str], None]  #: (channel, conversation): it answered by itself.
    room: Callable[[str, str], timedelta]  #: (channel, conversation): how long an answer waits.

    def doors(self, name: str) -> Doors:
        """Return the doors of one platform."""
        reception = Reception(
            name,
            database=self.database,
            deps=self.deps,
            clock=self.clock,
            supervisor=self.supervisor,
        )
        return Doors(
            on_message=reception.on_message,
            on_press=reception.on_press,
            clock=self.clock,
            supervisor=self.supervisor,
            lang=self.settings.lang,
            people=frozenset(p.ids[name] for p in self.deps.directory.people if name in p.ids),
            spent=partial(self.spent, name),
            room=partial(self.room, name),
            shown=reception.shown,
            told=reception.told,
            lease=self._lease,
            let_go=self._let_go,
        )

    async def _lease(self, name: str) -> bool:
        now = self.clock.now()
        ours, until = self.deps.worker, now + LEASE
        return await self.database.write(
            lambda tx: workers.take_lease(tx, f"channel:{name}", ours=ours, now=now, until=until)
        )

    async def _let_go(self, name: str) -> None:
        now = self.clock.now()
        await self.database.write(
            lambda tx: tx.leases.drop([f"channel:{name}"], owner=self.deps.worker, now=now)
        )


def platforms(exchange: Exchange) -> dict[str, Channel]:
    """Build every platform that has credentials; whoever has none costs not even an import."""
    return {
        name: _BUILD[name](exchange.settings, exchange.doors(name))
        for name in PLATFORMS
        if is_on(exchange.settings, name)
    }


def summary(settings: Settings) -> Iterator[str]:
    """Say of each platform whether it is on, and where its credentials would stand."""
    for name in PLATFORMS:
        section = section_of(settings, name)
        lacking = ", ".join(f"RESONANCE_{name}__{key}".upper() for key in section.unset)
        said = "on" if section.on else f"off: no {lacking}"
        yield f"{name:<9} {said}"


async def probe(settings: Settings, name: str) -> str | None:
    """Reach a platform with its credentials; None, or one line that says what is wrong."""
    return await _PROBE[name](settings)


def _told(section: Section) -> dict[str, Any]:
    """Return what a section says, secrets revealed: accounts call everything as sections do."""
    return {name: _revealed(value) for name, value in section if value is not None}


def _revealed(value: object) -> object:
    if isinstance(value, dict):
        return {name: _revealed(one) for name, one in value.items()}
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _dingtalk_account(settings: Settings) -> "DingTalkAccount":
    from bot.channels.dingtalk.account import DingTalkAccount  # noqa: PLC0415

    return DingTalkAccount(**_told(settings.dingtalk))


def _dingtalk(settings: Settings, doors: Doors) -> Channel:
    from bot.channels.dingtalk.channel import DingTalkChannel  # noqa: PLC0415

    return DingTalkChannel(_dingtalk_account(settings), doors)


async def _probe_dingtalk(settings: Settings) -> str | None:
    from bot.channels.dingtalk.probe import probe as reach  # noqa: PLC0415

    return await reach(_dingtalk_account(settings))


def _slack_account(settings: Settings) -> "SlackAccount":
    from bot.channels.slack.account import SlackAccount  # noqa: PLC0415

    return SlackAccount(**_told(settings.slack))


def _slack(settings: Settings, doors: Doors) -> Channel:
    from bot.channels.slack.channel import SlackChannel  # noqa: PLC0415

    return SlackChannel(_slack_account(settings), doors)


async def _probe_slack(settings: Settings) -> str | None:
    from bot.channels.slack.probe import probe as reach  # noqa: PLC0415

    return await reach(_slack_account(settings))


def _wecom_account(settings: Settings) -> "WeComAccount":
    from bot.channels.wecom.account import WeComAccount  # noqa: PLC0415

    return WeComAccount(**_told(settings.wecom))


def _wecom(settings: Settings, doors: Doors) -> Channel:
    from bot.channels.wecom.channel import WeComChannel  # noqa: PLC0415

    return WeComChannel(_wecom_account(settings), doors)


async def _probe_wecom(settings: Settings) -> str | None:
    from bot.channels.wecom.probe import probe as reach  # noqa: PLC0415

    return await reach(_wecom_account(settings))


_BUILD: Mapping[str, Callable[[Settings, Doors], Channel]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "slack": _slack,
}
_PROBE: Mapping[str, Callable[[Settings], Awaitable[str | None]]] = {
    "dingtalk": _probe_dingtalk,
    "wecom": _probe_wecom,
    "slack": _probe_slack,
}
