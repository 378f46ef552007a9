"""Reference views of places in the words of the contract."""

from api.wire.pictures import Pictures
from api.wire.words import to_words
from checklists.models import Photo
from checklists.rules import photo_key
from findings.models import Analysis
from mobile_contract.v1 import places as wire
from planograms.models import PlaceView
from planograms.rules import AreaDraft
from planograms.views import Shot, ViewDraft


def to_draft(body: wire.PlaceViewRequest) -> ViewDraft:
    """Return what somebody says of a place; its shape was checked before."""
    return ViewDraft(
        areas=tuple(
            AreaDraft(
                code=area.code,
                name={"zh-CN": area.name.zh_cn, "en": area.name.en},
                corners=tuple((float(x), float(y)) for x, y in area.corners),
            )
            for area in body.areas
        ),
        is_fixed=body.is_fixed,
    )


def to_shot(photo: Photo, analysis: Analysis | None) -> Shot:
    """Return a photo as a view needs it: as large as the eyes saw it, which is upright."""
    report = analysis.report if analysis else {}
    return Shot(
        shelf_id=photo.shelf_id,
        sha256=photo.sha256,
        key=photo_key(photo.tenant_id, photo.sha256),
        width=int(report.get("width") or photo.width or 0),
        height=int(report.get("height") or photo.height or 0),
        is_readable=photo.readable_at is not None,
    )


def to_view(view: PlaceView, pictures: Pictures) -> wire.PlaceViewReply:
    """Return the view of a place with the ways to its photo."""
    return wire.PlaceViewReply(
        id=view.id,
        shelf_id=view.shelf_id,
        picture=pictures.of(view.key),
        width=view.width,
        height=view.height,
        areas=[
            wire.AreaReply(code=area["code"], name=to_words(area["name"]), corners=area["corners"])
            for area in view.areas
        ],
        is_fixed=view.is_fixed,
        staff_id=view.staff_id,
        created_at=view.created_at,
    )
