"""Answers that are put together from several reads show one moment."""

import pytest
from sqlmodel import select

from core.db import snapshot, unit_of_work
from stores.models import Region
from tests.factories import make_region


@pytest.mark.parametrize(("opens", "seen_later"), [(unit_of_work, 1), (snapshot, 0)])
def test_what_others_commit_meanwhile(engine, tenant, opens, seen_later):
    with opens(engine, tenant.id) as reader:
        assert reader.exec(select(Region)).all() == []
        with unit_of_work(engine, tenant.id) as writer:
            make_region(writer)
        assert len(reader.exec(select(Region)).all()) == seen_later
