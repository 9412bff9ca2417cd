"""Events: who did what to whom, when and where, who says so, with the sentence that says it.

Here: the coder of one article and the merging of its findings over the collection. Names come resolved from the
entity stage; no model library is known here.
"""

from __future__ import annotations

from copydesk.events.coder import code_events
from copydesk.events.merging import merge_events

__all__ = ["code_events", "merge_events"]
