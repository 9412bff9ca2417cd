"""Copies: which records tell the same story in the same words, and which of them stands for the others."""

from __future__ import annotations

from copydesk.dedup.fingerprint import fingerprint_articles, hash_paragraphs
from copydesk.dedup.fold import group_copies
from copydesk.dedup.steps import Spread, run_step

__all__ = ["Spread", "fingerprint_articles", "group_copies", "hash_paragraphs", "run_step"]
