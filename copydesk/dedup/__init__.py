"""Copies: which records tell the same story in the same words, and which of them stands for the others."""

from __future__ import annotations

from copydesk.dedup.fingerprint import fingerprint_articles

DEDUP_VERSION = "1"
