"""Measures of the event coder on our own corpus."""
