"""Logs as JSON lines on standard error. Callers pass codes, positions and tenants, never people."""

import logging.config
import sys
from typing import Any

import structlog

from workers.trace import trace

SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(level: str) -> None:
    """For the whole process: our own lines and those of the libraries come out alike."""
    logging.config.dictConfig(config(level))
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
    )


def traced(_logger: Any, _name: str, said: dict[str, Any]) -> dict[str, Any]:
    """An error that is logged, by us or by a library, without its message."""
    given = said.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if given and not isinstance(error, BaseException):
        error = sys.exc_info()[1]
    return {**said, **trace(error)} if error else said


def config(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": (*SHARED, structlog.stdlib.ExtraAdder()),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    traced,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": level, "handlers": ["stderr"]},
    }
