"""Setting sources: a TOML file and the environment, read into values that are then checked."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.config import errors
from bot.config.errors import ConfigurationError

PREFIX = "RESONANCE_"
FILE = "file:"


def read(path: Path) -> dict[str, Any]:
    """Read a TOML file, with or without the mark that Windows puts before it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        todo = "复制 resonance.example.toml 再改 / copy resonance.example.toml and edit it"
        message = f"{path}: 没有这个文件 / no such file; {todo}"
        raise ConfigurationError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: 不是 UTF-8，请另存为 UTF-8 / is not UTF-8; save it as UTF-8"
        raise ConfigurationError(message) from error
    except OSError as error:
        message = f"{path}: 读不了 / cannot be read: {error.strerror}"
        raise ConfigurationError(message) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        zh, en = (
            (f"第 {at[1]} 行第 {at[2]} 列", f"line {at[1]}, column {at[2]}")
            if at
            else ("最后", "its end")
        )
        twice = "overwrite" in str(error)
        todo, todo_en = (
            ("，同一个键或节写了两次", "a key or section is there twice")
            if twice
            else ("，文字要带引号", "texts need quotes")
        )
        message = f"{path}: {zh}不合 TOML 写法{todo} / is no TOML at {en}; {todo_en}"
        raise ConfigurationError(message) from error


def anchored(value: Any, folder: Path) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Read "file:NAME" as a file beside the configuration, wherever the process was started."""
    match value:
        case dict():
            return {key: anchored(one, folder) for key, one in value.items()}
        case list():
            return [anchored(one, folder) for one in value]
        case str() if value.startswith(FILE):
            return f"{FILE}{folder / value.removeprefix(FILE)}"
        case _:
            return value


def look_at(environment: Mapping[str, str], settings: type[BaseModel]) -> None:
    """Refuse variables of no section: one that is misspelt would change nothing, silently."""
    for name, value in environment.items():
        section, nested, _ = name.upper().removeprefix(PREFIX).partition("__")
        if not nested or not name.upper().startswith(PREFIX):
            continue
        if section.lower() not in settings.model_fields:
            said = errors.unknown_key(section.lower(), list(settings.model_fields))
            message = f"{name}: {said}"
            raise ConfigurationError(message)
        if name.upper() == "RESONANCE_DATABASE__URL" and not value:
            # A secret that failed to arrive must not start an empty database beside the real one.
            message = f"{name}: 是空的；写上地址或去掉它 / is empty; write the URL or unset it"
            raise ConfigurationError(message)


def unreadable(environment: Mapping[str, str], settings: type[BaseModel]) -> list[str]:
    """Return the variables of ours that are no JSON, which only lists and tables must be."""
    return [
        name
        for name, value in environment.items()
        if name.upper().startswith(PREFIX)
        and errors.is_structured(settings, _path_of(name))
        and not _is_json(value)
    ]


def _path_of(variable: str) -> tuple[str, ...]:
    return tuple(variable.upper().removeprefix(PREFIX).lower().split("__"))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def resolved(
    value: Any,  # noqa: ANN401 - whatever TOML holds
    annotation: Any,  # noqa: ANN401
    environment: Mapping[str, str],
    unset: list[str],
    path: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401
    """Put the environment's values where a secret says "env:NAME"; list those that are not set."""
    match value:
        case dict():
            return {
                key: resolved(one, errors.inside(annotation, key), environment, unset, (*path, key))
                for key, one in value.items()
            }
        case list():
            return [
                resolved(one, annotation, environment, unset, (*path, str(number)))
                for number, one in enumerate(value)
            ]
        case str() if errors.is_secret(annotation) and value.startswith("env:"):
            name = value.removeprefix("env:")
            if not (found := environment.get(name)):
                shown = name or "（没写名字 / no name）"
                unset.append(
                    f"{'.'.join(path)}: 环境变量 {shown} 没有设置 / "
                    f"the environment variable {shown} is not set"
                )
            return found
        case _:
            return value
