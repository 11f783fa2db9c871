"""A small collection with every kind of document."""

import json
from pathlib import Path

GOOD = (
    "France tabled the draft on rivers. Bolivia said it would vote against the draft.",
    "Kenya will vote for the draft on rivers. India has not decided.",
    "Nothing has been said about it.",
)
BAD = (
    ('{"id": "broken", "text": ', "malformed"),
    ('["no object"]', "malformed"),
    ('{"id": "none"}', "missing_text"),
    ('{"id": "blank", "text": " \\n"}', "empty_text"),
    ('{"id": "empty", "text": ""}', "empty_text"),
    ('{"id": "number", "text": 5}', "wrong_type"),
    ('{"id": "long", "text": "' + "a" * 100_001 + '"}', "too_long"),
    ('{"id": "body", "text": "Kenya agrees.", "body": 5}', "wrong_type"),
    ('{"id": "half", "text": "Kenya \\ud800 agrees."}', "malformed"),
)


def good_line(number: int) -> str:
    text = f"{GOOD[number % len(GOOD)]} This is report {number}."
    return json.dumps({"id": f"good-{number}", "text": text})


def write_collection(folder: Path, n_good: int) -> Path:
    """Two files; the bad documents lie among the good ones of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [good_line(i) for i in range(n_good)]
    half = n_good // 2
    (folder / "a.jsonl").write_text(
        "\n".join([*lines[: half // 2], *(line for line, _ in BAD), *lines[half // 2 : half]])
    )
    (folder / "b.jsonl").write_text("\n\n".join(lines[half:]) + "\n")
    return folder
