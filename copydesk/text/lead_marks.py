"""Marks of a word of an article's headline or lead: laid with its terms by `copydesk.dedup.sketch`, asked by `copydesk.stories.pairs`.

What the one article has of these and the other lacks speaks against one happening.
"""

LEAD_NAME, LEAD_FIGURE, HEADLINE, LEAD = 1, 2, 4, 8  # bits: a term may have several
