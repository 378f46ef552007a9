"""What workbooks need is loaded when a server is up: not before, and once."""

import subprocess
import sys
from threading import Event

import pytest

from checklists.sheets import loading

_TOLD = """
import sys
import api.app
from checklists.sheets import loading
from checklists.authoring.sheet_drafts import read_sheet
libraries = ("openpyxl", "pyxform")
before = [name for name in libraries if name in sys.modules]
read_sheet(b"no workbook")
refused = [name for name in libraries if name in sys.modules]
loading.load()
print(before, refused, [name for name in libraries if name in sys.modules])
"""


def test_nothing_loads_them_before_they_are_needed():
    told = subprocess.run(
        [sys.executable, "-c", _TOLD], check=True, capture_output=True, text=True, timeout=120
    )
    assert told.stdout.strip() == "[] [] ['openpyxl', 'pyxform']"


def test_a_server_loads_them_in_the_background(monkeypatch: pytest.MonkeyPatch):
    loaded = Event()
    monkeypatch.setattr(loading, "load", loaded.set)
    loading.load_soon(0.0)
    assert loaded.wait(30)


def test_a_server_that_stops_before_loads_nothing(monkeypatch: pytest.MonkeyPatch):
    loaded = Event()
    monkeypatch.setattr(loading, "load", loaded.set)
    call_off = loading.load_soon(0.2)
    call_off()
    assert not loaded.wait(0.5)
