"""Run a command that dies with whoever started it: `tether.py PARENT_PID SIGNAL COMMAND…`.

A file run by itself, before anything of ours is installed or imported: it uses the standard library
alone, and replaces itself with the command so that the process id stays the same.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
MIN_WORDS = 4


def main(words: list[str]) -> None:
    """Ask the kernel to signal us when our parent dies, then become the command.

    Linux only; elsewhere the pid file lets the next start find what was left behind.
    """
    if len(words) < MIN_WORDS:
        sys.exit("usage: tether.py PARENT_PID SIGNAL COMMAND…")
    parent, signal = int(words[1]), int(words[2])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
        if os.getppid() != parent:
            # The parent died before the request was made, so no signal will ever come.
            sys.exit("the process that started this one is gone")
    os.execv(words[3], words[3:])  # noqa: S606 - no shell on purpose; our own command line


if __name__ == "__main__":
    main(sys.argv)
