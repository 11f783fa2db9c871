"""What something was made with: a record of settings and sources beside it, and how two differ."""

from collections.abc import Mapping
from typing import Any

MADE_WITH = "made_with.json"


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Dotted names in which two records differ, sorted.

    A name that stands in one alone is younger than the other, which was made without it: where it
    is nought, false or empty, the two do not differ.
    """
    first, second = _flat(one), _flat(other)
    return sorted(
        name
        for name in first.keys() | second.keys()
        if first.get(name) != second.get(name) and (first.get(name) or second.get(name))
    )


def _flat(section: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values by dotted name."""
    flat: dict[str, Any] = {}
    for name, value in section.items():
        flat |= (
            _flat(value, f"{prefix}{name}.")
            if isinstance(value, Mapping)
            else {prefix + name: value}
        )
    return flat
