"""Fuzz targets, one per reader and one per kind of record for the parser: for hypothesis in CI, for atheris at length."""
