"""/docs and /openapi.json: what the API takes and gives, without a script or another server."""

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from bot.web.door.endpoint import send_answer
from bot.web.door.problems import PROBLEMS, Answer

_STYLE = Path(__file__).parents[1].joinpath("templates", "docs.css").read_text(encoding="utf-8")
_CONTENTS = (
    '<nav aria-label="目录 / contents"><a href="#operations">接口 / operations</a>'
    '<a href="#types">事件 / events</a><a href="#problems">错误 / problems</a>'
    '<a href="#schemas">结构 / schemas</a><a href="/openapi.json">openapi.json (3.1)</a>'
    '<a href="/">控制台 / console</a></nav>'
)
_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class DocumentPage:
    """Serves the document itself."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self._read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer GET /openapi.json."""
        await send_answer(Answer(status=200, body=orjson.dumps(self._read())), send)


class DocsPage:
    """Serves a page drawn from the document."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self._read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer GET /docs."""
        kind = b"text/html; charset=utf-8"
        body = render(self._read()).encode()
        await send_answer(Answer(status=200, body=body, content_type=kind, headers=_HEADERS), send)


def render(document: Mapping[str, Any]) -> str:
    """Draw the page: operations, event types, problems, schemas."""
    info = document["info"]
    schemas = document["components"]["schemas"]
    title = html.escape(info["title"])
    parts = [
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">',
        f"<title>{title} API</title>",
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{title} API</h1><p>{html.escape(info['description'])}</p>",
        _CONTENTS,
        '<h2 id="operations">接口 / Operations</h2><div class="box">',
    ]
    for path, operations in document["paths"].items():
        parts += [
            _operation(path, verb, operation)
            for verb, operation in operations.items()
            if verb != "parameters"
        ]
    parts.append(
        '</div><h2 id="types">事件类型 / Event types</h2><div class="box">'
        '<table class="types"><tr><th>type</th><th>data</th></tr>'
    )
    parts += [_event_row(schema) for schema in schemas.values() if "x-event-type" in schema]
    parts.append(
        '</table></div><h2 id="problems">错误 / Problems</h2><div class="box">'
        '<table class="types"><tr><th>type</th><th>HTTP</th><th>说明 / meaning</th></tr>'
    )
    for code, (status, text) in PROBLEMS.items():
        parts.append(
            f'<tr id="{code}"><td><code>{code}</code></td><td>{status}</td>'
            f"<td>{html.escape(text)}</td></tr>"
        )
    parts.append('</table></div><h2 id="schemas">结构 / Schemas</h2><div class="box">')
    parts += [
        f'<details id="schema-{html.escape(name)}">'
        f"<summary><code>{html.escape(name)}</code></summary>{_json(schema)}</details>"
        for name, schema in schemas.items()
    ]
    return "".join([*parts, "</div></main></body></html>"])


def _operation(path: str, verb: str, operation: Mapping[str, Any]) -> str:
    codes = "".join(
        f"<tr><td><code>{status}</code></td><td>{html.escape(_description(response))}</td></tr>"
        for status, response in operation["responses"].items()
    )
    body = operation.get("requestBody", {}).get("content", {})
    examples = "".join(
        f"<p><code>{html.escape(kind)}</code></p>{_json(content['example'])}"
        for kind, content in body.items()
        if "example" in content
    )
    open_door = "" if operation.get("security") != [] else "（无需令牌 / no token）"
    return (
        f'<details><summary><b class="verb {verb}">{verb.upper()}</b>'
        f"<code>{html.escape(path)}</code> "
        f"<span>{html.escape(operation['summary'])}{open_door}</span></summary>"
        f"<p>{html.escape(operation.get('description', ''))}</p>"
        f'{examples}<table class="codes">{codes}</table></details>'
    )


def _description(response: Mapping[str, Any]) -> str:
    return str(response.get("description") or response.get("$ref", "").rpartition("/")[2])


def _event_row(schema: Mapping[str, Any]) -> str:
    data = schema["properties"]["data"]
    required = data.get("required", ())
    fields = ", ".join(
        f"<b>{html.escape(field)}</b>" if field in required else html.escape(field)
        for field in data.get("properties", {})
    )
    return f"<tr><td><code>{html.escape(schema['x-event-type'])}</code></td><td>{fields}</td></tr>"


def _json(value: object) -> str:
    if isinstance(value, str):
        return f"<pre>{html.escape(value)}</pre>"
    return f"<pre>{html.escape(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())}</pre>"
