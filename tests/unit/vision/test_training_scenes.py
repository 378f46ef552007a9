"""Generated shelves: equal seeds give equal photos, and the truth is what can be seen."""

import numpy as np
import pytest

from vision.training.scenes import LEAST_PX, render_scene
from vision.values import Thing

SEEDS = (3, 41, 104)  # one view each: sparse, overstocked, crowded


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_seeds_give_equal_scenes(seed):
    photo, truth = render_scene(seed)
    again, same = render_scene(seed)
    assert np.array_equal(photo, again)
    assert truth == same


def test_other_seeds_give_other_scenes():
    first, _ = render_scene(1, size=(320, 240))
    second, _ = render_scene(2, size=(320, 240))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("seed", SEEDS)
def test_truth_lies_inside_the_photo_and_is_big_enough_to_see(seed):
    photo, truth = render_scene(seed)
    assert photo.shape == (truth.height, truth.width, 3)
    assert truth.objects
    for item in truth.objects:
        box = item.box
        assert 0 <= box.left < box.right <= truth.width
        assert 0 <= box.top < box.bottom <= truth.height
        assert min(box.width, box.height) >= LEAST_PX


def test_every_kind_of_thing_appears_over_some_scenes():
    seen = {item.thing for seed in range(12) for item in render_scene(seed)[1].objects}
    assert seen == set(Thing)


def test_dense_scenes_hold_more_than_any_end_to_end_head_could_return():
    most = max(len(render_scene(seed)[1].of(Thing.PRODUCT)) for seed in (56, 60, 77, 82))
    assert most > 150


def test_real_textures_change_packs_but_not_the_layout():
    texture = np.full((64, 64, 3), (255, 0, 255), np.uint8)
    plain, truth = render_scene(8)
    printed, same = render_scene(8, textures=[texture])
    assert plain.shape == printed.shape
    assert not np.array_equal(plain, printed)
    assert same.width == truth.width
