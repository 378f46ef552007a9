"""Rows for tests: valid by default, overridden by keyword; each adds itself and flushes."""

import hashlib
from datetime import timedelta

from checklists.models import (
    Answer,
    Checklist,
    ChecklistVersion,
    Inspection,
    Outcome,
    Photo,
    PhotoState,
    Question,
    QuestionKind,
)
from checklists.rules import GivenAnswer, PhotoPromise, Submission
from core.clock import now
from core.ids import new_id
from findings.models import Decision, Finding, Result
from planograms.models import PictureSource, PictureState, Product, ProductPicture
from stores.models import Grant, Region, Role, Shelf, Staff, Store
from stores.queries import actor_of
from vision.values import Subject


def add(session, row):
    session.add(row)
    session.flush()
    return row


def words(text):
    return {"zh-CN": f"{text}（中）", "en": text}


def make_region(session, **kw):
    return add(session, Region(**{"code": f"region-{new_id()}", "name": words("Region")} | kw))


def make_store(session, **kw):
    if "region_id" not in kw:
        kw["region_id"] = make_region(session).id
    defaults = {
        "code": f"store-{new_id()}",
        "name": words("Store"),
        "timezone": "Asia/Shanghai",
    }
    return add(session, Store(**defaults | kw))


def make_shelf(session, store, **kw):
    return add(
        session, Shelf(**{"store_id": store.id, "code": "drinks", "name": words("Drinks")} | kw)
    )


def make_product(session, **kw):
    defaults = {
        "sku": f"sku-{new_id()}",
        "name": words("Cola"),
        "width_mm": 60.0,
        "height_mm": 120.0,
    }
    return add(session, Product(**defaults | kw))


def make_picture(session, product, **kw):
    """A picture of a product that the eyes know, unless told otherwise."""
    if "staff_id" not in kw:
        kw["staff_id"] = make_staff(session).id
    sha256 = hashlib.sha256(new_id().bytes).hexdigest()
    defaults = {
        "product_id": product.id,
        "sha256": sha256,
        "key": f"pictures/{sha256}",
        "source": PictureSource.UPLOAD.value,
        "state": PictureState.READY.value,
        "changed_at": now(),
    }
    return add(session, ProductPicture(**defaults | kw))


def make_staff(session, *, role=None, store=None, region=None, **kw):
    """A person; with a role at a store, in a region, or (with neither) in the whole tenant."""
    defaults = {
        "login": f"staff-{new_id()}",
        "name": words("Li Na"),
        "password_hash": "not a hash",
        "locale": "en",
    }
    staff = add(session, Staff(**defaults | kw))
    if role is not None:
        scope = {
            "store_id": store.id if store else None,
            "region_id": region.id if region else None,
        }
        add(session, Grant(staff_id=staff.id, role=Role(role).value, **scope))
    return staff


def make_actor(session, role, *, store=None, region=None):
    return actor_of(session, make_staff(session, role=role, store=store, region=region).id)


def make_question(session, version=None, **kw):
    """A stored question; `to_question` makes one that is not stored."""
    version = version or make_version(session)
    return add(session, to_question(version_id=version.id, **kw))


def to_question(**kw):
    defaults = {
        "version_id": new_id(),
        "code": "floor-clean",
        "position": 0,
        "kind": QuestionKind.YES_NO.value,
        "prompt": words("Is the floor clean?"),
        "next_step": words("Clean the floor"),
        "section": words("Shop floor"),
    }
    return Question(**defaults | kw)


def make_version(session, *questions):
    """A published version of a checklist that asks these questions (not stored yet)."""
    checklist = add(session, Checklist(code=f"list-{new_id()}", name=words("Checklist")))
    version = add(
        session, ChecklistVersion(checklist_id=checklist.id, number=1, published_at=now())
    )
    for position, question in enumerate(questions):
        question.version_id = version.id
        question.position = position
        add(session, question)
    return version


def make_inspection(session, **kw):
    """An inspection as stored, without answers."""
    if "store_id" not in kw:
        kw["store_id"] = make_store(session).id
    if "version_id" not in kw:
        kw["version_id"] = make_version(session).id
    if "staff_id" not in kw:
        kw["staff_id"] = make_staff(session).id
    defaults = {
        "started_at": now() - timedelta(minutes=20),
        "finished_at": now(),
        "body": {},
        "body_sha256": hashlib.sha256(b"{}").hexdigest(),
    }
    return add(session, Inspection(**defaults | kw))


def make_answer(session, inspection, question, **kw):
    defaults = {
        "inspection_id": inspection.id,
        "question_id": question.id,
        "value": {"value": True},
        "final_outcome": Outcome.PASSED.value,
    }
    return add(session, Answer(**defaults | kw))


def make_photo(session, **kw):
    """A photo as stored; its bytes are in no store."""
    if "store_id" not in kw:
        kw["store_id"] = make_store(session).id
    if "staff_id" not in kw:
        kw["staff_id"] = make_staff(session).id
    defaults = {
        "subject": Subject.SHELF.value,
        "sha256": hashlib.sha256(new_id().bytes).hexdigest(),
        "byte_count": 1000,
        "content_type": "image/jpeg",
        "state": PhotoState.STORED.value,
        "taken_at": now(),
        "stored_at": now(),
    }
    return add(session, Photo(**defaults | kw))


def make_finding(session, **kw):
    """A fault that stands, reported by an answer unless told otherwise."""
    if "store_id" not in kw:
        kw["store_id"] = make_store(session).id
    defaults = {
        "kind": "answer_failed",
        "item": "floor-clean",
        "severity": "medium",
        "decision": Decision.ACT.value,
        "final_result": Result.FAULT.value,
    }
    return add(session, Finding(**defaults | kw))


def to_promise(content=b"a photo", **kw):
    defaults = {
        "id": new_id(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "byte_count": len(content),
        "content_type": "image/jpeg",
        "taken_at": now(),
    }
    return PhotoPromise(**defaults | kw)


def to_submission(store, version, *answers, **kw):
    defaults = {
        "id": new_id(),
        "store_id": store.id,
        "version_id": version.id,
        "kind": "routine",
        "started_at": now() - timedelta(minutes=10),
        "finished_at": now(),
        "device": "test phone",
        "answers": answers,
        "body": {
            "answers": [{"question": given.question, "value": given.value} for given in answers]
        },
    }
    return Submission(**defaults | kw)


def given(question="floor-clean", **kw):
    return GivenAnswer(question, **kw)
