"""Group robots: one way, over HTTP, twenty a minute; each answer becomes an outcome."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from tests.bot.wecom_gateway import a_bench

OK = '{"errcode":0,"errmsg":"ok"}'
KEY = "key-of-the-robot"


def _out(name: str = "ops") -> Outgoing:
    return Outgoing(
        entry_id=1, key="n", channel="wecom", conversation=f"webhook/{name}", attempt=1,
        text="订单 1024 已拦下", mentions=("wangmin",),
    )  # fmt: skip


@asynccontextmanager
async def _robots(status: int, answer: str | None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Serve one answer to everybody; None hangs until the asker is gone."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        asked.append(head + await reader.readexactly(length))
        if answer is None:
            await reader.read()
        else:
            body = answer.encode()
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n".encode())
            writer.write(b"Connection: close\r\n\r\n" + body)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


async def _send(status: int, answer: str | None) -> Outcome:
    async with (
        _robots(status, answer) as (base, _),
        a_bench(webhook_base=base, webhooks={"ops": KEY}) as bench,
    ):
        return await bench.channel.send(_out())


async def test_a_notice_goes_to_the_group_as_markdown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        _robots(200, OK) as (base, asked),
        a_bench(webhook_base=base, webhooks={"ops": KEY}) as bench,
    ):
        assert isinstance(await bench.channel.send(_out()), Sent)

    head, _, body = asked[0].partition(b"\r\n\r\n")
    assert head.startswith(f"POST /cgi-bin/webhook/send?key={KEY} ".encode())
    content = {"content": "订单 1024 已拦下\n<@wangmin>"}
    assert json.loads(body) == {"msgtype": "markdown", "markdown": content}
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (200, '{"errcode":45009}', TryLater),
        (200, '{"errcode":-1}', TryLater),
        (200, '{"errcode":93000,"errmsg":"invalid webhook url"}', GaveUp),
        (200, "<html>", Unknown),
        (200, "{}", Unknown),
        (200, None, Unknown),
        (500, "", Unknown),
        (503, "", TryLater),
        (429, "", TryLater),
        (404, "", GaveUp),
        (302, "", GaveUp),
    ],
)
async def test_what_an_answer_means(status: int, answer: str | None, outcome: type) -> None:
    assert isinstance(await _send(status, answer), outcome)


async def test_a_robot_nobody_configured_is_given_up() -> None:
    async with a_bench() as bench:
        result = await bench.channel.send(_out("nobody"))

        assert isinstance(result, GaveUp)
        assert result.code == "webhook_unknown"


async def test_a_server_that_is_not_there_has_nothing() -> None:
    async with a_bench(webhook_base="http://127.0.0.1:9", webhooks={"ops": KEY}) as bench:
        assert isinstance(await bench.channel.send(_out()), TryLater)


async def test_the_twenty_first_message_of_a_minute_waits() -> None:
    async with (
        _robots(200, OK) as (base, asked),
        a_bench(webhook_base=base, webhooks={"ops": KEY, "wms": KEY}) as bench,
    ):
        results = [await bench.channel.send(_out()) for _ in range(21)]
        other = await bench.channel.send(_out("wms"))

    assert [type(result) for result in results] == [Sent] * 20 + [TryLater]
    assert isinstance(other, Sent)
    assert len(asked) == 21
