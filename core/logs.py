"""Structured logs: one JSON object a line, with the request, task and event ids on each."""

import logging
import sys

import structlog

_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def set_up_logs(*, level: str = "INFO") -> None:
    """Send every log line of this process, ours and the libraries', to stderr as JSON."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "urllib3", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get_log(name: str) -> structlog.stdlib.BoundLogger:
    """Return a log that writes key-value lines."""
    log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return log


def bind(**ids: str) -> None:
    """Put these ids on every line until `unbind_all`."""
    structlog.contextvars.bind_contextvars(**ids)


def unbind_all() -> None:
    """Forget the ids of the request or task that just ended."""
    structlog.contextvars.clear_contextvars()
