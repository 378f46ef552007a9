"""Section 6 of the house plan, executable: a real worker, a real queue, real servers, real eyes."""

import time
from dataclasses import replace

import httpx
import pytest
from sqlmodel import select

from deploy.smoke import SmokePlan, demo_plan, run_smoke
from deploy.smoke_phone import Login, SmokeFailedError
from deploy.smoke_photos import Files
from planograms.models import ProductPicture
from tests.fixtures.servers import ROOT

# The first test waits for the system to start.
pytestmark = pytest.mark.timeout(300)

PHOTOS = ROOT.parent / "shared" / "data" / "shelf-dev" / "images"
# Photos with an empty place, and one with none: the eyes find gaps there on their own.
WITH_GAP = ("1-92.jpg", "20250529_035455-382.jpg")
WITHOUT_GAP = "20240913_161821_921_3.jpg"


def walk(system, plan: SmokePlan, *, seed: int) -> dict[str, str]:
    """Walk the loop and return what each step tells; a seed of its own gives photos of its own."""
    plan = replace(plan, seed=seed)
    try:
        return {step.name: step.note for step in run_smoke(system.client, plan)}
    except SmokeFailedError as error:
        pytest.fail(f"{error}\n{system.last_words()}")


def test_a_drawn_gap_becomes_a_ticket_a_proven_fix_and_two_moves_of_the_score(system):
    told = walk(system, demo_plan(), seed=11)

    assert "still_there" in told["claimed, not fixed: pushed back"]
    assert "gone" in told["fixed: submitted and rechecked"]
    assert "fixer-may-not-verify" in told["fixer may not close"]
    assert "verified by the eyes" in told["supervisor closes"]
    assert "3 frames" in told["back door clear: a burst of 3"]
    assert "no finding" in told["back door clear: a burst of 3"]
    assert "0 findings" in told["class off in the zone: nothing"]
    assert "zone_changed exit; review" in told["exit blocked: a burst of 3"]
    assert "gone" in told["cleared: submitted and rechecked"]
    assert "verified by the eyes" in told["supervisor closes it"]


def test_a_wrong_product_goes_the_same_way_once_the_eyes_know_the_products(system):
    wait_for_pictures(system)
    told = walk(system, replace(demo_plan(store="hz-01"), is_swap=True), seed=22)

    assert "Wrong product: Latte 270 ml belongs here" in told["ticket opened"]
    assert "still_there" in told["claimed, not fixed: pushed back"]
    assert "gone" in told["fixed: submitted and rechecked"]


def wait_for_pictures(system) -> None:
    """Wait until the workers know every product of the demo chain by its pictures."""
    deadline = time.monotonic() + 120
    with system.session() as session:
        count = len(session.exec(select(ProductPicture.id)).all())
    while time.monotonic() < deadline:
        with system.session() as session:
            ready = select(ProductPicture.id).where(ProductPicture.state == "ready")
            if len(session.exec(ready).all()) == count > 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the pictures of the products were not looked at\n{system.last_words()}")


@pytest.mark.real_photos
@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the real photos are not here")
@pytest.mark.parametrize(("seed", "name"), list(enumerate(WITH_GAP, start=33)))
def test_a_gap_on_a_real_photo_goes_the_same_way(system, seed, name):
    files = Files(shelf=PHOTOS / name, fix=PHOTOS / WITHOUT_GAP)

    told = walk(system, demo_plan(files=files, store="sh-03"), seed=seed)

    assert "Promotion shelf, row" in told["ticket opened"]
    assert "→" in told["score moved by the fix"]


@pytest.mark.real_photos
@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the real photos are not here")
def test_a_real_photo_without_a_gap_opens_no_ticket(system):
    files = Files(shelf=PHOTOS / WITHOUT_GAP)

    told = walk(system, demo_plan(files=files, store="sh-02"), seed=44)

    assert "ticket opened" not in told
    assert told["no fault to act on; scored"] == "100.0 %"


def test_the_smoke_says_which_step_failed_when_the_password_is_wrong(system):
    plan = demo_plan()
    wrong = SmokePlan(supervisor=Login("demo", "super.east", "guess"), fixer=plan.fixer)
    with pytest.raises(SmokeFailedError, match=r"supervisor signs in.*401"):
        run_smoke(system.client, wrong)


def test_the_smoke_says_so_when_nobody_answers(system):
    with (
        httpx.Client(base_url="http://127.0.0.1:9", timeout=2) as client,
        pytest.raises(SmokeFailedError, match="no answer"),
    ):
        run_smoke(client, demo_plan())
