"""URLs of databases: what is wrong with one is said before anything is opened."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

#: What each option may be: words divided by `|`, `number`, or `text`. The names and words are
#: libpq's ("Parameter Key Words"); what the driver takes beside them is not for a URL to say.
_POSTGRESQL: Mapping[str, str] = MappingProxyType({
    "application_name": "text",
    "channel_binding": "disable|prefer|require",
    "connect_timeout": "number",
    "gssencmode": "disable|prefer|require",
    "host": "text",
    "hostaddr": "text",
    "keepalives": "0|1",
    "keepalives_count": "number",
    "keepalives_idle": "number",
    "keepalives_interval": "number",
    "load_balance_hosts": "disable|random",
    "options": "text",
    "passfile": "text",
    "ssl_max_protocol_version": "TLSv1.2|TLSv1.3",
    "ssl_min_protocol_version": "TLSv1.2|TLSv1.3",
    "sslcert": "text",
    "sslcrl": "text",
    "sslkey": "text",
    "sslmode": "disable|allow|prefer|require|verify-ca|verify-full",
    "sslrootcert": "text",
    "target_session_attrs": "any|read-write|read-only|primary|standby|prefer-standby",
    "tcp_user_timeout": "number",
})  # fmt: skip
_SQLITE: Mapping[str, str] = MappingProxyType({"mode": "ro|rw|rwc", "uri": "true"})
_NUMBER = re.compile(r"[1-9]\d{0,5}")
_NO_VALUE = re.compile(r"[?&]\w*=?(?=&|$)")
_FORM = (
    '写 / write "sqlite:///resonance.db" (一个文件 / a file) '
    '或 / or "postgresql+psycopg://user:password@host/name"'
)


def wrong(url: str) -> str | None:
    """Say what is wrong with a URL, None for nothing; a password and values are not repeated."""
    form = re.fullmatch(r"(sqlite:///|postgresql\+psycopg://).+", url)
    if form is None or re.search(r":memory:|mode=memory", url):
        return _FORM
    try:
        # Read twice: where a password is not percent-encoded, readers of URLs disagree.
        if urlsplit(url).port == 0:
            return _FORM
        parsed = make_url(url)
        said = _wrong_option(parsed, url)
        if said is None:  # the driver only warns of options that it does not know
            parsed.get_dialect()().create_connect_args(parsed)
    except (ArgumentError, ValueError, OverflowError):
        return _FORM
    return said


def _wrong_option(parsed: URL, url: str) -> str | None:
    allowed = _SQLITE if parsed.drivername == "sqlite" else _POSTGRESQL
    if _NO_VALUE.search(url.rpartition("@")[2]):
        return "有个选项没有值 / an option has no value; 写 / write ?name=value&name=value"
    for name, value in parsed.query.items():
        form = allowed.get(name)
        if form is None:
            shown = name if re.fullmatch(r"[a-z_]{1,40}", name) else "…"
            return f"没有选项 / no option {shown}; 可用 / allowed: {', '.join(allowed)}"
        if not isinstance(value, str) and name != "host":
            return f"选项写了两次 / option {name} is there twice"
        if not all(_fits(form, one) for one in ((value,) if isinstance(value, str) else value)):
            return f"选项的值不对 / wrong value of option {name}; 可用 / allowed: {form}"
    return None


def _fits(form: str, value: str) -> bool:
    if form == "number":
        return _NUMBER.fullmatch(value) is not None
    return value in form.split("|") if form != "text" else "\0" not in value
