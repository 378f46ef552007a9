"""The console's pages, put together: everything under `/console`."""

from fastapi import APIRouter, Depends

from api.console import (
    account,
    assets,
    checklist_pages,
    class_pages,
    draft_merges,
    draft_pages,
    facing_pages,
    form_picture_pages,
    grade_pages,
    home,
    import_pages,
    inspection_pages,
    photo_pages,
    place_pages,
    privacy_pages,
    product_pages,
    reviews,
    revision_pages,
    store_pages,
    ticket_forms,
    ticket_pages,
    version_pages,
    visit_kind_pages,
)
from api.console.visits import refuse_foreign_origin

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    dependencies=[Depends(refuse_foreign_origin)],
)
router.add_api_route("", home.show_home)
for part in (
    account,
    assets,
    checklist_pages,
    class_pages,
    draft_merges,
    draft_pages,
    facing_pages,
    form_picture_pages,
    grade_pages,
    import_pages,
    inspection_pages,
    photo_pages,
    place_pages,
    privacy_pages,
    product_pages,
    reviews,
    revision_pages,
    store_pages,
    ticket_forms,
    ticket_pages,
    version_pages,
    visit_kind_pages,
):
    router.include_router(part.router)
