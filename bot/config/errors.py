"""Setting errors: what is wrong with a configuration, where, what was written, what is allowed."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bot.config.values import FromEnvironment

Path = tuple[int | str, ...]

#: Values that are never repeated: passwords, and URLs, which may hold one.
_SECRET = re.compile(r"token|secret|key|password|salt|url", re.IGNORECASE)
_LONGEST = 60  #: Characters of a value that are repeated.

#: What pydantic calls a mistake: what people are told of it, Chinese and English.
_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing": ("缺这一项", "this is missing"),
    "string_type": ('要写文字，带引号，如 "…"', 'write a text in quotes such as "…"'),
    "string_too_short": ("至少 {min_length} 个字符", "write at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "write at most {max_length} characters"),
    "int_type": ("要写整数", "write a whole number"),
    "int_parsing": ("要写整数", "write a whole number"),
    "int_parsing_size": ("要写小一些的整数", "write a smaller whole number"),
    "int_from_float": ("要写整数，不带小数", "write a whole number"),
    "float_type": ("要写数", "write a number"),
    "float_parsing": ("要写数", "write a number"),
    "finite_number": ("要写有限的数", "write a finite number"),
    "decimal_type": ('要写数，如 "2.5"', 'write a number such as "2.5"'),
    "decimal_parsing": ('要写数，如 "2.5"', 'write a number such as "2.5"'),
    "decimal_max_places": ("最多 {decimal_places} 位小数", "at most {decimal_places} places"),
    "bool_type": ("写 true 或 false", "write true or false"),
    "bool_parsing": ("写 true 或 false", "write true or false"),
    "enum": ("只能是 {expected}", "must be one of {expected}"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
    "greater_than": ("要大于 {gt}", "must be above {gt}"),
    "greater_than_equal": ("最小 {ge}", "must be at least {ge}"),
    "less_than": ("要小于 {lt}", "must be below {lt}"),
    "less_than_equal": ("最大 {le}", "must be at most {le}"),
    "list_type": ('要写成列表，如 ["…"]', 'write a list such as ["…"]'),
    "section_list": ("要写成 [[…]]，两层方括号", "write [[…]], with two brackets"),
    "too_short": ("至少要有 {min_length} 个", "must hold at least {min_length}"),
    "too_long": ("最多 {max_length} 个", "must hold at most {max_length}"),
    "dict_type": ("要写成一张表", "write a table"),
    "model_type": ("要写成一张表", "write a table"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        ("要写日期，如 2026-11-01", "write a date such as 2026-11-01"),
    ),
    **dict.fromkeys(
        ("time_type", "time_parsing"),
        ('要写一天里的时间，如 "10:00"', 'write a time of day such as "10:00"'),
    ),
})  # fmt: skip
_OTHERWISE = ("这里不能这样写", "this cannot stand here")
_KINDS: Mapping[type, str] = MappingProxyType({
    dict: "一张表 / a table", list: "一个列表 / a list",
})  # fmt: skip


class ConfigurationError(Exception):
    """The configuration is wrong; the message says where and what would be right, one line each."""


def lines(
    error: ValidationError, settings: type[BaseModel], environment: Iterable[str]
) -> Iterator[str]:
    """
    Yield one line for each mistake: its path, what was written, and what would be right.

    A mistake in the environment is told by the name of its variable. No secret is repeated.
    """
    variables = {name.upper(): name for name in environment}
    for problem in error.errors(include_url=False):
        path: Path = problem["loc"]
        name = variables.get("RESONANCE_" + "__".join(map(str, path)).upper())
        where = ".".join(map(str, path))
        if name is not None:
            where = f"{name} ({where})"
        text = _text(str(problem["type"]), path, problem, settings)
        yield f"{where}: {text}" if where else text


def _text(kind: str, path: Path, problem: Mapping[str, Any], settings: type[BaseModel]) -> str:
    facts = dict(problem.get("ctx") or {})
    if kind == "extra_forbidden":
        return unknown_key(str(path[-1]), allowed(settings, path[:-1]))
    written = _written(path, problem.get("input"))
    if kind == "value_error":  # a section's own words, which are in both languages
        said = str(facts["error"])
        if written is None or _section(_annotation(settings, path)) is not None:
            return said  # a section whose parts contradict each other is not repeated
        return f"{written} 不行，{said}"
    if kind == "list_type" and _section(_annotation(settings, path)) is not None:
        kind = "section_list"
    if kind in ("enum", "literal_error"):
        choices = _choices(_annotation(settings, path))
        facts["expected"] = _nearest(problem.get("input"), choices)
    zh, en = (text.format_map(_shown(facts)) for text in _TEXTS.get(kind, _OTHERWISE))
    table = kind in ("model_type", "dict_type")  # a text in its place may be meant for a secret key
    if written is None or kind == "missing" or (table and isinstance(problem["input"], str)):
        return f"{zh} / {en}"
    return f"{written} 不行，{zh} / {en}"


def unknown_key(key: str, known: list[str]) -> str:
    """Say that no key is called so: which one may be meant, and which there are."""
    near = get_close_matches(key, known, n=1)
    meant = f"，是不是 {near[0]}？" if near else ""
    meant_en = f"; did you mean {near[0]}?" if near else ""
    return f"没有这个键{meant} / no such key{meant_en}; 可写 / allowed here: {', '.join(known)}"


def _written(path: Path, value: object) -> str | None:
    """Return what was written as it may be shown; None where there is nothing to show."""
    if any(_SECRET.search(str(part)) for part in path):
        return None
    if value is None or isinstance(value, BaseModel):
        return None
    for kind, name in _KINDS.items():
        if isinstance(value, kind):
            return name  # what stands inside may be a secret
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shown(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: _days(value) if isinstance(value, timedelta) else str(value)
        for name, value in facts.items()
    }


def _days(value: timedelta) -> str:
    return "0" if not value else f"{value.days}d"


def _nearest(value: object, choices: list[str]) -> str:
    """Name the choices, the one that may be meant first."""
    near = get_close_matches(str(value), choices, n=1)
    return ", ".join(dict.fromkeys((*near, *choices)))


def _choices(annotation: Any) -> list[str]:  # noqa: ANN401 - any type of a field
    """Return the words that an enumeration or a literal allows, however wrapped."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    if isinstance(annotation, Enum):
        return [str(annotation.value)]
    if isinstance(annotation, str):
        return [annotation]
    return [word for part in get_args(annotation) for word in _choices(part)]


def inside(annotation: Any, key: str) -> Any:  # noqa: ANN401 - any type of a field
    """Return the type that stands under a key of a section or a table."""
    section = _section(annotation)
    if section is not None:
        field = {f.alias or n: f for n, f in section.model_fields.items()}.get(key)
        # What marks a field stands beside its type, but inside a table or list within it.
        return None if field is None else Annotated[field.annotation, *(field.metadata or (None,))]
    return next((part for part in reversed(get_args(annotation)) if part is not str), None)


def is_secret(annotation: Any) -> bool:  # noqa: ANN401
    """Say whether a value of this type is a secret that is read at the start."""
    return any(
        isinstance(part, FromEnvironment) or is_secret(part) for part in get_args(annotation)
    )


def is_structured(settings: type[BaseModel], path: Path) -> bool:
    """Say whether a list or a table stands at a path."""
    found = _annotation(settings, path)
    return _section(found) is not None or get_origin(found) in (list, dict)


def allowed(settings: type[BaseModel], path: Path) -> list[str]:
    """Return the keys of the section at a path."""
    section = _section(_annotation(settings, path))
    return [] if section is None else [f.alias or n for n, f in section.model_fields.items()]


def _annotation(settings: type[BaseModel], path: Path) -> Any:  # noqa: ANN401
    """Return the type at a path, whatever list, table or alternative it lies in."""
    found: Any = settings
    for part in path:
        section = _section(found)
        if section is None or isinstance(part, int):
            continue
        fields = {f.alias or n: f for n, f in section.model_fields.items()}
        found = fields[part].annotation if part in fields else None
    return found


def _section(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section(part))), None)
