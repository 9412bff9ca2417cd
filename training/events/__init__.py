"""Measures of the event coder on our own corpus, and the classifier over triggers that was tried beside it."""
