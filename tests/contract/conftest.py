"""One option: write the examples of the contract anew instead of comparing with them."""


def pytest_addoption(parser):
    parser.addoption("--record-examples", action="store_true", help="write the examples anew")
