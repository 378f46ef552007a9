"""YAML files that people write for `rounds`: read safely, with every key said once."""

from pathlib import Path
from typing import Any

import yaml

from deploy.shelf_files import FileRejected

MOST_BYTES = 1_000_000


class _OnceLoader(yaml.SafeLoader):
    """Refuses a key that is said twice: the last one would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - as the class above has it
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"{', '.join(twice)} said twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> object:
    """Read a YAML file.

    Raises:
        FileRejected: If it cannot be read, is too large, or says a key twice.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            msg = f"{path.name} is larger than {MOST_BYTES // 1000} kB"
            raise FileRejected(msg)
        text = path.read_text("utf-8")
        return yaml.load(text, Loader=_OnceLoader)  # noqa: S506 - a SafeLoader
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        if isinstance(error, FileRejected):
            raise
        msg = f"{path.name} cannot be read as YAML: {error}"
        raise FileRejected(msg) from error
