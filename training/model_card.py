"""The model card of a release, written from its manifest alone."""

from model.manifest import Manifest

CARD = "MODEL_CARD.md"


def model_card(manifest: Manifest) -> str:
    """Markdown: what the weights are, what they learned from, how well, and what they are for."""
    sources = "\n".join(
        f"| {name} | {facts['licence']} | {facts['published']} | `{facts['sha256'][:16]}` |"
        for name, facts in manifest.sources.items()
    )
    metrics = "\n".join(f"| {name} | {value:.3f} |" for name, value in manifest.metrics.items())
    calibration = manifest.calibration
    return f"""# {manifest.name}

A small transformer that reads a text about a pending resolution once and says, for each actor
named, whether it supports, opposes or is undecided, on what basis, and which words show it.

- created {manifest.created} by the `{manifest.recipe}` recipe, code revision `{manifest.code}`
- started from `{manifest.base["name"]}` (SHA-256 `{manifest.base["sha256"][:16]}`, Apache-2.0)
- weights: ONNX, quantisation {manifest.quantisation}; no pickled data

## Learned from

| source | licence | published | SHA-256 |
|---|---|---|---|
{sources}

## Measured when it was made (calibration split, used for early stopping too)

| figure | value |
|---|---|
{metrics}

These figures chose the checkpoint and so flatter it. `whipcount evaluate` prints those of texts
that nothing was chosen on.

Stance temperature {calibration.stance_temperature:.2f}, basis temperature
{calibration.basis_temperature:.2f}, {len(calibration.nonconformity)} conformal scores. Actors of
one text are not independent of each other, so the coverage of prediction sets is approximate.

## Use

English texts of up to 100 000 characters about one pending resolution. It judges what the text
shows, not what the actor thinks; it does not check facts, and a wrong attribution in the text is a
wrong answer here. Learned from invented passages: real text differs. Do not act on a single
verdict about a person without reading the words it rests on.
"""
