"""The back doors of the demo chain: the first photo that shows one clear is its reference."""

from checklists.queries import photo_by_id
from checklists.rules import photo_key
from deploy.demo.diary import Diary
from deploy.demo.pictures import EXIT
from deploy.demo.shelves import BACK_DOOR
from deploy.demo.visits import Filled
from planograms.rules import AreaDraft
from planograms.views import Shot, ViewDraft, set_view, view_of
from vision.training.back_doors import HEIGHT, WAY, WIDTH

DIRECTOR = "director"
_AREAS = (AreaDraft(EXIT, {"zh-CN": "消防通道", "en": "Emergency exit"}, WAY),)


def draw_views(diary: Diary, filled: Filled) -> None:
    """Let the director draw the view of a back door from the first photo that shows it clear."""
    clear = diary.album.full(BACK_DOOR)
    for promise, picture in filled.pictures:
        photo = photo_by_id(diary.session, promise.id) if picture is clear else None
        if photo is None or photo.shelf_id is None or view_of(diary.session, photo.shelf_id):
            continue
        shot = Shot(
            shelf_id=photo.shelf_id,
            sha256=photo.sha256,
            key=photo_key(photo.tenant_id, photo.sha256),
            width=WIDTH,
            height=HEIGHT,
            is_readable=photo.readable_at is not None,
        )
        actor = diary.actor(DIRECTOR)
        set_view(diary.session, actor, photo.shelf_id, shot, ViewDraft(_AREAS))
