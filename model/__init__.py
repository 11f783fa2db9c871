"""What a stance is, and how it is read from a text.

Comes in: a text, and what the caller knows of the resolution and the actors. Goes out: each
actor's stance, probabilities, basis and evidence (`StanceClassifier.classify`). This room imports
nothing of the others and needs neither torch nor transformers.
"""
