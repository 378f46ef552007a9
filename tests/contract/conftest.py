"""Two options: write the contract's examples anew, and fuzz for long."""


def pytest_addoption(parser):
    parser.addoption("--record-examples", action="store_true", help="write the examples anew")
    parser.addoption("--long-fuzz", action="store_true", help="all phases of schemathesis")
