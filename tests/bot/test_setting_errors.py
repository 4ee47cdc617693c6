"""Setting errors: every mistake is told in our words, with its path and what was written."""

import json
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from bot.config import settings as configuration
from bot.config.errors import ConfigurationError
from bot.config.settings import Settings

_SECRET = "S3cretTok"  # noqa: S105 - it must never be seen again
#: What TOML can hold; nothing takes all of these.
_VALUES = ("four", -5, 10**30, 2.75, True, time(9), ["four"], {"four": 4})
_HIDDEN = re.compile("token|secret|key|password|salt|url")
#: Words of the library that must not reach people.
_FOREIGN = re.compile(r"Input|should be|valid |pydantic|Traceback|type=|For further")


def _everywhere(annotation: Any, value: object) -> Any:  # noqa: ANN401 - any type of a field
    """Return a configuration that holds the value under every key there is, in lists the first."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            table = {
                field.alias or name: _everywhere(field.annotation, value)
                for name, field in part.model_fields.items()
            }
            return [table] if get_origin(annotation) is list else table
    return value


def _paths(values: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield the path of every value that stands in no other."""
    inside = dict(enumerate(values)) if isinstance(values, list) else values
    for key, value in inside.items():
        where = f"{path}.{key}" if path else str(key)
        holds = isinstance(value, dict | list) and value not in _VALUES
        yield from _paths(value, where) if holds else (where,)


def _said(values: dict[str, Any]) -> list[str]:
    """Return the lines about a configuration, none where it is fine."""
    try:
        configuration.checked(values)
    except ConfigurationError as error:
        return str(error).splitlines()
    return []


def _as_told(value: object) -> str:
    if isinstance(value, list | dict):
        return "一个列表" if isinstance(value, list) else "一张表"
    return json.dumps(value, default=str)


def test_whatever_is_written_under_any_key_is_taken_or_refused_in_our_words() -> None:
    never = set(_paths(_everywhere(Settings, "four")))
    for value in _VALUES:
        for line in _said(_everywhere(Settings, value)):
            where, _, said = line.partition(": ")
            assert not _FOREIGN.search(line), line
            assert re.search(r"[\u4e00-\u9fff].* / .*[a-z]", said), f"not both languages: {line}"
            if where in never:
                hidden = _HIDDEN.search(where) or "要写成一张表" in said
                assert hidden or _as_told(value) in said, line
            never.discard(where)

    assert not never, "these take anything"


def test_where_a_table_belongs_nothing_else_is_taken() -> None:
    tables = ["http", "people", "routes.0.match", "hours", "wecom.webhooks", "health.blocked"]
    for where in tables:
        for value in ("four", 5, True):
            values: Any = value
            for key in reversed(where.split(".")):
                values = [values] if key == "0" else {key: values}

            said = _said(values)

            assert any(line.startswith(f"{where}: ") for line in said), (where, value)
            assert not any(_FOREIGN.search(line) for line in said)


def test_a_secret_is_never_repeated_in_whatever_it_is_wrapped() -> None:
    for value in (_SECRET, [_SECRET], {"x": _SECRET}, [[_SECRET]], f"mysql://a:{_SECRET}@b"):
        for line in _said(_everywhere(Settings, value)):
            assert _SECRET not in line or not _HIDDEN.search(line.partition(":")[0])


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        (
            '[resonance]\nred = "four"\n',
            'resonance.red: "four" 不行，要写数，如 "2.5" / write a number such as "2.5"',
        ),
        (
            '[resonance]\nred = "4_0"\n',
            'resonance.red: "4_0" 不行，要写数，如 "2.5" / write a number such as "2.5"',
        ),
        (
            '[[people]]\nname = "a"\nrole = "king"\n',
            (
                'people.0.role: "king" 不行，只能是 viewer, operator, approver, admin'
                " / must be one of viewer, operator, approver, admin"
            ),
        ),
        (
            '[[logistics.limits]]\nleg = "arrival"\nwithin = "10m"\n',
            'logistics.limits.0.within: "10m" 不行，',
        ),
        (
            '[[logistics.limits]]\nleg = "arrival"\nwithin = "60d"\n',
            'logistics.limits.0.within: "60d" 不行，',
        ),
        (
            '[[logistics.limits]]\nleg = "flight"\nwithin = "2d"\n',
            'logistics.limits.0.leg: "flight" 不行，只能是 pickup, departure, arrival,',
        ),
        (
            '[[logistics.limits]]\nleg = "stall"\ncarrier = "SFF"\nwithin = "2d"\n',
            "logistics: limits 的 carrier = SFF 不认得，写编码，如 SF",
        ),
        (
            (
                '[[logistics.limits]]\nleg = "stall"\ncarrier = "SF"\nwithin = "2d"\n'
                '[[logistics.limits]]\nleg = "stall"\ncarrier = "shunfeng"\nwithin = "3d"\n'
            ),
            "limits: stall shunfeng * 写了两次 / is there twice",
        ),
        (
            '[logistics]\nremote = ["Tibet"]\n',
            'logistics.remote.0: "Tibet" 不行，写省级行政区，如 新疆 / write a province',
        ),
        ("[http]\nport = 99999\n", "http.port: 99999 不行，最大 65535 / must be at most 65535"),
        (
            "[resonance]\nwindw = 1\n",
            "resonance.windw: 没有这个键，是不是 window？ / no such key; did you mean window?;",
        ),
        ("x = = 1\n", "第 1 行第 5 列不合 TOML 写法，文字要带引号"),
        ("lang = 'zh'\nlang = 'en'\n", "不合 TOML 写法，同一个键或节写了两次"),
        ('[sources]\nname = "a"\n', "sources: 一张表 / a table 不行，要写成 [[…]]，两层方括号"),
        ('[http]\npublic_url = "ops.example.com"\n', "http.public_url: 以 https:// 开头"),
        ('[wecom]\nws_url = "https://x.example"\n', "wecom.ws_url: 以 wss:// 开头"),
        (
            '[slack]\napi_base = "ftp://x.example"\n',
            'slack.api_base: "ftp://x.example" 不行，以 https:// 开头 / must begin with https://',
        ),
        (
            '[resonance]\nred = "2"\norange = "3"\n',
            "resonance: red（2）要高于 orange（3） / red (2) must be above orange (3)",
        ),
        (
            (
                f'[[sources]]\nname = "a"\ntoken = "{_SECRET}"\n'
                f'[[sources]]\nname = "b"\ntoken = "{_SECRET}"\n'
            ),
            "sources: a 和 b 用了同一个令牌",
        ),
        (
            '[[sources]]\nname = "a"\ntoken = "env:NOPE"\n',
            "sources.0.token: 环境变量 NOPE 没有设置",
        ),
    ],
)
def test_what_is_wrong_is_said_like_this(tmp_path: Path, toml: str, line: str) -> None:
    (tmp_path / "r.toml").write_text(toml, encoding="utf-8")

    with pytest.raises(ConfigurationError) as caught:
        configuration.load(tmp_path / "r.toml")

    assert line in str(caught.value)
    assert _SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"name": "王敏", "console": "wm2"}, "people: 王敏"),
        ({"name": "王敏 ", "console": "wm2"}, "people: 王敏"),
        ({"name": "王\u200b敏", "console": "wm2"}, "people: 王敏"),
        ({"name": "王小敏", "console": "wangmin"}, "people.console: wangmin"),
        ({"name": "王小敏", "console": "wm2", "slack": "U1"}, "people.slack: U1"),
    ],
)
def test_nobody_is_two_people_who_might_approve_what_the_other_proposed(
    other: dict[str, str], told: str
) -> None:
    first = {"name": "王敏", "console": "wangmin", "slack": "U1", "role": "approver"}
    colleague = {"name": "李雷", "console": "U1", "role": "approver"}
    Settings.model_validate({"people": [first, colleague]})

    (line,) = _said({"people": [first, {**other, "role": "approver"}]})

    assert line.startswith(f"{told} 写了两次")


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    said = _said({"http": {"port": "x"}, "resonance": {"window": "3 parsecs"}, "lang": "fr"})

    assert [line.partition(":")[0] for line in said] == ["http.port", "resonance.window", "lang"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("RESONANCE_HTTP__PORT", "abc", 'RESONANCE_HTTP__PORT (http.port): "abc" 不行，要写整数'),
        ("RESONANCE_PEOPLE", "abc", "RESONANCE_PEOPLE: 列表和表要写成 JSON"),
        ("RESONANCE_HTP__PORT", "1", "RESONANCE_HTP__PORT: 没有这个键，是不是 http？"),
        (
            "RESONANCE_SOURCES",
            json.dumps([{"name": "a", "token": "env:NOPE"}]),
            "sources.0.token: 环境变量 NOPE 没有设置",
        ),
    ],
)
def test_a_mistake_in_the_environment_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError) as caught:
        configuration.load(None)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe[\x00h", "不是 UTF-8"),
        (None, "没有这个文件"),
        (b"[http]\nport = 'x", "最后不合 TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "r.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError) as caught:
        configuration.load(path)

    assert says in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_mark_that_windows_puts_before_a_file_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(b"\xef\xbb\xbf[http]\nport = 81\n")

    assert configuration.load(path).http.port == 81
