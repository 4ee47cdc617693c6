"""Obstacles: what stands in the way of a start, in one line that says where and what to do."""

import asyncio
import errno
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from urllib.request import getproxies

from storage import migrate

#: Another port helps against these; against the rest, another host.
_PORT = frozenset({errno.EADDRINUSE, errno.EACCES})
#: A platform whose port does not answer for so many seconds is not reached.
_REACHED_WITHIN = 5


class ObstacleError(Exception):
    """The configuration is well formed, but the process cannot start; the message says why."""


def without_secrets(url: str) -> str:
    """Return the URL of a database as it may be shown: no user, no password, no options."""
    return url if url.startswith("sqlite") else re.sub(r"(?<=//).*@|\?.*", "", url)


@contextmanager
def at_the_database(url: str) -> Iterator[None]:
    """Tell in one line why the database cannot be used."""
    try:
        yield
    except migrate.UNUSABLE as error:
        said = getattr(error, "reason", "") or getattr(error, "orig", None) or error
        reason = str(said).partition("\n")[0]
        todo = (
            "先建好文件夹，写一个能读写的 SQLite 文件 / "
            "name a SQLite file that can be read and written, in a folder that exists"
            if url.startswith("sqlite")
            else "看它开着没有，地址和密码对不对 / is it running, are address and password right?"
        )
        message = f"database.url: 用不了 / cannot use {without_secrets(url)}: {reason}；{todo}"
        raise ObstacleError(message) from error


async def on_the_way_to(url: str) -> str | None:
    """
    Return why the host of a URL cannot be reached at all, None where it can.

    Behind a proxy the way is the proxy's business, and nothing is said of it.
    """
    if getproxies():
        return None
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme in ("https", "wss") else 80)
    try:
        async with asyncio.timeout(_REACHED_WITHIN):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except socket.gaierror:
        return (
            f"没有网络，或域名 {parts.hostname} 解析不了 / "
            f"no network, or the name {parts.hostname} cannot be resolved"
        )
    except (OSError, TimeoutError) as error:
        reason = _reason(error) or "timeout"
        return (
            f"连不上 {parts.hostname}:{port}，看网络、防火墙和地址 / cannot reach "
            f"{parts.hostname}:{port}, check network, firewall and address: {reason}"
        )
    writer.close()
    return None


async def listen(host: str, port: int) -> list[socket.socket]:
    """Take the port on every address of the host, or tell in one line why not."""
    loop = asyncio.get_running_loop()
    try:
        held = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
        taken = [each.dup() for each in held.sockets]
        held.close()
        for each in taken:
            each.listen()  # several processes may bind one port; only one of them gets past here
    except (OSError, UnicodeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        todo = (
            "换一个 http.port（demo 用 --port），或结束占着它的程序 / "
            "choose another http.port (demo: --port), or end the program that has it"
            if number in _PORT
            else "http.host 要写本机的地址，如 127.0.0.1 / http.host must be of this machine"
        )
        message = f"http: 不能监听 / cannot listen on {host}:{port}: {_reason(error)}；{todo}"
        raise ObstacleError(message) from error
    return taken


def _reason(error: Exception) -> str:
    """Return the system's words without those of asyncio around them."""
    return str(getattr(error, "strerror", None) or error).rpartition("): ")[2]
