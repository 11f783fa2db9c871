"""What reading costs: ours and the pipelines it is set beside, on the same texts in one run."""
