"""The examples in docstrings are true: each is run."""

import doctest
import importlib

import pytest

from tests.house.tree import modules

TOLD = [module.path for module in modules() if ">>> " in module.text]


@pytest.mark.parametrize("path", TOLD)
def test_the_examples_of_a_module_are_true(path: str):
    name = path.removesuffix(".py").replace("/", ".")
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_there_are_examples():
    assert len(TOLD) > 10
