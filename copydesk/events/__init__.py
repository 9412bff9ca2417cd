"""Events: who did what to whom, when and where, who says so, with the sentence that says it.

Here: the coder of one article and the rules by which reports of the collection are one happening. Names come resolved from the
entity stage; no model library is known here.
"""

from __future__ import annotations

from copydesk.events.coder import code_events

__all__ = ["code_events"]
