"""Wiring of gateways: each of `[[gateways]]` is a system to be called."""

from bot.clock import Clock
from bot.config.sections.systems import GatewaySection
from bot.gateways.base import Gateway, Wire
from bot.gateways.qimen import QimenGateway
from bot.gateways.webhook import WebhookGateway


def build_gateways(sections: list[GatewaySection], clock: Clock) -> dict[str, Gateway]:
    """Return the gateways by name, with nothing open yet."""
    return {section.name: _gateway(section, clock) for section in sections}


def _gateway(section: GatewaySection, clock: Clock) -> Gateway:
    secret = section.secret.get_secret_value() if section.secret is not None else ""
    key = section.key.get_secret_value() if section.key is not None else ""
    match section.kind:
        case "webhook":
            return WebhookGateway(
                name=section.name, url=section.url, secret=secret, clock=clock, wire=Wire()
            )
        case "qimen":
            return QimenGateway(
                name=section.name,
                url=section.url,
                key=key,
                secret=secret,
                customer_id=section.customer_id or "",
                clock=clock,
                wire=Wire(),
            )
        case "aliyun_voice":
            from bot.gateways.aliyun import Account, AliyunVoice  # noqa: PLC0415 - an extra

            account = Account(name=section.name, url=section.url, key=key, secret=secret)
            return AliyunVoice(account, template=section.template, show_number=section.show_number)
        case "aliyun_sms":
            from bot.gateways.aliyun import Account, AliyunSms  # noqa: PLC0415 - an extra

            account = Account(name=section.name, url=section.url, key=key, secret=secret)
            return AliyunSms(account, template=section.template, sign_name=section.sign_name)
