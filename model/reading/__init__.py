"""From a text to its sentences, its actors and its resolution; knows nothing of the network.

Comes in: a text, and what the caller knows. Goes out: a `Reading`.
"""

import sys

# spaCy's backend imports torch wherever it is installed, though the small pipeline never uses it:
# 200 MB and seconds at every start. It is hidden while spaCy is first imported.
_hidden = "torch" not in sys.modules
if _hidden:
    sys.modules["torch"] = None  # type: ignore[assignment]
try:
    import spacy as _spacy  # noqa: F401
finally:
    if _hidden:
        del sys.modules["torch"]
