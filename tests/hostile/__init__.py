"""Broken and hostile raw files from a seed, and what every run over them must keep: `python -m tests.hostile.run`."""
