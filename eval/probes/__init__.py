"""Behavioural tests of a release: texts changed in a way with a known consequence.

After CheckList (Ribeiro et al. 2020). `transformations` changes texts of a set; `negation.jsonl`
and `paraphrase.jsonl` hold texts written for the purpose; `probe` runs both and counts.
"""

from eval.probes.probe import Failure, Probe, run_probes

__all__ = ["Failure", "Probe", "run_probes"]
