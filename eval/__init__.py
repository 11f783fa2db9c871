"""How good a release is, on what, how sure, and what it costs.

Comes in: a release and labelled examples. Goes out: tables, metrics.json, and the figures that the
documents quote.
"""
