"""Every route × nobody, another chain, a wrong role, the right one; no route without a row."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import cache

import pytest
from sqlmodel import select

from api.openapi import build
from checklists.models import Photo, PrivacyPolicy
from checklists.rules import original_key
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from planograms.models import PlaceView
from planograms.service import publish
from tests.factories import add, make_finding, make_photo, make_picture, make_product
from tests.fixtures.people import add_chain
from tests.fixtures.planned import azure_sheet, correction, heading, planogram, product, to_draft
from tests.fixtures.submissions import fix_promise, submission, to_jpeg

PUBLIC = {"sign_in", "refresh", "read_media"}  # they ask for a password or a token of their own


class Scope(Enum):
    """What a route is about, and so for whom it is not there."""

    OWN = "whatever the person may see: everybody who is signed in gets theirs"
    STORE = "a thing at a store: not there for who may not see the store"
    CHAIN = "a thing of the chain: not there for other chains"


@dataclass(frozen=True)
class Row:
    """What one route answers, by who asks."""

    right: str = "supervisor"  # a role that may
    answers: tuple[int, ...] = (200,)  # what the right role gets
    wrong: str | None = None  # a role that sees the thing and may not do this
    scope: Scope = Scope.STORE
    body: str | None = None  # which body of `bodies` goes along
    outsiders: tuple[int, int] | None = None  # another chain's admin, and a stranger in this one


ROWS = {
    "sign_out": Row(answers=(204,), scope=Scope.OWN),
    "me": Row(scope=Scope.OWN),
    "list_stores": Row(scope=Scope.OWN),
    "list_checklists": Row(scope=Scope.OWN),
    "read_checklist_version": Row(scope=Scope.CHAIN),
    "list_visits_due": Row(scope=Scope.OWN),
    "read_form_schema": Row(scope=Scope.OWN),
    "list_drafts": Row("admin", wrong="supervisor", outsiders=(200, 403)),
    "begin_draft": Row("admin", wrong="supervisor", body="draft", outsiders=(200, 403)),
    "read_draft": Row("admin", wrong="supervisor", outsiders=(404, 403)),
    "save_draft": Row("admin", wrong="supervisor", body="save", outsiders=(404, 403)),
    "merge_draft": Row("admin", wrong="supervisor", body="save", outsiders=(404, 403)),
    "discard_draft": Row("admin", (204,), wrong="supervisor", outsiders=(404, 403)),
    "publish_draft": Row("admin", wrong="supervisor", body="publish", outsiders=(404, 403)),
    # A workbook is refused for its faults after the door is passed, not before.
    "import_checklist": Row("admin", (422,), wrong="supervisor", outsiders=(422, 403)),
    "export_checklist": Row(scope=Scope.CHAIN),
    "list_checklist_versions": Row(scope=Scope.CHAIN),
    "read_form": Row(scope=Scope.CHAIN),
    "read_diff": Row(scope=Scope.CHAIN),
    "list_visit_kinds": Row(scope=Scope.OWN),
    "set_visit_kind": Row("admin", wrong="supervisor", body="visit_kind", outsiders=(200, 403)),
    "list_assignments": Row("admin", wrong="supervisor", outsiders=(200, 403)),
    "set_assignment": Row("admin", wrong="supervisor", body="assignment", outsiders=(422, 403)),
    "remove_assignment": Row("admin", (204,), wrong="supervisor", outsiders=(404, 403)),
    "put_form_picture": Row("admin", wrong="supervisor", body="form_picture", outsiders=(200, 403)),
    # Both chains have put it by then; that neither sees the other's: test_authoring.py.
    "read_form_picture": Row(outsiders=(200, 200)),
    "submit_inspection": Row(answers=(201,), body="inspection"),
    "read_inspection": Row(),
    "read_photo": Row(),
    "put_photo_content": Row(body="photo"),
    "confirm_photo_upload": Row(),
    "renew_photo_link": Row(),
    "list_tickets": Row(scope=Scope.OWN),
    "read_ticket": Row(),
    "announce_fix_photo": Row(wrong="regional_manager", body="fix_photo"),
    "move_ticket": Row(wrong="regional_manager", body="move"),
    "assign_ticket": Row(wrong="clerk", body="owner"),
    "comment_ticket": Row(body="comment"),
    "list_findings": Row(scope=Scope.OWN),
    "review_finding": Row(wrong="clerk", body="review"),
    "list_finding_classes": Row(scope=Scope.OWN),
    "set_class_rule": Row("admin", wrong="supervisor", body="class", outsiders=(200, 403)),
    "list_scorecards": Row(scope=Scope.OWN),
    "read_scorecard": Row(),
    "explain_inspection": Row(),
    "what_if_version": Row(scope=Scope.CHAIN),
    "read_grades": Row(),
    "set_licence": Row("regional_manager", wrong="store_manager", body="licence"),
    "report_accident": Row("regional_manager", wrong="store_manager", body="accident"),
    "withdraw_accident": Row("regional_manager", wrong="store_manager", body="withdrawal"),
    "correct_photo": Row(wrong="clerk", body="correction"),
    "list_products": Row(scope=Scope.OWN),
    "read_product": Row(scope=Scope.CHAIN),
    "put_products": Row("admin", wrong="supervisor", body="products", outsiders=(200, 403)),
    "add_product_picture": Row(
        "admin", answers=(201,), wrong="supervisor", body="picture", outsiders=(404, 403)
    ),
    "retire_product_picture": Row("admin", wrong="supervisor", outsiders=(404, 403)),
    # What another chain's admin plans, of products that only this chain has, is refused.
    "publish_planogram": Row(
        "admin", (201,), wrong="supervisor", body="planogram", outsiders=(422, 403)
    ),
    "try_planogram": Row("admin", wrong="supervisor", body="planogram", outsiders=(200, 403)),
    "import_planogram": Row(
        "admin", (201,), wrong="supervisor", body="azure", outsiders=(422, 403)
    ),
    "try_planogram_import": Row("admin", wrong="supervisor", body="azure", outsiders=(200, 403)),
    "read_planogram": Row(scope=Scope.CHAIN),
    "export_planogram": Row(scope=Scope.CHAIN),
    "read_privacy": Row("admin", wrong="supervisor", scope=Scope.CHAIN, outsiders=(200, 403)),
    "write_privacy": Row("admin", wrong="supervisor", body="privacy", outsiders=(200, 403)),
    "read_original": Row("regional_manager", wrong="supervisor", body="reason"),
    "list_original_accesses": Row("admin", wrong="supervisor"),
    "read_place_view": Row(),
    "set_place_view": Row("admin", wrong="supervisor", body="view"),
}


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Return method and path of every route in the document."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in build()["paths"].items()
        for method, operation in methods.items()
    }


def protected() -> list[str]:
    return sorted(operations().keys() - PUBLIC)


@pytest.fixture
def doubtful(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return str(make_finding(session, store_id=chain.store.id, final_result=None).id)


def add_view(session, chain):
    """Add a view of the chain's place, and return a photo that could be another one."""
    staff = {"staff_id": chain.staff["admin"].id}
    shown = {"shelf_id": chain.shelf.id, "width": 1280, "height": 960, **staff}
    add(session, PlaceView(sha256="0" * 64, key="none", **shown))
    return make_photo(session, store_id=chain.store.id, readable_at=now(), **shown)


@pytest.fixture
def shop(engine, chain):
    """A product with a picture, a published planogram, and a place with its view."""
    with unit_of_work(engine, chain.tenant_id) as session:
        product = make_product(session, sku="cola")
        picture = make_picture(session, product, staff_id=chain.staff["admin"].id)
        planogram = publish(session, to_draft("shelf-x", "cola"))
        photo_id = add_view(session, chain).id
        ids = {"picture_id": picture.id, "planogram_id": planogram.id}
        return {"sku": "cola", "shelf_id": chain.shelf.id, "view_photo": photo_id, **ids}


@pytest.fixture
def kept(engine, chain, loop):
    """The original of the loop's photo, kept by the chain's policy."""
    kit = loop.work.kit
    kit.store.put_sealed(original_key(chain.tenant_id, loop.photo_id), loop.content)
    with unit_of_work(engine, chain.tenant_id) as session:
        staff_id = chain.staff["admin"].id
        add(session, PrivacyPolicy(keep_originals_days=7, changed_by_id=staff_id, changed_at=now()))
        photo = session.exec(select(Photo).where(Photo.id == loop.photo_id)).one()
        photo.original_until = now() + timedelta(days=7)


@pytest.fixture
def bodies(chain, loop, shop, authoring_bodies):
    """What goes along with the request of a route, by the name its row gives it."""
    picture = to_jpeg(seed=77)
    return {
        "correction": {"json": correction()},
        "products": {"json": {"items": [product("tea")]}},
        "picture": {
            "content": picture,
            "params": {"sha256": hashlib.sha256(picture).hexdigest()},
        },
        "planogram": {"json": planogram()},
        "privacy": {"json": {"keep_originals_days": 7}},
        "reason": {"params": {"reason": "a guest complained"}},
        "view": {"json": {"photo_id": str(shop["view_photo"]), "areas": []}},
        "azure": {"json": azure_sheet(), "params": heading()},
        "inspection": {"json": submission(chain)},
        "photo": {"content": loop.content},
        "fix_photo": {"json": fix_promise(to_jpeg())},
        "move": {"json": {"id": str(new_id()), "to": "acknowledged"}},
        "owner": {"json": {"owner_id": str(chain.staff["clerk"].id)}},
        "comment": {"json": {"id": str(new_id()), "note": "wet again"}},
        "review": {"json": {"result": "fault"}},
        "class": {"json": {"zone": "kitchen", "is_on": False}},
        "licence": {"json": {"licensed_on": "2020-05-04"}},
        "accident": {"json": {"happened_on": "2020-05-04", "note": "Mice"}},
        "withdrawal": {"json": {"reason": "at another store"}},
        **authoring_bodies,
    }


@pytest.fixture
def ask(chain, loop, doubtful, shop, kept, authored, bodies):  # noqa: PLR0917 - fixtures
    """Send the request of a route as somebody."""
    ids = {
        "version_id": chain.version_id,
        "inspection_id": loop.inspection_id,
        "photo_id": loop.photo_id,
        "ticket_id": loop.tickets["gap"],
        "finding_id": doubtful,
        "store_id": chain.store.id,
        "code": "no_mask",
        "accident_id": chain.store.id,  # any id: `report_accident` comes first, by its name
        **authored,
        **shop,
    }

    def send(phone, name):
        method, path = operations()[name]
        more = {"params": {"format": "azure"}} if name == "export_planogram" else {}
        fresh = name in {"submit_inspection", "announce_fix_photo"}
        own = {"inspection_id" if name == "submit_inspection" else "photo_id": new_id()}
        if name == "discard_draft":
            fresh, own = True, {"draft_id": authored["spare_draft_id"]}
        body = bodies[ROWS[name].body] if ROWS[name].body else more
        return phone.request(method, path.format(**ids | (own if fresh else {})), **body)

    return send


def test_every_route_has_a_row():
    assert set(protected()) == ROWS.keys()


def test_no_route_is_left_out_of_the_document(app):
    """An undocumented route would have no row; the ones that are meant to be are named here."""
    from fastapi.routing import iter_route_contexts

    documented = {path for _, path in operations().values()}
    hidden = {"/", "/healthz", "/readyz", "/metrics", "/problems/{code}", "/v1/openapi.json"}
    served = {found.path for found in iter_route_contexts(app.routes)}
    assert {p for p in served if not p.startswith("/console")} == documented | hidden


def answers(row: Row, outsider, chain) -> tuple[int, ...]:
    """Return what somebody from elsewhere gets."""
    if row.outsiders:
        return (row.outsiders[outsider.tenant_id == chain.tenant_id],)
    is_of_chain = outsider.tenant_id == chain.tenant_id
    if row.scope is Scope.OWN or (row.scope is Scope.CHAIN and is_of_chain):
        return row.answers
    return (404,)


def test_who_gets_in(ask, anonymous, phone_of, chain, engine):
    with unit_of_work(engine, None) as session:
        other = add_chain(session)
    seen = {name: [] for name in protected()}
    for name, row in sorted(ROWS.items()):
        asked = [("anonymous", anonymous, (401,))]
        asked += [
            (outsider.login, phone_of(outsider), answers(row, outsider, chain))
            for outsider in (other.staff["admin"], chain.staff["stranger"])
        ]
        if row.wrong:
            asked.append((row.wrong, phone_of(chain.staff[row.wrong]), (403,)))
        asked.append((row.right, phone_of(chain.staff[row.right]), row.answers))
        for who, phone, expected in asked:
            answer = ask(phone, name)
            is_inside = who in {row.right, row.wrong}
            leaks = answer.is_success and not is_inside and str(chain.store.id) in answer.text
            if answer.status_code not in expected or leaks:
                seen[name].append((who, answer.status_code, expected, answer.text[:200]))
    assert {name: wrong for name, wrong in seen.items() if wrong} == {}
