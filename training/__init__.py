"""From sources to a release: prepare, fit, export, calibrate, assemble.

Comes in: params.yaml and what the sources of a recipe yield. Goes out: a release directory that
`model` runs. One module a stage; `pipeline` puts them in order.
"""
