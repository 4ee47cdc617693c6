"""URLs of databases: what passes the settings is not stumbled over in use."""

from string import ascii_letters

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import pq
from sqlalchemy import make_url

from storage import urls
from storage.engine import passing_engine
from storage.urls import _POSTGRESQL
from tests.postgres import Postgres

_BASE = "postgresql+psycopg://resonance:geheim@127.0.0.1:1/orders"
_KNOWN = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "url",
    [
        _BASE + "?prepare_threshold=0",
        _BASE + "?foo=bar",
        _BASE + "?autocommit=true",
        _BASE + "?row_factory=dict",
        _BASE + "?sslmode=sure",
        _BASE + "?sslmode",
        _BASE + "?sslmode=",
        _BASE + "?sslmode=require&sslmode=disable",
        _BASE + "?connect_timeout=soon",
        _BASE + "?connect_timeout=0",
        _BASE + "?gehe%20im=1",
        "postgresql+psycopg://a:geheim@host:port/x",
        "postgresql+psycopg://a:geheim@host:99999999/x",
        "postgresql+psycopg://a:geheim@/x?host=a&host=b&port=1",
        "postgresql+psycopg://a:geheim?x@host/x",
        "postgresql+asyncpg://a:geheim@host/x",
        "postgresql://a:geheim@host/x",
        "mysql://a:geheim@host/x",
        "sqlite:///x.db?timeout=geheim",
        "sqlite:///x.db?geheim=1",
        "sqlite:///x.db?geheim=1&uri=1",
        "sqlite:///file:x.db?uri=maybe",
        "sqlite://",
        "geheim",
        "",
    ],
)
def test_what_the_driver_would_stumble_over_is_refused_in_one_line(url: str) -> None:
    said = urls.wrong(url)

    assert said is not None
    assert "\n" not in said
    assert "geheim" not in said.replace("no option geheim", "")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///resonance.db",
        "sqlite:////srv/x y/resonance.db",
        "sqlite:///file:/srv/kept.db?mode=ro&uri=true",
        "postgresql+psycopg://a:p%40ss@db.example.com:6432/x?sslmode=verify-full&sslrootcert=a.pem",
        "postgresql+psycopg://a@/x?host=/var/run/postgresql",
        "postgresql+psycopg://a@/x?host=one:5432&host=two:5433&target_session_attrs=read-write",
    ],
)
def test_what_works_is_taken(url: str) -> None:
    assert urls.wrong(url) is None
    passing_engine(url).dispose()


@given(
    name=st.sampled_from(sorted(_KNOWN | {"prepare_threshold", "context", "cursor_factory"}))
    | st.text(ascii_letters + "_%", min_size=1, max_size=12),
    value=st.sampled_from(sorted({w for form in _POSTGRESQL.values() for w in form.split("|")}))
    | st.integers(-3, 10**7).map(str)
    | st.text(ascii_letters + "0123456789./-", max_size=8),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_url_that_passes_is_never_refused_by_the_driver_for_what_it_says(
    postgres: Postgres, name: str, value: str
) -> None:
    base = postgres.url("postgres")
    url = f"{base}&{name}={value}"
    if urls.wrong(url) is not None or name in {"host", "hostaddr", "options"}:
        return  # those three lead elsewhere; that is not for the driver to judge
    try:
        passing_engine(url).connect().close()
    except Exception as error:  # noqa: BLE001 - the oracle: what the driver says, whatever it is
        reason = getattr(error, "orig", error)
        assert isinstance(reason, psycopg.OperationalError), url
        assert "invalid" not in str(reason), url


def test_every_option_is_one_of_libpq() -> None:
    assert set(_POSTGRESQL) <= _KNOWN
    assert make_url(_BASE).drivername == "postgresql+psycopg"
