"""Wiring of payments: contracts with their keys, and who asks providers; nothing is fetched."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.clock import Clock
from bot.config.errors import ConfigurationError
from bot.config.sections.systems import PaymentContractSection, PaymentSection
from bot.config.sources import FILE
from bot.gateways.base import Gateway, Wire
from bot.gateways.payments import NO_SUCH, PaymentGateway
from rules.payments.contract import ANY_SERIAL, Contract, Contracts, Provider
from rules.payments.questions import BASES, Asker
from rules.payments.seals import (
    ContentKey,
    PrivateKey,
    PublicKey,
    read_certificate,
    read_private_key,
    read_public_key,
)


def build_contracts(sections: list[PaymentSection]) -> Contracts:
    """Return all contracts in their order; raises ConfigurationError where a key cannot be read."""
    return Contracts(
        all=tuple(
            _contract(section, one, f"payments.{n}.contracts.{m}")
            for n, section in enumerate(sections)
            for m, one in enumerate(section.contracts)
        ),
        # Of two merchants at one provider, the longer: a body does not say whose it is.
        keep={Provider(s.provider): s.keep for s in sorted(sections, key=lambda s: s.keep)},
        asked={asker_name(s): s.ask_every for s in sections if s.private_key},
    )


def build_askers(sections: list[PaymentSection], contracts: Contracts) -> dict[str, Asker]:
    """Return who asks each provider, by the name of its gateway; raises ConfigurationError."""
    return {
        asker_name(section): Asker(
            provider=Provider(section.provider),
            merchant=section.merchant,
            app_id=section.app_id or section.merchant,
            serial=section.serial or "",
            key=_private_key(section.private_key, f"payments.{n}.private_key"),
            base=(section.ask_base or BASES[Provider(section.provider)]).rstrip("/"),
            signed_by=_newest_key(contracts, section),
        )
        for n, section in enumerate(sections)
        if section.private_key
    }


def build_payment_gateways(
    sections: list[PaymentSection], contracts: Contracts, clock: Clock
) -> dict[str, Gateway]:
    """Return the gateways that ask providers, by name, with nothing open yet."""
    return {
        name: payment_gateway(name, asker, contracts, clock)
        for name, asker in build_askers(sections, contracts).items()
    }


def renewed(
    sections: list[PaymentSection],
    in_force: Contracts,
    gateways: Mapping[str, Gateway],
    clock: Clock,
) -> dict[str, Gateway]:
    """
    Put other contracts in force and have known gateways ask otherwise; return those to add.

    ConfigurationError leaves what is in force.
    """
    contracts = build_contracts(sections)
    fresh: dict[str, Gateway] = {}
    for name, asker in build_askers(sections, contracts).items():
        known = gateways.get(name)
        if isinstance(known, PaymentGateway):
            known.renew(asker)
        else:
            fresh[name] = payment_gateway(name, asker, in_force, clock)
    in_force.renew(contracts)
    return fresh


def payment_gateway(name: str, asker: Asker, contracts: Contracts, clock: Clock) -> PaymentGateway:
    """Return the gateway of one merchant at one provider."""
    return PaymentGateway(
        name=name, asker=asker, contracts=contracts, clock=clock, wire=Wire(answers=NO_SUCH)
    )


def asker_name(section: PaymentSection) -> str:
    """Name the gateway that asks about a merchant's payments; no `[[gateways]]` is called so."""
    return f"{section.provider}:{section.merchant}"


def _private_key(value: str, where: str) -> PrivateKey:
    try:
        return read_private_key(_text(value, where))
    except ValueError:
        message = f"{where}: 不是没有密码的 RSA 私钥（PEM） / is no private RSA key in PEM"
        raise ConfigurationError(message) from None


def _newest_key(contracts: Contracts, section: PaymentSection) -> str | None:
    """Return the key by whose name WeChat signs answers: that of the latest contract in force."""
    named = [
        serial
        for contract in contracts.in_force(Provider(section.provider))
        if contract.merchant == section.merchant
        for serial in contract.keys
        if serial != ANY_SERIAL
    ]
    return named[-1] if named else None


def _contract(section: PaymentSection, one: PaymentContractSection, path: str) -> Contract:
    key, compat = one.key, dict(one.compat)
    # Written among the fields that moved, it means the same.
    nonce_header = one.nonce_header or compat.pop("nonce_header", None)
    try:
        content_key = ContentKey(key.get_secret_value()) if key is not None else None
    except ValueError:
        message = f"{path}.key: APIv3 密钥是 32 个字符 / an APIv3 key has 32 characters"
        raise ConfigurationError(message) from None
    return Contract(
        provider=Provider(section.provider),
        merchant=section.merchant,
        version=one.version,
        keys=dict(_keys(one, path)),
        content_key=content_key,
        moved=compat,
        nonce_header=nonce_header.lower() if nonce_header else None,
        candidate=one.candidate,
    )


def _keys(one: PaymentContractSection, path: str) -> Iterator[tuple[str, PublicKey]]:
    for n, certificate in enumerate(one.certificates):
        where = f"{path}.certificates.{n}"
        try:
            yield read_certificate(_text(certificate, where))
        except ValueError:
            message = f"{where}: 不是 RSA 证书（PEM） / is no certificate of RSA in PEM"
            raise ConfigurationError(message) from None
    if one.public_key:
        where = f"{path}.public_key"
        try:
            yield one.public_key_id or ANY_SERIAL, read_public_key(_text(one.public_key, where))
        except ValueError:
            message = f"{where}: 不是 RSA 公钥（PEM） / is no public key of RSA in PEM"
            raise ConfigurationError(message) from None


def _text(value: str, where: str) -> str:
    """Return what a file holds, or the key itself where it is written out."""
    if not value.startswith(FILE):
        return value
    try:
        return Path(value.removeprefix(FILE)).read_text(encoding="ascii")
    except UnicodeDecodeError:
        return ""  # which is no key
    except OSError as error:
        message = f"{where}: 读不了文件 / the file cannot be read: {error.strerror}"
        raise ConfigurationError(message) from None
