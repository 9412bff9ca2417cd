"""The work folder: what each stage yielded, and what to do where some of it is new, scattered, missing or of older code."""
