"""For those who watch over the system: alive, ready, metrics, and what a problem code means."""

from importlib import resources

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

import mobile_contract.v1
from api.errors import RouteNotFound
from core.errors import Problem

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def is_alive() -> dict[str, str]:
    """Say that this process answers; nothing else is asked."""
    return {"status": "alive"}


@router.get("/readyz")
def is_ready(request: Request) -> Response:
    """Say which parts can be reached; without database or photo store no work can be taken.

    The queue is told but not required: what is taken waits in the outbox until it is back.
    """
    state = request.app.state
    parts = {
        "database": _is_database_ready(state.engine),
        "storage": state.photos.is_ready(),
        "queue": state.throttle.is_ready(),
    }
    is_up = parts["database"] and parts["storage"]
    words = {name: "ready" if is_there else "away" for name, is_there in parts.items()}
    status = "ready" if is_up else "away"
    return JSONResponse({"status": status, "parts": words}, 200 if is_up else 503)


@router.get("/metrics")
def read_metrics(request: Request) -> Response:
    """Return what Prometheus reads."""
    content = request.app.state.metrics.scrape(request.app.state.engine)
    return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/v1/openapi.json")
def read_contract() -> Response:
    """Return the document of the mobile contract, as it is committed."""
    text = resources.files(mobile_contract.v1).joinpath("openapi.json").read_text("utf-8")
    return Response(text, media_type="application/json")


@router.get("/problems/{code}")
def explain_problem(code: str) -> Response:
    """Say what a problem code means; the `type` of every problem leads here."""
    for kind in _kinds(Problem):
        if kind.code == code:
            return PlainTextResponse(_explain(kind))
    raise RouteNotFound


def _explain(kind: type[Problem]) -> str:
    again = "Keep it and send it again." if kind.retryable else "Sending the same again won't help."
    return f"{kind.code} ({kind.status})\n\n{kind.title}.\n{kind.__doc__}\n\n{again}\n"


def _kinds(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in _kinds(below))]


def _is_database_ready(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
