"""Wiring of gateways: each of `[[gateways]]` whose kind is built is a system to be called."""

from bot.clock import Clock
from bot.config.sections_systems import GatewaySection
from bot.gateways.base import Gateway, Wire
from bot.gateways.qimen import QimenGateway
from bot.gateways.webhook import WebhookGateway


def build_gateways(sections: list[GatewaySection], clock: Clock) -> dict[str, Gateway]:
    """Return the gateways by name, with nothing open yet."""
    found = (_gateway(section, clock) for section in sections)
    return {gateway.name: gateway for gateway in found if gateway is not None}


def _gateway(section: GatewaySection, clock: Clock) -> Gateway | None:
    secret = section.secret.get_secret_value() if section.secret is not None else ""
    match section.kind:
        case "webhook":
            return WebhookGateway(
                name=section.name, url=section.url, secret=secret, clock=clock, wire=Wire()
            )
        case "qimen":
            return QimenGateway(
                name=section.name,
                url=section.url,
                key=section.key.get_secret_value() if section.key is not None else "",
                secret=secret,
                customer_id=section.customer_id or "",
                clock=clock,
                wire=Wire(),
            )
        case "aliyun_voice" | "aliyun_sms":
            return None  # nothing calls them yet
