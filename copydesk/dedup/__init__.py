"""Copies: which records tell the same story in the same words, and which of them stands for the others."""

from __future__ import annotations

from copydesk.dedup.fingerprint import fingerprint_articles, hash_paragraphs
from copydesk.dedup.group import group_copies

DEDUP_VERSION = "3"

__all__ = ["DEDUP_VERSION", "fingerprint_articles", "group_copies", "hash_paragraphs"]
