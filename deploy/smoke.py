"""`rounds smoke`: one loop from a phone's submission to a closed ticket and a moved score."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx

from deploy.demo import chain
from deploy.smoke_fixing import Fixing, wait_for_score
from deploy.smoke_kitchen import Kitchen
from deploy.smoke_phone import Login, Phone, SmokeFailedError
from deploy.smoke_photos import Files
from deploy.smoke_sending import Sending, review, send_kitchen
from deploy.smoke_trip import Steps, Trip

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SmokePlan:
    """Who walks the loop, and with which photos."""

    supervisor: Login
    fixer: Login  # who owns faults at the store: usually its manager
    files: Files = field(default_factory=Files)
    seed: int = field(default_factory=lambda: secrets.randbelow(10**6))
    is_swap: bool = False  # plant a wrong product instead of an empty position
    admin: Login | None = None  # who draws places and switches classes; without one nobody does


@dataclass(frozen=True, slots=True)
class Step:
    """One step that went well."""

    name: str
    ms: float
    note: str


def demo_plan(*, files: Files | None = None, store: str = chain.CALM) -> SmokePlan:
    """Return a plan for the demo chain, at one of its stores."""
    region = next(one.region for one in chain.STORES if one.code == store)
    return SmokePlan(
        supervisor=Login(chain.CODE, f"super.{region}", chain.PASSWORD),
        fixer=Login(chain.CODE, f"manager.{store}", chain.PASSWORD),
        files=files or Files(),
        # The demo's back door is drawn, and so compared only where everything is.
        admin=Login(chain.CODE, "admin", chain.PASSWORD) if files in {None, Files()} else None,
    )


def run_smoke(client: httpx.Client, plan: SmokePlan, *, say: Say | None = None) -> list[Step]:
    """Walk the loop and return every step with its time.

    Raises:
        SmokeFailedError: At the first step that does not go as it must.
    """
    trip = Trip(
        client=client,
        supervisor=Phone(client, plan.supervisor),
        fixer=Phone(client, plan.fixer),
        files=plan.files,
        seed=plan.seed,
        is_swap=plan.is_swap,
    )
    steps: list[Step] = []
    for name, act in _steps(trip, plan):
        started = time.perf_counter()
        try:
            note = act()
        except SmokeFailedError as error:
            msg = f"{name}: {error}"
            raise SmokeFailedError(msg) from error
        step = Step(name, 1000 * (time.perf_counter() - started), note)
        steps.append(step)
        if say is not None:
            say(f"{step.ms:8.0f} ms  {step.name:<34} {step.note}")
    return steps


def _steps(trip: Trip, plan: SmokePlan) -> Steps:
    yield from Sending(trip).steps()
    if trip.finding.get("decision") == "review":
        yield "not sure: supervisor decides", lambda: review(trip)
    if trip.finding:
        yield from Fixing(trip).steps()
    else:
        yield "no fault to act on; scored", lambda: wait_for_score(trip)
    yield "kitchen photo judged", lambda: send_kitchen(trip)
    if plan.admin is not None and not plan.is_swap:
        yield from Kitchen(trip, Phone(trip.client, plan.admin)).steps()


def run(url: str, plan: SmokePlan, *, say: Say) -> int:
    """Walk the loop against a running system; return the exit status."""
    started = time.perf_counter()
    with httpx.Client(base_url=url, timeout=30) as client:
        try:
            steps = run_smoke(client, plan, say=say)
            if plan.files == Files():  # the demo's shelf is known to hold a product that fits
                say("once more, with a wrong product in a position")
                steps += run_smoke(client, replace(plan, is_swap=True), say=say)
        except SmokeFailedError as error:
            say(f"FAILED  {error}")
            return 1
    say(f"ok: {len(steps)} steps in {time.perf_counter() - started:.1f} s")
    return 0
