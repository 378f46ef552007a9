"""Stores, regions and people in the words of the contract."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from api.wire.words import to_words
from mobile_contract.v1.session import GrantReply, StaffReply
from mobile_contract.v1.stores import RegionReply, ShelfReply, StoreReply
from stores.models import Region, Shelf, Store
from stores.rules import Actor, Roles


def to_staff(actor: Actor) -> StaffReply:
    """Return the person who is signed in."""
    return StaffReply(
        id=actor.staff_id,
        login=actor.login,
        name=to_words(actor.name),
        locale=actor.locale,
        grants=[
            GrantReply(role=grant.role.value, region_id=grant.region_id, store_id=grant.store_id)
            for grant in actor.grants
        ],
    )


def to_regions(regions: Iterable[Region]) -> list[RegionReply]:
    """Return regions."""
    return [
        RegionReply(id=one.id, parent_id=one.parent_id, code=one.code, name=to_words(one.name))
        for one in regions
    ]


def to_stores(
    stores: Sequence[Store], shelves: Iterable[Shelf], roles: Mapping[uuid.UUID, Roles]
) -> list[StoreReply]:
    """Return stores with their shelves and what a person is there."""
    places: dict[uuid.UUID, list[ShelfReply]] = {store.id: [] for store in stores}
    for shelf in shelves:
        places[shelf.store_id].append(
            ShelfReply(id=shelf.id, code=shelf.code, name=to_words(shelf.name), zone=shelf.zone)
        )
    return [
        StoreReply(
            id=store.id,
            region_id=store.region_id,
            code=store.code,
            name=to_words(store.name),
            timezone=store.timezone,
            status=store.status,
            latitude=store.latitude,
            longitude=store.longitude,
            roles=sorted(role.value for role in roles[store.id]),
            shelves=places[store.id],
        )
        for store in stores
    ]
