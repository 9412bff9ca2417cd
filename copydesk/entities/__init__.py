"""Who and what is named: mentions in one article, then the rules by which keys of the collection are one thing."""

from __future__ import annotations

from copydesk.entities.mentions import find_mentions

__all__ = ["find_mentions"]
