"""The software bill of materials names what serves, and nothing else."""

import json
import re
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"


def pinned(name: str) -> set[tuple[str, str]]:
    """Package and version of each line of a requirements file."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([\w.+!-]+)", text, re.MULTILINE)
    return {(re.sub(r"[-_.]+", "-", package).lower(), version) for package, version in found}


def test_the_bill_is_that_of_the_pinned_packages() -> None:
    bill = json.loads((REQUIREMENTS / "sbom.cdx.json").read_text(encoding="utf-8"))
    named = {
        (re.sub(r"[-_.]+", "-", each["name"]).lower(), each["version"])
        for each in bill["components"]
    }
    assert named == pinned("serving.txt") | pinned("reading.txt")  # else: make sbom
