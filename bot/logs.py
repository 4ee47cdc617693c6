"""Logs: static event names with facts in fields; secrets and phone numbers stay out."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from rules.masking import mask_phones

_SECRET_WORDS = ("token", "secret", "password", "authorization", "cookie", "ticket", "signature")


def configure(*, form: str, level: str) -> None:
    """Set up logging for the process; other libraries' records take the same way."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    hush()


def hush() -> None:
    """Keep other libraries quiet: below warnings they tell addresses, and those carry tickets."""
    for noisy in (
        "apscheduler",
        "uvicorn.access",
        "httpx",
        "httpcore",
        "websockets",
        "dingtalk_stream",
        "alembic",
        "nicegui",
        "engineio",
        "socketio",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def hide_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank values whose name sounds secret, and mask phone numbers everywhere."""
    event.pop("color_message", None)  # uvicorn's copy of the message for terminals
    for name, value in event.items():
        if any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = mask_phones(value)
    return event


def logger(name: str) -> Any:  # noqa: ANN401 - structlog's loggers are built at run time
    """Return the logger of a module."""
    return structlog.stdlib.get_logger(name)
