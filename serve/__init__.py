"""The product over HTTP: the BentoML service, its contract, its errors, its settings, the demo.

Comes in: requests. Goes out: JSON. The judging itself is `model`'s.
"""
