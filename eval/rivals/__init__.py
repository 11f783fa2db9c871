"""What a release is measured against on the same splits: simple baselines and other models."""
