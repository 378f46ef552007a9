"""Two chains whose phones minted the very same ids: neither sees anything of the other."""

import io

import numpy as np
import pytest
from PIL import Image

from core.db import unit_of_work
from core.ids import new_id
from tests.fixtures.drained import Drain
from tests.fixtures.people import add_chain
from tests.fixtures.submissions import answer, promise, submission, to_jpeg


def distance(one: bytes, other: bytes) -> float:
    """Return by how many grey levels two pictures differ, on the average."""
    first, second = (
        np.asarray(Image.open(io.BytesIO(each)).convert("L"), float) for each in (one, other)
    )
    return float(np.abs(first - second).mean())


@pytest.fixture
def twins(engine, phone_of):
    """A supervisor's phone in each of two chains."""
    with unit_of_work(engine, None) as session:
        chains = add_chain(session), None
    with unit_of_work(engine, None) as session:
        chains = chains[0], add_chain(session)
    return [(chain, phone_of(chain.staff["supervisor"])) for chain in chains]


def test_the_same_ids_in_two_chains_are_two_things(twins, kit):
    inspection_id, photo_id = str(new_id()), str(new_id())
    contents = [to_jpeg(seed=1), to_jpeg(seed=2)]
    for (chain, phone), content, note in zip(twins, contents, ("first", "second"), strict=True):
        body = submission(
            chain,
            answer("floor-clean", value=True, note=note),
            answer("fridge-temp", value=4),
            answer("proof", photos=[promise(content, id=photo_id)]),
        )
        assert phone.put(f"/v1/inspections/{inspection_id}", body).status_code == 201
        path = f"/v1/photos/{photo_id}/content"
        assert phone.put(path, content=content).status_code == 200
        Drain(kit, chain.tenant_id)()
    shown = []
    for (_, phone), note in zip(twins, ("first", "second"), strict=True):
        found = phone.get(f"/v1/inspections/{inspection_id}").json()
        assert found["answers"][0]["note"] == note
        picture = phone.get(f"/v1/photos/{photo_id}").json()["picture"]
        shown.append(phone.get(picture["path"]).content)
    for copy, content in zip(shown, contents, strict=True):
        other = contents[content is contents[0]]
        assert distance(copy, content) < distance(copy, other)


def test_a_store_of_another_chain_cannot_be_inspected(twins):
    (first, _), (_, phone) = twins
    response = phone.put(f"/v1/inspections/{new_id()}", submission(first))
    assert (response.status_code, response.json()["code"]) == (404, "store-not-found")


def test_a_checklist_of_another_chain_cannot_be_filled(twins):
    (first, _), (second, phone) = twins
    body = submission(second, checklist_version_id=str(first.version_id))
    response = phone.put(f"/v1/inspections/{new_id()}", body)
    assert (response.status_code, response.json()["code"]) == (404, "checklist-not-found")


def test_the_same_photo_in_two_chains_is_kept_apart(twins, kit):
    content, photo_ids = to_jpeg(seed=7), [str(new_id()), str(new_id())]
    paths = []
    for (chain, phone), photo_id in zip(twins, photo_ids, strict=True):
        body = submission(
            chain,
            answer("floor-clean", value=True),
            answer("fridge-temp", value=4),
            answer("proof", photos=[promise(content, id=photo_id)]),
        )
        phone.put(f"/v1/inspections/{new_id()}", body)
        phone.put(f"/v1/photos/{photo_id}/content", content=content)
        Drain(kit, chain.tenant_id)()
        photo = phone.get(f"/v1/photos/{photo_id}").json()
        paths.append(photo["picture"]["link"]["url"].split("?")[0])
    assert paths[0] != paths[1]
    for (chain, _), path in zip(twins, paths, strict=True):
        assert str(chain.tenant_id) in path
