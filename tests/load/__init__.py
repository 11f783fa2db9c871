"""Proofs under load, against a real `whipcount serve` that each of them starts and stops.

`python -m tests.load.saturate` (or `make load`): at saturation, only 429 and 503 refuse, and memory
stays flat. `python -m tests.load.disturb` (or `make disturb`): workers are killed and the service
is told to end, and no accepted request is lost. A short run of the latter is in the default tests.
"""
