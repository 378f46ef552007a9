"""What breaks a phone that was built against an older document: one line per break."""

from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]


def breaks(old: Node, new: Node) -> list[str]:
    """Return every promise of the old document that the new one does not keep."""
    return list(_break_paths(old, new))


def _break_paths(old: Node, new: Node) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{where}: is gone"
                continue
            yield from _break_operation(where, Pair(old, new), operation, now)


class Pair:
    """The two documents, to look up what is referred to."""

    def __init__(self, old: Node, new: Node) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str]] = set()

    def resolve(self, old: Node, new: Node) -> tuple[Node, Node]:
        """Return the schemas behind references."""
        return _follow(self.old, old), _follow(self.new, new)


def _follow(document: Node, schema: Node) -> Node:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _break_operation(where: str, pair: Pair, old: Node, new: Node) -> Iterator[str]:
    if old["operationId"] != new["operationId"]:
        yield f"{where}: its operation has another name"
    yield from _break_parameters(where, old, new)
    yield from _break_requests(where, pair, old, new)
    for status, answer in old["responses"].items():
        if status not in new["responses"]:
            yield f"{where}: no longer answers {status}"
            continue
        yield from _break_answers(f"{where} {status}", pair, answer, new["responses"][status])


def _break_parameters(where: str, old: Node, new: Node) -> Iterator[str]:
    before = {(p["in"], p["name"]): p for p in old.get("parameters", ())}
    after = {(p["in"], p["name"]): p for p in new.get("parameters", ())}
    for key in before.keys() - after.keys():
        yield f"{where}: the parameter {key[1]} is gone"
    for key, parameter in after.items():
        if parameter.get("required") and not before.get(key, {}).get("required"):
            yield f"{where}: the parameter {key[1]} is now required"


def _break_requests(where: str, pair: Pair, old: Node, new: Node) -> Iterator[str]:
    before, after = (o.get("requestBody", {}).get("content", {}) for o in (old, new))
    for media_type, content in before.items():
        if media_type not in after:
            yield f"{where}: no longer takes {media_type}"
        else:
            taken = after[media_type]["schema"]
            yield from _break_taken(f"{where} body", pair, content["schema"], taken)


def _break_answers(where: str, pair: Pair, old: Node, new: Node) -> Iterator[str]:
    for media_type, content in old.get("content", {}).items():
        if media_type not in new.get("content", {}):
            yield f"{where}: no longer answers with {media_type}"
        else:
            told = new["content"][media_type]["schema"]
            yield from _break_told(where, pair, content["schema"], told)


def _break_taken(where: str, pair: Pair, old: Node, new: Node) -> Iterator[str]:
    """What was taken must still be taken."""
    old, new = pair.resolve(old, new)
    for name in set(new.get("required", ())) - set(old.get("required", ())):
        yield f"{where}/{name}: is now required"
    for name, schema in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{where}/{name}: is no longer taken"
        else:
            yield from _break_taken(f"{where}/{name}", pair, schema, new["properties"][name])
    if "items" in old:
        yield from _break_taken(f"{where}/*", pair, old["items"], new.get("items", {}))
    yield from _tighter(where, old, new)
    if not _kinds(pair.old, old) <= _kinds(pair.new, new):
        yield f"{where}: takes fewer types"
    if "enum" in new and not set(old.get("enum", new["enum"])) <= set(new["enum"]):
        yield f"{where}: takes fewer values"


def _tighter(where: str, old: Node, new: Node) -> Iterator[str]:
    for key in ("maxLength", "maxItems", "maximum"):
        if key in new and new[key] < old.get(key, new[key]):
            yield f"{where}: {key} is smaller"
        elif key in new and key not in old and old:
            yield f"{where}: {key} is new"
    for key in ("minLength", "minItems", "minimum"):
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"{where}: {key} is larger"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"{where}: has another pattern"


def _break_told(where: str, pair: Pair, old: Node, new: Node) -> Iterator[str]:
    """What was told must still be told, and in the same types."""
    name = old.get("$ref", "")
    if name and (name, where.split(" ", maxsplit=1)[0]) in pair.seen:
        return
    pair.seen.add((name, where.split(" ", maxsplit=1)[0]))
    old, new = pair.resolve(old, new)
    for member in set(old.get("required", ())) - set(new.get("required", ())):
        yield f"{where}/{member}: may now be missing"
    for member, schema in old.get("properties", {}).items():
        if member not in new.get("properties", {}):
            yield f"{where}/{member}: is no longer told"
        else:
            yield from _break_told(f"{where}/{member}", pair, schema, new["properties"][member])
    if "items" in old:
        yield from _break_told(f"{where}/*", pair, old["items"], new.get("items", {}))
    if not _kinds(pair.new, new) <= _kinds(pair.old, old):
        yield f"{where}: is told in other types"


def _kinds(document: Node, schema: Node) -> set[str]:
    """Return the JSON types a schema allows."""
    schema = _follow(document, schema)
    if "anyOf" in schema:
        return {kind for part in schema["anyOf"] for kind in _kinds(document, part)}
    kinds = schema.get("type", "any")
    return set(kinds) if isinstance(kinds, list) else {kinds}
