"""News sentences and headlines of our own, with their names labelled by hand. See README.md and GUIDELINE.md."""

from training.names_corpus.load import (
    LABELS,
    TEXTS,
    Item,
    MarkupError,
    Name,
    is_held_out,
    parse_line,
    read_items,
)

__all__ = [
    "LABELS",
    "TEXTS",
    "Item",
    "MarkupError",
    "Name",
    "is_held_out",
    "parse_line",
    "read_items",
]
