"""What `bentoml containerize` installs beside the code: serving's pinned packages, no torch."""

from pathlib import Path

import bentoml

REQUIREMENTS = Path(__file__).parents[1] / "requirements"


def serving_image() -> bentoml.images.Image:
    """Python 3.11 with serving's packages and spaCy's English pipeline.

    The lines are read here because BentoML takes one requirements file alone, and none by its
    whole path; they are pinned by hand, so that it need not lock them again.
    """
    lines = [
        line
        for name in ("serving.txt", "reading.txt")
        for line in (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    image = bentoml.images.Image(python_version="3.11", lock_python_packages=False)
    return image.python_packages(*lines)
