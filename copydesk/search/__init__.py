"""Words looked up in titles, bodies and the sentences that report events: `copydesk search`, `tables.search`.

What is found are articles, or with a type of event the sentences that report one. The index is made when it is first asked
for, of one published version, and says nothing that the tables don't: it may be deleted at any time.
"""

from copydesk.search.finding import Answer, Hit, search

__all__ = ["Answer", "Hit", "search"]
