"""/docs and /openapi.json: what the API takes and gives, without a script or another server."""

import html
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from bot.web.door.endpoint import send_answer
from bot.web.door.problems import PROBLEMS, Answer

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}code,pre{font-family:ui-monospace,monospace;font-size:.86rem}
pre{overflow:auto;padding:.8rem;border-radius:.4rem;background:#8881}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #8884}
td{overflow-wrap:anywhere}td:first-child{overflow-wrap:normal}
details{margin:.4rem 0}summary{cursor:pointer}
.verb{display:inline-block;min-width:3.4rem;font-weight:700}
tr:target{background:#fd08}
"""
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
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{title} API</h1><p>{html.escape(info['description'])}</p>",
        '<p><a href="/openapi.json">openapi.json</a>（OpenAPI 3.1）</p>',
        "<h2>接口 / Operations</h2>",
    ]
    for path, operations in document["paths"].items():
        parts += [
            _operation(path, verb, operation)
            for verb, operation in operations.items()
            if verb != "parameters"
        ]
    parts.append("<h2>事件类型 / Event types</h2><table><tr><th>type</th><th>data</th></tr>")
    parts += [_event_row(schema) for schema in schemas.values() if "x-event-type" in schema]
    parts.append(
        "</table><h2>错误 / Problems</h2><table><tr><th>type</th><th>HTTP</th><th></th></tr>"
    )
    for code, (status, text) in PROBLEMS.items():
        parts.append(
            f'<tr id="{code}"><td><code>{code}</code></td><td>{status}</td>'
            f"<td>{html.escape(text)}</td></tr>"
        )
    parts.append("</table><h2>结构 / Schemas</h2>")
    parts += [
        f'<details id="schema-{html.escape(name)}">'
        f"<summary><code>{html.escape(name)}</code></summary>{_json(schema)}</details>"
        for name, schema in schemas.items()
    ]
    return "".join([*parts, "</body></html>"])


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
        f'<details><summary><span class="verb">{verb.upper()}</span>'
        f"<code>{html.escape(path)}</code> "
        f"{html.escape(operation['summary'])}{open_door}</summary>"
        f"<p>{html.escape(operation.get('description', ''))}</p>"
        f"{examples}<table>{codes}</table></details>"
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
