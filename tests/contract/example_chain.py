"""The story that the contract's examples tell, and how they are recorded from the running system.

`python -m pytest tests/contract/test_examples.py --record-examples` writes the files anew; without
the option the same story is played again and must give the same answers.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checklists.models import Checklist, ChecklistVersion, QuestionKind
from core.db import enter_tenant
from core.security import hash_password
from stores.models import Role, Tenant
from tests.factories import add, make_region, make_shelf, make_staff, make_store, to_question

FOLDER = Path(__file__).parents[2] / "mobile_contract" / "v1" / "examples"
PASSWORD = "rose garden 7"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(Z|[+-]\d\d:\d\d)")
DAY = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
# What is new in every run: tokens, links, and times by the server's clock.
VOLATILE = frozenset(
    {
        "access_token", "access_expires_at", "refresh_token", "refresh_expires_at", "request_id",
        "server_time", "expires_at", "url", "path", "received_at", "stored_at", "opened_at",
        "due_at", "submitted_at", "ended_at", "judged_at", "seen_at", "reviewed_at", "at",
        "started_at", "finished_at", "taken_at", "sha256", "byte_count", "box", "confidence",
        "instance", "explanation", "created_at", "next_cursor", "starts_on", "moves", "weeks",
        "look_ms", "trend", "cursor", "since", "until", "ends_at", "next_since",
        "on",
        # What the eyes make of a shelf grows with them; their own tests say what is right.
        "measures", "facings", "extras", "tags",
    }
)  # fmt: skip


def to_id(name: str) -> str:
    """Return an id that is the same in every run; its form is that of a UUIDv7."""
    digest = bytearray(hashlib.sha256(name.encode()).digest()[:16])
    digest[0:2] = b"\x01\x9a"
    digest[6] = digest[6] & 0x0F | 0x70
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def words(chinese: str, english: str) -> dict[str, str]:
    return {"zh-CN": chinese, "en": english}


def add_example_chain(session, code: str) -> uuid.UUID:
    """Add a small chain whose ids are those of the examples."""
    tenant = add(session, Tenant(code=code, name=words("示例连锁", "Example chain")))
    enter_tenant(session, tenant.id)
    region = make_region(
        session, id=to_id("east"), code="east", name=words("华东区", "East"), parent_id=None
    )
    store = make_store(
        session,
        id=to_id("store"),
        region_id=region.id,
        code="S-001",
        name=words("人民广场店", "People's Square"),
        latitude=31.2304,
        longitude=121.4737,
    )
    make_shelf(
        session, store, id=to_id("shelf"), code="drinks-1", name=words("饮料架一", "Drinks 1")
    )
    for login, role, scope, name in (
        ("chen.jing", Role.SUPERVISOR, {"region": region}, words("陈静", "Chen Jing")),
        ("li.na", Role.STORE_MANAGER, {"store": store}, words("李娜", "Li Na")),
        ("fang.min", Role.REGIONAL_MANAGER, {}, words("方敏", "Fang Min")),
        ("zhou.wei", Role.ADMIN, {}, words("周薇", "Zhou Wei")),
    ):
        make_staff(
            session,
            role=role,
            id=to_id(login),
            login=login,
            name=name,
            locale="zh-CN",
            password_hash=hash_password(PASSWORD),
            **scope,
        )
    _add_checklist(session)
    return tenant.id


def _add_checklist(session) -> None:
    checklist = add(
        session,
        Checklist(id=to_id("checklist"), code="shop-floor", name=words("卖场检查", "Shop floor")),
    )
    version = add(
        session,
        ChecklistVersion(
            id=to_id("version"), checklist_id=checklist.id, number=1, published_at=DAY
        ),
    )
    floor = words("卖场", "Shop floor")
    for position, (code, kind, prompt, step, more) in enumerate(
        (
            ("floor-clean", QuestionKind.YES_NO, words("地面是否干净？", "Is the floor clean?"),
             words("清洁地面", "Clean the floor"), {}),
            ("fridge-temp", QuestionKind.NUMBER, words("冷柜温度（℃）", "Fridge temperature (°C)"),
             words("调低温度", "Turn the fridge down"), {"minimum": 0, "maximum": 5}),
            ("drinks", QuestionKind.SHELF_PHOTO, words("拍摄饮料架", "Photograph the drinks shelf"),
             words("补货", "Refill"), {"shelf_code": "drinks-1", "min_photos": 1}),
        )
    ):  # fmt: skip
        question = to_question(
            id=to_id(code), version_id=version.id, code=code, kind=kind.value, position=position,
            prompt=prompt, next_step=step, section=floor, **more,
        )  # fmt: skip
        add(session, question)


@dataclass
class Player:
    """Plays one request after the other; records each, or compares it with what was recorded."""

    client: Any
    tenant_id: uuid.UUID
    code: str
    is_recording: bool
    work: Callable[[], object] = lambda: None
    tokens: dict[str, str] = field(default_factory=dict)
    played: int = 0

    def headers(self, by: str | None) -> dict[str, str]:
        """Return what says who asks."""
        return {"Authorization": f"Bearer {self.tokens[by]}"} if by else {}

    def sign_in(self, login: str) -> str:
        """Sign somebody in beside the story, and return the token."""
        body = {"tenant": self.code, "login": login, "password": PASSWORD}
        return self.client.post("/v1/session", json=body).json()["access_token"]

    def play(self, operation: str, summary: str, method: str, path: str, **more) -> Any:
        """Send a request as `by`, expect `status`, and return the answer's JSON."""
        by, status = more.pop("by", None), more.pop("status", 200)
        body, content = more.pop("body", None), more.pop("content", None)
        sent = {"content": content} if content is not None else {"json": body}
        answer = self.client.request(method, path, headers=self.headers(by), **sent)
        assert answer.status_code == status, answer.text
        told = answer.json() if answer.content else None
        self.played += 1
        example = {
            "name": f"{self.played:02}-{operation.replace('_', '-')}-{status}",
            "operation": operation,
            "summary": summary,
            "request": {"method": method, "path": path, "body": self._public(body)},
            "response": {"status": status, "body": told},
        }
        if self.is_recording:
            self._write(example)
        else:
            self._compare(example)
        return told

    def _public(self, body: Any) -> Any:
        """Return a body with the chain's code as readers see it, the same in every run."""
        return body | {"tenant": "example"} if body and "tenant" in body else body

    def _write(self, example: dict) -> None:
        text = json.dumps(_hide_secrets(example), ensure_ascii=False, indent=1)
        (FOLDER / f"{example['name']}.json").write_text(text + "\n", encoding="utf-8")

    def _compare(self, example: dict) -> None:
        file = FOLDER / f"{example['name']}.json"
        recorded = json.loads(file.read_text("utf-8"))
        assert steady(recorded) == steady(example), file.name


def steady(value: Any) -> Any:
    """Return a document without what is new in every run; minted ids keep only that they are."""
    if isinstance(value, dict):
        return {
            key: type(inner).__name__ if key in VOLATILE else steady(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [steady(inner) for inner in value]
    return _steady_text(value) if isinstance(value, str) else value


def _steady_text(text: str) -> str:
    """Ids of the story keep their value; ids that the server minted do not."""
    parts = _TIME.sub("<time>", text).split("/")
    return "/".join("<id>" if _is_minted(part) else part for part in parts)


def _is_minted(text: str) -> bool:
    try:
        return not str(uuid.UUID(text)).startswith("019a")
    except ValueError:
        return False


def _hide_secrets(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _hide_secrets(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_hide_secrets(inner) for inner in value]
    if key in {"access_token", "refresh_token"}:
        return f"{value[:12]}…"
    if key == "url":
        return "https://photos.example.com/rounds/…?X-Amz-Expires=900&X-Amz-Signature=…"
    if isinstance(value, str) and value.startswith("/v1/media/"):
        return "/v1/media/eyJhbGciOiJIUzI1NiJ9…"
    return value
