"""The libraries that workbooks need, loaded ahead; apart because only a server has the time.

They take a second to load, more on a busy machine, and few people import a checklist. So nothing
loads them on the way up, and a server that is up loads them before somebody waits for it.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Timer

LIBRARIES = ("openpyxl", "pyxform.xls2xform")
AFTER_S = 5.0
"""So long after the start: the first requests of a new server have the processor to themselves."""


def load() -> None:
    """Load the libraries; a second call costs nothing.

    A workbook that comes meanwhile waits for what is left and not for the whole again.
    """
    for name in LIBRARIES:
        import_module(name)


def load_soon(after_s: float = AFTER_S) -> Callable[[], None]:
    """Load the libraries in the background, and return what calls it off as a server stops."""
    timer = Timer(after_s, load)
    timer.daemon = True  # nobody waits for it at the end
    timer.start()
    return timer.cancel
