"""
Seals: a signature is checked, a content opened; the one door of `cryptography`.

It stands in `rules/` because it is arithmetic over bytes: keys come in as text, nothing is fetched
and nothing is random.
"""

from base64 import b64decode, b64encode
from binascii import a2b_base64

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

_PADDING, _HASH = PKCS1v15(), SHA256()
_KEY_BYTES = 32


class PublicKey:
    """What a provider signs with, the half that everybody may know: RSA, PKCS#1 v1.5, SHA-256."""

    def __init__(self, key: RSAPublicKey) -> None:
        self._key = key

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Say whether this signature of a message was made with the other half."""
        try:
            self._key.verify(signature, message, _PADDING, _HASH)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """What a merchant signs its questions with: RSA, PKCS#1 v1.5, SHA-256, which adds no chance."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    def signed(self, message: bytes) -> str:
        """Return the signature of a message, in Base64."""
        return b64encode(self._key.sign(message, _PADDING, _HASH)).decode()


class ContentKey:
    """What a provider closes a content with: AES-256-GCM."""

    def __init__(self, key: str) -> None:
        """Raise ValueError unless the key is of 32 bytes."""
        if len(key.encode()) != _KEY_BYTES:
            message = "the key has to be of 32 bytes"
            raise ValueError(message)
        self._cipher = AESGCM(key.encode())

    def opened(self, nonce: bytes, closed: bytes, beside: bytes) -> bytes | None:
        """Open what was closed, its tag at its end; None where key, nonce or content differ."""
        try:
            return self._cipher.decrypt(nonce, closed, beside)
        except (InvalidTag, ValueError):  # of a nonce that is too short or too long
            return None


def read_public_key(text: str) -> PublicKey:
    """Read a PEM text, or the bare Base64 that Alipay's pages show; raises ValueError."""
    found = (
        serialization.load_pem_public_key(text.encode())
        if "-----BEGIN" in text
        else serialization.load_der_public_key(b64decode("".join(text.split()), validate=True))
    )
    return _rsa(found)


def read_private_key(text: str) -> PrivateKey:
    """Read a PEM text, or the bare Base64 that Alipay's tool shows; raises ValueError."""
    try:
        found = (
            serialization.load_pem_private_key(text.encode(), password=None)
            if "-----BEGIN" in text
            else serialization.load_der_private_key(
                b64decode("".join(text.split()), validate=True), password=None
            )
        )
    except (TypeError, UnsupportedAlgorithm) as error:  # a key behind a password, or of no kind
        raise ValueError(str(error)) from None
    if not isinstance(found, RSAPrivateKey):
        message = "no RSA key"
        raise ValueError(message)  # noqa: TRY004 - of a text that says something else
    return PrivateKey(found)


def read_certificate(text: str) -> tuple[str, PublicKey]:
    """Return serial (upper-case hex) and key of a certificate in PEM; raises ValueError."""
    found = x509.load_pem_x509_certificate(text.encode())
    return f"{found.serial_number:X}", _rsa(found.public_key())


def read_base64(text: str) -> bytes | None:
    """Read Base64, None where it is none."""
    try:
        return a2b_base64(text, strict_mode=True)
    except ValueError:  # also of a character that is not even ASCII
        return None


def _rsa(key: object) -> PublicKey:
    if not isinstance(key, RSAPublicKey):
        message = "no RSA key"
        raise ValueError(message)  # noqa: TRY004 - of a text that says something else
    return PublicKey(key)
