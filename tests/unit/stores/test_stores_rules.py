"""Who may do what, by role and scope."""

import uuid

import pytest

from stores import rules
from stores.models import Role
from stores.rules import GrantedRole, roles_in

SHOP, OTHER, NORTH, ROOT = (uuid.UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ([], set()),  # nobody
        ([GrantedRole(Role.ADMIN)], {Role.ADMIN}),  # the whole tenant
        ([GrantedRole(Role.CLERK, store_id=SHOP)], {Role.CLERK}),  # this store
        ([GrantedRole(Role.CLERK, store_id=OTHER)], set()),  # another store
        ([GrantedRole(Role.SUPERVISOR, region_id=NORTH)], {Role.SUPERVISOR}),  # its region
        ([GrantedRole(Role.SUPERVISOR, region_id=ROOT)], {Role.SUPERVISOR}),  # a region above
        ([GrantedRole(Role.SUPERVISOR, region_id=OTHER)], set()),  # another region
        (
            [GrantedRole(Role.CLERK, store_id=SHOP), GrantedRole(Role.SUPERVISOR, region_id=ROOT)],
            {Role.CLERK, Role.SUPERVISOR},
        ),
    ],
)
def test_roles_at_a_store(grants, expected):
    assert roles_in(grants, store_id=SHOP, region_ids=[NORTH, ROOT]) == expected


MAY = {
    "may_inspect": set(Role),
    "may_work": {Role.ADMIN, Role.SUPERVISOR, Role.STORE_MANAGER, Role.CLERK},
    "may_verify": {Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR, Role.STORE_MANAGER},
    "may_assign": {Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR, Role.STORE_MANAGER},
    "may_review": {Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR},
    "may_waive": {Role.ADMIN, Role.REGIONAL_MANAGER},
    "may_record": {Role.ADMIN, Role.REGIONAL_MANAGER},
}


@pytest.mark.parametrize("rule", MAY)
def test_which_role_may_do_it(rule):
    allowed = {role for role in Role if getattr(rules, rule)(frozenset({role}))}
    assert allowed == MAY[rule]


@pytest.mark.parametrize("rule", MAY)
def test_nobody_may_do_anything(rule):
    assert not getattr(rules, rule)(frozenset())
