"""The server: uvicorn, bounded, told to stop by a signal and not by raising it again."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

#: Requests that are being answered when it is time to stop may take this long.
DRAIN = 10
#: A request of which the rest has not come so many seconds after that is cut off.
GRACE = 0.3
#: Connections beyond this wait in the kernel: a bounded number of requests is held in memory.
CONNECTIONS = 512


class Server(uvicorn.Server):
    """A server that says when and where it listens, and stops without waiting for the silent."""

    def __init__(
        self,
        web: Callable[..., Any],
        on_ready: Callable[[int], None] | None,
        on_hangup: Callable[[], None] | None = None,
    ) -> None:
        """`on_hangup` is what SIGHUP asks for; without it the signal ends the process as ever."""
        config = uvicorn.Config(
            web,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=DRAIN,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=30,
        )
        super().__init__(config)
        self._on_ready = on_ready
        self._on_hangup = on_hangup

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """
        Take SIGTERM and SIGINT as the wish to stop.

        uvicorn would raise them again as soon as the last request is answered, which would end
        the process before the courier and the database have come to rest.
        """
        if threading.current_thread() is threading.main_thread():
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            if self._on_hangup is not None:
                loop.add_signal_handler(signal.SIGHUP, self._on_hangup)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then tell."""
        await super().startup(sockets)
        if self._on_ready is not None and self.started:
            port = next(
                (s.getsockname()[1] for server in self.servers for s in server.sockets),
                self.config.port,
            )
            self._on_ready(port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is under way, and do not wait for whoever has sent half a request."""
        cut = asyncio.get_running_loop().call_later(GRACE, self._cut_off_the_silent)
        await super().shutdown(sockets)
        cut.cancel()

    def _cut_off_the_silent(self) -> None:
        for connection in tuple(self.server_state.connections):
            request = getattr(connection, "cycle", None)  # a WebSocket has none
            if request is not None and request.more_body and not request.response_started:
                connection.transport.close()
