"""Planograms: try, publish, read; as our JSON, as Azure's JSON or as an Excel sheet."""

import json
import urllib.parse
import uuid
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlmodel import Session

from api.deps import ActorDep, Content, SessionDep
from api.problems import problems
from api.wire.planograms import from_azure, from_request, to_check, to_planogram
from core.errors import Unauthenticated
from core.security import TokenInvalid
from core.words import LOCALES, Words, say
from mobile_contract.v1.planograms import (
    PlanogramCheckReply,
    PlanogramReply,
    PlanogramRequest,
    ShelfCode,
)
from mobile_contract.v1.wire import Line
from planograms import azure, queries, service, sheets
from planograms.errors import PlanogramInvalid, PlanogramNotFound
from planograms.readings import Reading
from planograms.service import Published
from stores.errors import RoleMissing

router = APIRouter(prefix="/v1/planograms", tags=["planograms"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANY_JSON = {"schema": {"type": "object"}}
_CONTENT = {_SHEET: _BYTES, "application/json": _ANY_JSON}
_FILE = {"requestBody": {"required": True, "content": _CONTENT}}
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": PlanogramReply, "description": "The newest version says the same."}
}


class PlanogramFormat(StrEnum):
    """A format that others made."""

    AZURE = "azure"
    EXCEL = "excel"


class Heading:
    """What a file does not say of its planogram."""

    def __init__(  # noqa: PLR0913 - one argument per query parameter
        self,
        file_format: Annotated[
            PlanogramFormat, Query(alias="format", description="azure: JSON; excel: .xlsx.")
        ],
        shelf_code: Annotated[ShelfCode, Query()],
        name_zh: Annotated[Line, Query()],
        name_en: Annotated[Line, Query()],
        valid_from_on: Annotated[date, Query()],
        *,
        mm_per_unit: Annotated[
            float, Query(gt=0, le=1000, description="Azure's measures have no unit: 10 is cm.")
        ] = 10.0,
        width_mm: Annotated[
            float | None, Query(gt=0, le=100_000, description="Of the shelf; for a sheet.")
        ] = None,
        height_mm: Annotated[
            float | None, Query(gt=0, le=100_000, description="Of the shelf; for a sheet.")
        ] = None,
    ) -> None:
        self.file_format = file_format
        self.shelf_code = shelf_code
        self.name: Words = {"zh-CN": name_zh, "en": name_en}
        self.valid_from_on = valid_from_on
        self.mm_per_unit = mm_per_unit
        self.width_mm, self.height_mm = width_mm, height_mm

    def read(self, session: Session, content: bytes) -> Reading:
        """Read a file in its format."""
        if self.file_format is PlanogramFormat.AZURE:
            known = azure.Heading(self.shelf_code, self.name, self.valid_from_on, self.mm_per_unit)
            return from_azure(content, known)
        head = sheets.Heading(
            self.shelf_code, self.name, self.valid_from_on, self.width_mm, self.height_mm
        )
        widths = queries.widths_of(session, sheets.skus_of(content))
        return sheets.read(content, head, widths=widths)


HeadingDep = Annotated[Heading, Depends()]


@router.post(
    "",
    status_code=201,
    responses={**problems(*_SIGNED_IN, RoleMissing, PlanogramInvalid), **_KNOWN},
)
def publish_planogram(
    body: PlanogramRequest, response: Response, actor: ActorDep, session: SessionDep
) -> PlanogramReply:
    """Publish a version for every shelf with this code; the newest one again changes nothing."""
    published = service.publish_reading(session, actor, from_request(body))
    return _answer(session, response, published)


@router.post("/dry-run", responses=problems(*_SIGNED_IN, RoleMissing))
def try_planogram(
    body: PlanogramRequest, actor: ActorDep, session: SessionDep
) -> PlanogramCheckReply:
    """Say everything that keeps a planogram from being published; nothing is kept."""
    reading = from_request(body)
    return to_check(reading, service.dry_run(session, actor, reading))


@router.post(
    "/import",
    status_code=201,
    responses={**problems(*_SIGNED_IN, RoleMissing, PlanogramInvalid), **_KNOWN},
    openapi_extra=_FILE,
)
def import_planogram(
    heading: HeadingDep,
    content: Content,
    response: Response,
    actor: ActorDep,
    session: SessionDep,
) -> PlanogramReply:
    """Publish a planogram from a file in somebody else's format."""
    service.require_planner(session, actor)
    published = service.publish_reading(session, actor, heading.read(session, content))
    return _answer(session, response, published)


@router.post(
    "/import/dry-run",
    responses=problems(*_SIGNED_IN, RoleMissing, PlanogramInvalid),
    openapi_extra=_FILE,
)
def try_planogram_import(
    heading: HeadingDep, content: Content, actor: ActorDep, session: SessionDep
) -> PlanogramCheckReply:
    """Say everything that is wrong with a file, each fault by its pointer or its cell."""
    service.require_planner(session, actor)
    reading = heading.read(session, content)
    return to_check(reading, service.dry_run(session, actor, reading))


@router.get("/{planogram_id}", responses=problems(*_SIGNED_IN, PlanogramNotFound))
def read_planogram(
    planogram_id: uuid.UUID, _actor: ActorDep, session: SessionDep
) -> PlanogramReply:
    """Return one published version."""
    planogram = queries.planogram_by_id(session, planogram_id)
    return to_planogram(planogram, queries.to_draft(session, planogram))


@router.get(
    "/{planogram_id}/export",
    response_class=Response,
    responses={
        **problems(*_SIGNED_IN, PlanogramNotFound),
        200: {
            "content": _CONTENT,
            "description": "The file.",
        },
    },
)
def export_planogram(
    planogram_id: uuid.UUID,
    actor: ActorDep,
    session: SessionDep,
    file_format: Annotated[PlanogramFormat, Query(alias="format")],
) -> Response:
    """Return one published version in somebody else's format, in the language of who asks."""
    planogram = queries.planogram_by_id(session, planogram_id)
    draft = queries.to_draft(session, planogram)
    products = queries.products_by_sku(session, {slot.sku for slot in draft.slots})
    locale = actor.locale if actor.locale in LOCALES else LOCALES[0]
    if file_format is PlanogramFormat.EXCEL:
        names = {sku: product.name for sku, product in products.items()}
        return _file(sheets.write(draft, names, locale=locale), _SHEET, f"{draft.shelf_code}.xlsx")
    sizes = {
        sku: azure.Size(say(product.name, locale) or sku, product.width_mm, product.height_mm)
        for sku, product in products.items()
    }
    text = json.dumps(azure.write(draft, sizes), ensure_ascii=False).encode()
    return _file(text, "application/json", f"{draft.shelf_code}.json")


def _file(content: bytes, media_type: str, name: str) -> Response:
    quoted = urllib.parse.quote(name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"}
    return Response(content, media_type=media_type, headers=headers)


def _answer(session: Session, response: Response, published: Published) -> PlanogramReply:
    response.status_code = 201 if published.is_new else 200
    planogram = published.planogram
    return to_planogram(planogram, queries.to_draft(session, planogram))
