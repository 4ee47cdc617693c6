"""The server under load: the real app as `resonance run` serves it, and two empty endpoints."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot import app as composition
from bot import logs
from bot.config.sections.general import ConsoleSection, DatabaseSection, HttpSection, SourceSection
from bot.config.settings import Settings
from tests.bench.goods import CHECKS
from tests.bench.material import ROOT, SOURCE, TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server in a process of its own."""

    port: int
    pid: int


async def empty() -> dict[str, str]:
    """Answer nothing, as any FastAPI endpoint would."""
    return {}


class Bare:
    """Reads the body and says nothing, past FastAPI: the least that any answer costs here."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body", False):
            pass
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})


def serve(path: Path, *, checks: bool) -> None:
    """Serve until SIGTERM, goods checked or not; the port is printed once it listens."""
    logs.configure(form="json", level="error")
    settings = Settings(
        database=DatabaseSection(url=f"sqlite:///{path}"),
        http=HttpSection(port=0),
        sources=[SourceSection(name=SOURCE, token=SecretStr(TOKEN))],
        console=ConsoleSection(enabled=False),
        **(CHECKS if checks else {}),
    )
    app = composition.build(settings)
    app.web.post("/empty")(empty)
    app.web.router.routes.insert(0, app.web.router.routes.pop())
    app.web.router.routes.insert(0, Route("/bare", Bare(), methods=["POST"]))
    gc.collect()
    gc.freeze()
    asyncio.run(
        composition.serve(app, on_ready=lambda port: print(f"listening on :{port}", flush=True))
    )


@contextmanager
def running(folder: Path, *, checks: bool = False) -> Iterator[Running]:
    """Start the server above in a process of its own, and stop it."""
    path = folder / ("checks.db" if checks else "bench.db")
    command = [sys.executable, "-m", "tests.bench.server", str(path)]
    with started([*command, "checks"] if checks else command) as server:
        yield server


@contextmanager
def started(command: list[str]) -> Iterator[Running]:
    """Start a process, wait until it says where it listens, and stop it afterwards."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Running(port=_port(process), pid=process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _port(process: "subprocess.Popen[str]") -> int:
    for text in process.stdout or ():
        if "listening on" in text:
            return int(text.rsplit(":", 1)[1])
    message = f"the server ended with {process.wait()} before it listened"
    raise RuntimeError(message)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), checks="checks" in sys.argv[2:])
