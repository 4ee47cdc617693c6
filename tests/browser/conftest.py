"""The real process on a real socket, and Chromium in front of it."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.demo.house import TOKEN as DEMO_TOKEN
from bot.signing import Signer
from handlers.ports import Link
from storage.database import opened

ROOT = Path(__file__).parents[2]
#: Whether two characters look different: without a font for them each is the same empty box.
_CHINESE = """() => {
  const [one, other] = [...'预警'].map(character => {
    const canvas = document.createElement('canvas');
    const ink = canvas.getContext('2d');
    ink.font = '40px sans-serif';
    ink.fillText(character, 20, 60);
    return canvas.toDataURL();
  });
  return one !== other;
}"""
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: The rest of what axe finds is advice.
_WRONG = """options => axe.run(document, options).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .flatMap(one => one.nodes.map(
    node => `${one.id}: ${node.target.join(' ')} ${node.failureSummary}`)))"""
#: The sheet of a day is due from its hour on: a page must not depend on when it is opened.
_NEVER = "23:59:59"
TOKEN = "browser-test"  # noqa: S105 - of this test
#: How the house's own machine starts Chromium: nothing of it ever asks another server.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
_CONFIGURATION = """
[database]
url = "sqlite:///{folder}/resonance.db"
[http]
port = {port}
public_url = "http://127.0.0.1:{port}"
[[sources]]
name = "wms"
token = "{token}"
[console]
open = {open}
[[people]]
name = "小赵"
role = "viewer"
console = "zhao"
[[people]]
name = "李雷"
role = "operator"
console = "lilei"
[[people]]
name = "王敏"
role = "approver"
console = "wangmin"
[[people]]
name = "陈静"
role = "admin"
console = "chenjing"
[[people]]
name = "外店小周"
role = "operator"
console = "zhou"
shops = ["别家店"]
[[routes]]
match = {{ level = "red" }}
to = ["console:lead"]
continue = true
[[routes]]
to = ["console:ops"]
owner = "王敏"
"""


@dataclass(slots=True)
class House:
    """The running bot, spoken to as a warehouse would."""

    url: str
    folder: Path
    token: str = TOKEN
    process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Have the bot do nothing for a while, as on a machine that is far too busy."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def happens(self, kind: str, order_no: str, *, minutes_ago: float = 0, **data: object) -> None:
        """Post one event."""
        self.post_all([self.event(kind, order_no, minutes_ago=minutes_ago, **data)])

    def event(
        self, kind: str, order_no: str, *, minutes_ago: float = 0, **data: object
    ) -> dict[str, object]:
        """Return an event of an order, to be posted."""
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)  # noqa: TID251 - a real process
        return {
            "specversion": "1.0", "id": f"e{next(self._numbers)}", "source": "wms", "type": kind,
            "subject": order_no, "time": at.isoformat(), "data": data,
        }  # fmt: skip

    def post_all(self, events: Sequence[dict[str, object]]) -> None:
        """Post events that are judged together: nobody is shown what lies between."""
        answer = self.post("/v1/events", events)
        assert answer["accepted"] == len(events), answer

    def scan(self, order_no: str, prefix: str = "P") -> str:
        """Hold the parcel of an order under a scanner and return the verdict's code."""
        code = f"{prefix}{order_no}"
        scan = {"scan_id": f"browser-{next(self._numbers)}", "station": "打包台 3", "code": code}
        return str(self.post("/v1/scans", scan)["code"])

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Post JSON with the token of the source."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def alive(self, level: str) -> int:
        """Return how many alerts of a level wait for somebody, as the process counts them."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as page:  # noqa: S310
            told = page.read().decode()
        row = rf'alerts\{{level="{level}",state="(?:open|claimed|snoozed|frozen)"\}} ([0-9]+)'
        return sum(map(int, re.findall(row, told)))

    def ordered(
        self,
        order_no: str,
        *,
        note: str = "",
        shop: str = "明眸眼镜旗舰店",
        platform: str = "tmall",
        warehouse: str = "杭州余杭仓",
        promised_in: int = 30,
    ) -> None:
        """Let an order of glasses arrive, paid and packed, promised to leave in so many hours."""
        promised = datetime.now(UTC) + timedelta(hours=promised_in)  # noqa: TID251 - a real process
        self.happens(
            "order.created", order_no, minutes_ago=120, platform=platform, shop=shop,
            amount="1299.00", warehouse=warehouse, promised_ship_at=promised.isoformat(),
            items=[{"sku": "LENS-174", "name": "1.74 超薄渐进镜片（一副）", "qty": 1}],
            customer={"id": f"c{order_no}", "name": "林晓", "phone": "13812345678"},
            address={"province": "浙江省", "city": "温州市", "district": "鹿城区"},
        )  # fmt: skip
        self.happens("order.paid", order_no, minutes_ago=118, amount="1299.00", method="wechat")
        self.happens(
            "parcel.created", order_no, minutes_ago=60, parcel_id=f"P{order_no}",
            tracking_no=f"SF{order_no}", carrier="顺丰",
        )  # fmt: skip
        if note:
            self.happens("chat.message", order_no, minutes_ago=50, text=note, by="customer")

    def turns_orange(self, order_no: str) -> None:
        """Add up 2.8: two address changes and a conversation."""
        self.post_all(self._doubts(order_no))

    def turns_red(self, order_no: str) -> None:
        """Add up 4.0 or more."""
        another = self.event("chat.opened", order_no, minutes_ago=20, by="customer")
        self.post_all([*self._doubts(order_no), another])

    def _doubts(self, order_no: str) -> list[dict[str, object]]:
        moves = [
            self.event(
                "order.address_changed", order_no, minutes_ago=ago,
                address={"province": "浙江省", "city": city, "district": district},
            )
            for ago, city, district in ((100, "宁波市", "海曙区"), (65, "绍兴市", "越城区"))
        ]  # fmt: skip
        return [*moves, self.event("chat.opened", order_no, minutes_ago=45, by="customer")]

    def customer_link(self, purpose: str, order_no: str, *, hours: int = 72) -> str:
        """Return the address that a customer is sent, good for so many hours."""
        until = datetime.now(UTC) + timedelta(hours=hours)  # noqa: TID251 - a real process
        with opened(f"sqlite:///{self.folder}/resonance.db") as database:
            secret = database.do(lambda tx: tx.policies.secret("signing", ""))
        token = Signer(secret).sign_link(Link(purpose=purpose, about=order_no, until=until))
        return f"{self.url}/{'c' if purpose == 'confirm' else purpose}/{token}"

    def sign_in_link(self, name: str) -> str:
        """Ask the command line for a link."""
        done = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "-m", "bot", "sign-in", name, "--config", str(self.folder / "r.toml")],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return done.stdout.strip()


@contextmanager
def running(
    folder: Path, *, is_open: bool, more: str = "", trace_sheet: str = _NEVER, fails: bool = False
) -> Iterator[House]:
    """Run the bot in a folder; `more` is added to its configuration, `fails` lets it log so."""
    port = _free_port()
    configuration = folder / "r.toml"
    text = _CONFIGURATION.format(folder=folder, port=port, token=TOKEN, open=str(is_open).lower())
    configuration.write_text(text + more, encoding="utf-8")
    house = House(url=f"http://127.0.0.1:{port}", folder=folder)
    arguments = ("run", "--config", str(configuration))
    with _process(house, *arguments, trace_sheet=trace_sheet, fails=fails):
        yield house


@contextmanager
def _process(
    house: House, *arguments: str, trace_sheet: str = _NEVER, fails: bool = False
) -> Iterator[None]:
    log = (house.folder / "log").open("wb")
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, "RESONANCE_SCHEDULE__TRACE_SHEET": trace_sheet},  # noqa: TID251
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    house.process = process
    try:
        _wait_until_up(house, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()
    said = (house.folder / "log").read_text(encoding="utf-8")
    assert fails or "Traceback" not in said, said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(house: House, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, (house.folder / "log").read_text()
        try:
            with urllib.request.urlopen(f"{house.url}/healthz", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError((house.folder / "log").read_text())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot whose console is open."""
    with running(tmp_path_factory.mktemp("open"), is_open=True) as found:
        yield found


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[House]:
    """Return the demo at the end of its day, when nobody but the test presses anything."""
    port = _free_port()
    house = House(url=f"http://127.0.0.1:{port}", folder=tmp_path, token=DEMO_TOKEN)
    with _process(house, "demo", "--port", str(port), "--speed", "3000"):
        _wait_until_played(house)
        yield house


def _wait_until_played(house: House) -> None:
    """Wait until the day is over and every card shows how it ended."""
    for _ in range(90):
        time.sleep(1)
        with urllib.request.urlopen(f"{house.url}/metrics", timeout=10) as page:  # noqa: S310
            told = not re.search(rb'outbox{state="(queued|sending)"', page.read())
        if told and "放完了" in (house.folder / "log").read_text(encoding="utf-8"):
            return
    raise AssertionError((house.folder / "log").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def closed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a running bot whose console asks for a sign-in."""
    with running(tmp_path_factory.mktemp("closed"), is_open=False) as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a way to open a page as a person, on a screen; errors on it fail the test."""
    with _visits(browser) as opened:
        yield opened


@contextmanager
def _visits(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts, problems = [], []

    def opened(url: str, *, width: int = 1280, height: int = 860, card: bool = True) -> Page:
        phone = width < 700
        context = browser.new_context(
            viewport={"width": width, "height": height}, is_mobile=phone, has_touch=phone,
            device_scale_factor=2 if phone else 1, locale="zh-CN", timezone_id="America/New_York",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "requestfailed", lambda request: problems.append(f"{request.failure} {request.url}")
        )
        page.goto(url)
        if card:
            page.locator(".rz-card").first.wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    # Leaving a page drops what it was still asking for.
    assert [p for p in problems if "ERR_ABORTED" not in p and "socket.io" not in p] == []


def everybody_reads(page: Page, name: str = "") -> None:
    """Let axe find nothing serious by day or night; keep four pictures where they are wanted."""
    page.evaluate(_AXE)
    for scheme, options in (
        ("dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}}),
        ("light", {"resultTypes": ["violations"]}),
    ):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        wrong: Sequence[Any] = page.evaluate(_WRONG, options)
        assert wrong == [], scheme
    wanted = os.environ.get("RESONANCE_SCREENSHOTS")  # noqa: TID251 - `make screenshots` sets it
    if wanted and name:
        _keep(page, ROOT / "docs" / "images" / "desk", name)


def _keep(page: Page, folder: Path, name: str) -> None:
    """Keep a page as it is by day and by night, on a desk and on a phone."""
    before = page.viewport_size
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in ((1280, 860), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            shot = Image.open(io.BytesIO(page.screenshot(scale="css")))
            small = shot.convert("RGB").quantize(64)
            small.save(folder / f"{name}-{width}-{scheme}.png", optimize=True)
    if before:
        page.set_viewport_size(before)


@pytest.fixture(scope="session")
def pictures() -> Callable[[Page, str], None]:
    """Return what keeps a screenshot, where RESONANCE_SCREENSHOTS names a folder for them."""
    wanted = os.environ.get("RESONANCE_SCREENSHOTS")  # noqa: TID251 - `make screenshots` sets it

    def keep(page: Page, name: str) -> None:
        if wanted:
            assert page.evaluate(_CHINESE), "no Chinese font here (Debian: fonts-noto-cjk)"
            folder = ROOT / ("docs/images" if wanted == "1" else wanted)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / name, scale="css")

    return keep
