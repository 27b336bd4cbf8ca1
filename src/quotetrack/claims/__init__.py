"""The same words by the same source, in many documents or twice in one: a claim and its mentions.

- `keys`      what counts as the same words and the same source; a claim's id
- `grouping`  mentions -> claims: exact words first, then near-duplicates (rensa, rapidfuzz)
- `drift`     where the mentions of a claim differ, and which is the earliest
"""

from __future__ import annotations

from quotetrack.claims.drift import Difference, Drift, Mention, drift
from quotetrack.claims.grouping import (
    Assignment,
    ClaimIndex,
    Words,
    assign,
    assign_prepared,
    prepare,
)
from quotetrack.claims.keys import claim_id, source_key, words_key

__all__ = [
    "Assignment",
    "ClaimIndex",
    "Difference",
    "Drift",
    "Mention",
    "Words",
    "assign",
    "assign_prepared",
    "claim_id",
    "drift",
    "prepare",
    "source_key",
    "words_key",
]
