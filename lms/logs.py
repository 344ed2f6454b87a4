"""Structured logs: one JSON line per event on standard error, with request and run ids, without personal data."""

import logging.config
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

# Values of variables stay out of the log: they hold what people typed, and to show one may ask Postgres again.
TRACEBACKS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def with_request(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """What Django tells of an answer it tells when the request has left its middleware, with the request beside it."""
    request = getattr(event.get("_record"), "request", None)
    known = getattr(request, "request_id", None)
    return {**event, "request_id": known} if known else event


def logging_config(level: str) -> None:
    """Send structlog and the standard library's loggers through one JSON renderer."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_request,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        TRACEBACKS,
                        structlog.processors.JSONRenderer(),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "uvicorn.access": {"level": "WARNING"},
                "uvicorn.error": {"level": "WARNING"},
                "celery": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},  # it would list the letters of names
                "fpdf": {"level": "ERROR"},
                "kombu": {"level": "WARNING"},
                "django.channels.server": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},  # every answer has its line, with its status
                # Answered with 400 and logged with the request; anybody can send too much.
                "django.security.RequestDataTooBig": {"level": "CRITICAL"},
                "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
            },
        }
    )
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
