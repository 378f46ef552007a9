"""Lists the fixture modules, nothing else."""

pytest_plugins = [
    "tests.fixtures.guard",
    "tests.fixtures.layers",
    "tests.fixtures.servers",
    "tests.fixtures.settings",
    "tests.fixtures.database",
    "tests.fixtures.storage",
]
