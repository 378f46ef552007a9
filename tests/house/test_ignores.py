"""One reader of the time, one of the environment, and no rule is switched off without a reason."""

import re
from pathlib import Path

from tests.house.tree import Module, imported, modules, plant

IGNORE = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<codes>:?[ A-Z0-9,]*|\[[\w,-]+\])(?P<rest>.*)$")
CLOCKS = re.compile(r"\b(time\.time|date\.today|datetime\.(today|now|utcnow))\(")
# A training run is limited by the clock that ultralytics started for it.
TIMERS = ("core/clock.py", "vision/training/detector_trainer.py")
# What starts other processes hands the environment on to them, unread.
ENVIRONMENT = ("core/settings.py", "deploy/servers/child.py")


def silent_ignores(found: list[Module]) -> list[str]:
    """Return where a rule is switched off and neither this line nor the one above says why."""
    return [
        f"{module.path}:{number + 1}: {line.strip()[-60:]}"
        for module in found
        for number, line in enumerate(module.text.splitlines())
        if (ignore := IGNORE.search(line)) and '"' not in ignore["rest"]
        if not re.search(r"[A-Za-z]{2}", ignore["rest"])
        and not module.text.splitlines()[number - 1].lstrip().startswith("#")
    ]


def clock_readers(found: list[Module]) -> list[str]:
    return [
        f"{module.path}:{number}"
        for module in found
        if module.path not in TIMERS
        for number, line in enumerate(module.text.splitlines(), start=1)
        if CLOCKS.search(line)
    ]


def environment_readers(found: list[Module]) -> list[str]:
    return [
        module.path
        for module in found
        if module.path not in ENVIRONMENT
        and ("os.environ" in module.text or {"os.environ", "os.getenv"} & imported(module))
    ]


def test_no_rule_is_switched_off_without_a_reason():
    assert silent_ignores(modules()) == []


def test_one_module_reads_the_time():
    assert clock_readers(modules()) == []


def test_one_module_reads_the_environment():
    assert environment_readers(modules()) == []


def test_breaches_are_caught(tmp_path: Path):
    silent = plant(tmp_path, "core/a.py", "import x  # no" + "qa: F401\n")
    told = plant(tmp_path, "core/b.py", "import x  # no" + "qa: F401 - read by its plugin\n")
    above = plant(tmp_path, "core/c.py", "# It has no types.\nimport x  # type: " + "ignore[x]\n")
    assert [line.split(":")[0] for line in silent_ignores([silent, told, above])] == ["core/a.py"]
    late = plant(tmp_path, "core/d.py", "import time\nimport os\nnow = time.time()\nos.environ\n")
    assert clock_readers([late]) == ["core/d.py:3"]
    assert environment_readers([late]) == ["core/d.py"]
