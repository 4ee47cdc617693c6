"""The victim: the real command, `resonance run`, in a process that is killed without warning."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "crash"
TOKEN = "crash"  # noqa: S105 - of a server that lives for a second on the loopback address
_CONFIG = """
[database]
url = "sqlite:///{database}"
[http]
port = 0
[[sources]]
name = "{source}"
token = "{token}"
[[people]]
name = "王敏"
role = "approver"
console = "wangmin"
[console]
enabled = false
[schedule]
sweep_every = "1s"
[resonance]
max_locks_per_hour = 1000000
max_lock_share = "1"
"""


class Victim:
    """Starts on the same database again and again; ends by SIGKILL."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "crash.db"
        self._config = folder / "resonance.toml"
        self._config.write_text(
            _CONFIG.format(database=self.database, source=SOURCE, token=TOKEN), encoding="utf-8"
        )
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> int:
        """Start it and return its port once it listens."""
        command = [sys.executable, "-m", "bot", "run", "--config", str(self._config)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        for text in self._process.stdout or ():
            if text.startswith("listening on"):
                return int(text.rsplit(":", 1)[1])
        message = f"it ended with {self._process.wait()} before it listened"
        raise RuntimeError(message)

    def kill(self) -> None:
        """Kill it where it stands."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
