"""How to sign in to the demo chain; apart from the planting, which loads the eyes."""

from dataclasses import dataclass

from sqlalchemy import Engine

from core.db import make_engine, unit_of_work
from core.settings import Settings
from core.words import Words, say
from deploy.demo import chain
from stores.models import Role
from stores.queries import tenant_by_code

_SHOWN = ("admin", "director", "super.east", "super.xinjiang", "manager.sh-01", "clerk.sh-01")
_ROLES = {
    Role.ADMIN: {"zh-CN": "管理员", "en": "administrator"},
    Role.REGIONAL_MANAGER: {"zh-CN": "区域经理", "en": "regional manager"},
    Role.SUPERVISOR: {"zh-CN": "督导", "en": "supervisor"},
    Role.STORE_MANAGER: {"zh-CN": "店长", "en": "store manager"},
    Role.CLERK: {"zh-CN": "店员", "en": "clerk"},
}


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How to sign in as one person of the demo chain."""

    chain: str
    login: str
    password: str
    role: Role
    name: Words


def demo_logins(settings: Settings) -> list[str]:
    """Return a line per printed login; none where there is no demo chain."""
    engine = make_engine(settings.database)
    try:
        if not has_demo(engine):
            return []
    finally:
        engine.dispose()
    people = {person.login: person for person in chain.STAFF}
    return [
        f"sign in    {chain.CODE} / {login} / {chain.PASSWORD}"
        f"   {say(_ROLES[people[login].role], 'zh-CN')} · {say(_ROLES[people[login].role], 'en')}"
        for login in _SHOWN
    ]


def has_demo(engine: Engine) -> bool:
    """Tell whether the demo chain was planted."""
    with unit_of_work(engine, None) as session:
        return tenant_by_code(session, chain.CODE) is not None
