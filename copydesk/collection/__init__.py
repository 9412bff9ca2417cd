"""The steps over the whole collection: relations that are kept from run to run, in DuckDB over the work files.

Kept is what is narrow: which records were delivered, which reading of each counts, what repeats what, which rows the
tables have. A run finds what came, went or changed since, deletes what that touches and computes it anew; a first run is
the same with everything new. So the answer never depends on the way there, and a state that is lost, damaged or of
another version is no state: it is dropped and made again (docs/decisions/020-kept-relations.md).

Texts are never kept here: they stay in the work files and the published tables, and are read for changed rows alone.
"""
