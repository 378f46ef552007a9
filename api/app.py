"""Makes the web application: parts, middleware, problems, routers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api import health
from api.console import pages
from api.console.assets import warn_if_not_built
from api.metrics import Metrics
from api.middleware import MAX_BODY, BodyLimit, RequestLog
from api.problems import add_problem_answers
from api.throttle import Throttle
from api.v1 import (
    checklists,
    drafts,
    finding_classes,
    findings,
    grades,
    inspections,
    photos,
    places,
    planograms,
    privacy,
    products,
    scorecards,
    scores,
    session,
    sheets,
    stores,
    tickets,
    versions,
)
from checklists.rules import MAX_PHOTO_BYTES
from checklists.sheets.loading import load_soon
from checklists.sheets.workbooks import MAX_BYTES
from core.db import make_engine
from core.settings import Settings
from core.storage import PhotoStore
from findings.vocabulary import use_vocabulary

V1_ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    stores.router,
    checklists.router,
    drafts.router,
    versions.router,
    sheets.router,
    inspections.router,
    photos.router,
    tickets.router,
    findings.router,
    finding_classes.router,
    scorecards.router,
    scores.router,
    grades.router,
    products.router,
    planograms.router,
    places.router,
    privacy.router,
)
_root = APIRouter(include_in_schema=False)


@_root.get("/")
def go_to_console() -> RedirectResponse:
    """Send people who type the bare address to the console."""
    return RedirectResponse("/console")


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it opens its connections when it starts to serve.

    Raises:
        VocabularyInvalid: If the chain's own file of classes breaks a rule.
    """
    use_vocabulary(settings.vision.vocabulary)
    app = FastAPI(
        title="Rounds",
        version="1",
        description="The promise to phones. Errors are RFC 9457 problems; see the changelog.",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,
        lifespan=_open_parts,
        generate_unique_id_function=to_operation_id,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    add_problem_answers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog, metrics=app.state.metrics)
    add_v1(app)
    for router in (_root, health.router, pages.router):
        app.include_router(router, max_body_size=MAX_BODY)
    return app


def add_v1(app: FastAPI) -> None:
    """Add every route of the mobile contract."""
    for router in V1_ROUTERS:
        app.include_router(router, max_body_size=MAX_BODY)
    for large in (photos.content_router, products.picture_router, versions.picture_router):
        app.include_router(large, max_body_size=MAX_PHOTO_BYTES)
    app.include_router(sheets.import_router, max_body_size=MAX_BYTES)


def to_operation_id(route: APIRoute) -> str:
    """Name an operation after its handler: generated clients have methods of that name."""
    return route.name


@asynccontextmanager
async def _open_parts(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    warn_if_not_built()
    app.state.engine = make_engine(settings.database)
    app.state.photos = PhotoStore(settings.storage)
    app.state.throttle = Throttle(settings.queue)
    # As many requests hold a session as the pool has connections; the others wait their turn.
    app.state.seats = anyio.CapacityLimiter(2 * settings.database.pool_size)
    call_off = load_soon()
    try:
        yield
    finally:
        call_off()
        app.state.engine.dispose()
        app.state.throttle.close()
