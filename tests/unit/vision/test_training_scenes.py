"""Generated shelves: equal seeds give equal photos, and the truth is what can be seen."""

from functools import lru_cache

import numpy as np
import pytest

from vision.training.scenes import LEAST_PX, render_scene
from vision.values import Thing

SMALL = (320, 240)
CROWDED, SPARSE = 229, 3  # seeds of a wall of packs and of a close look


@lru_cache(maxsize=8)
def scene(seed):
    return render_scene(seed)


def test_equal_seeds_give_equal_scenes():
    photo, truth = scene(SPARSE)
    again, same = render_scene(SPARSE)
    assert np.array_equal(photo, again)
    assert truth == same


def test_other_seeds_give_other_scenes():
    assert not np.array_equal(render_scene(1, size=SMALL)[0], render_scene(2, size=SMALL)[0])


@pytest.mark.parametrize("seed", [SPARSE, CROWDED])
def test_truth_lies_inside_the_photo_and_is_big_enough_to_see(seed):
    photo, truth = scene(seed)
    assert photo.shape == (truth.height, truth.width, 3)
    assert truth.objects
    for item in truth.objects:
        box = item.box
        assert 0 <= box.left < box.right <= truth.width
        assert 0 <= box.top < box.bottom <= truth.height
        assert min(box.width, box.height) >= LEAST_PX


def test_every_kind_of_thing_appears_over_a_few_scenes():
    found = {item.thing for seed in (SPARSE, CROWDED, 4, 5) for item in scene(seed)[1].objects}
    assert found == set(Thing)


def test_crowded_scenes_hold_hundreds_of_facings_and_sparse_ones_few():
    crowded, sparse = (len(scene(seed)[1].of(Thing.PRODUCT)) for seed in (CROWDED, SPARSE))
    assert crowded > 200
    assert sparse < 60


def test_real_photos_are_printed_on_packs_but_never_move_a_thing():
    texture = np.full((64, 64, 3), (255, 0, 255), np.uint8)
    plain, _ = render_scene(8, size=SMALL)
    printed, truth = render_scene(8, size=SMALL, textures=[texture])
    assert plain.shape == printed.shape == (truth.height, truth.width, 3)
    assert not np.array_equal(plain, printed)
