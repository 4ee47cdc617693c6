"""Wiring of payments: contracts with their keys, read once at the start; nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path

from bot.config.errors import ConfigurationError
from bot.config.sections.systems import PaymentContractSection, PaymentSection
from bot.config.sources import FILE
from rules.payments.contract import ANY_SERIAL, Contract, Contracts, Provider
from rules.payments.seals import ContentKey, PublicKey, read_certificate, read_public_key


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
    )


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
