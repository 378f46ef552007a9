"""Lists the fixture modules, nothing else."""

pytest_plugins = [
    "tests.fixtures.guard",
    "tests.fixtures.layers",
    "tests.fixtures.properties",
    "tests.fixtures.servers",
    "tests.fixtures.settings",
    "tests.fixtures.database",
    "tests.fixtures.storage",
    "tests.fixtures.parts",
    "tests.fixtures.eyes",
    "tests.fixtures.drained",
    "tests.fixtures.gallery",
    "tests.fixtures.people",
    "tests.fixtures.authored",
    "tests.fixtures.client",
    "tests.fixtures.loop",
    "tests.fixtures.console",
    "tests.fixtures.places",
    "tests.fixtures.chromium",
    "tests.fixtures.cameras",
]
