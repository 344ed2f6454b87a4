"""A part of a form in another version of the same file: by the keys on the way to it, as its place may be another there."""

from typing import Any

from courses.content.whole import part_of


def alike(name: str, here: Any, there: Any) -> tuple[str, Any]:
    """What the part that is called `name` here is called there, and what it is there; None where it is not."""
    called = []
    for step in name.split("."):
        called.append(_step(step, here, there))
        here, there = _inside(here, step), _inside(there, called[-1])
    return ".".join(called), there


def keys_at(name: str, here: Any, there: Any) -> set[str]:
    """The keys of the list that has this name here, as it is there; the names, of parts that have names."""
    _name, parts = alike(name, here, there)
    if isinstance(parts, dict):
        return set(parts)
    return {str(part["key"]) for part in parts or () if isinstance(part, dict) and "key" in part}


def _step(step: str, here: Any, there: Any) -> str:
    keys = [_keys(parts) for parts in (here, there)]
    at = part_of(keys[0], step)
    if at is None or not all(keys):
        return step
    key = keys[0][at]
    return str(keys[1].index(key)) if key in keys[1] else str(len(keys[1]))


def _keys(parts: Any) -> list[Any]:
    """Those of a list that all have one."""
    if isinstance(parts, dict):
        return list(parts)
    keys = [part.get("key") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return keys if None not in keys else []


def _inside(parts: Any, step: str) -> Any:
    if isinstance(parts, dict) and not step.isdecimal():
        return parts.get(step)
    listed = list(parts.values()) if isinstance(parts, dict) else parts
    at = part_of(listed, step)
    return listed[at] if isinstance(listed, list) and at is not None else None
