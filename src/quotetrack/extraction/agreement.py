"""What a verb without a subject says of its subject: whether 'he' or 'she' speaks (Arabic, Russian).

A pack whose verbs show it has the pattern `feminine_verb`; for all others nothing is known.
"""

from __future__ import annotations

import re
from itertools import pairwise

from quotetrack.extraction import finders
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

ARTICLE = "ال"
JOINED_ARTICLE = "لل"
_SPOKEN = re.compile(r"\w\w")
FRAMES = "stulcp"  # of cues that agree with their subject


def gender(view: View, pack: Pack, attribution: Attribution) -> str:
    """'masculine' or 'feminine' by the cue; empty where it doesn't tell.

    A verb in the plural doesn't.
    """
    cue = attribution.cue
    if cue is None or "feminine_verb" not in pack.patterns or cue[2].frame not in FRAMES:
        return ""
    if "masculine_verb" in pack.patterns:  # the past tense shows it wherever its subject stands
        for shown in ("feminine", "masculine"):
            if pack.patterns[f"{shown}_verb"].search(cue[2].word):
                return shown
        return ""
    word = cue[2].word
    key = "\1" + word  # the pack's cues are few, and each comes again and again
    known: str | None = pack.memo.get(key)
    if known is None:
        feminine = pack.patterns["feminine_verb"].match(word) is not None
        known = "feminine" if feminine else "masculine"
        if pack.patterns["plural_verb"].search(word):
            known = ""
        pack.memo[key] = known
    return known


def subject_before(
    view: View, pack: Pack, attribution: Attribution, told: str, done: int
) -> Source | None:
    """The named subject of the sentence before, if nobody spoke in it and its verb agrees.

    `done`: where the last quotation ends.
    """
    assert attribution.cue is not None
    at = attribution.cue[0]
    low = max(0, done, at - 2 * MAX_SOURCE_CHARS)
    ends = [match.end() for match in pack.sentence_end.finditer(view.masked, low, at)]
    edges = [low, *(end for end in ends if end < at), at]
    pieces = [
        (start, end) for start, end in pairwise(edges) if _SPOKEN.search(view.masked, start, end)
    ]
    if done >= 0 and pieces and pieces[0][0] == low:
        del pieces[0]  # what is left of the last quotation's sentence
    if pieces and pieces[-1][1] == at:
        del pieces[-1]
    if not pieces:
        return None
    start, end = pieces[-1]
    words = view.masked[start:end].split(None, 1)
    subject = finders.of(pack).subject(view, pack, start, end, set())
    if subject is None or subject.mention is None or subject.kind != "name" or not words:
        return None
    verb = words[0].lstrip("".join(pack.words["clitic"]))
    if subject.mention.start > start and view.masked[start:].startswith(words[0]):
        feminine = pack.patterns["feminine_verb"].match(verb) is not None
        if feminine != (told == "feminine"):
            return None
    return subject


def role_with_article(view: View, pack: Pack, mention: Span) -> tuple[str, bool] | None:
    """The role that a definite description begins with, and whether it is the only word.

    None for an indefinite one: it means somebody new.
    """
    words = view.masked[mention.start : mention.end].split()
    if not words:
        return None
    first = words[0]
    before = view.masked[max(0, mention.start - 2) : mention.start]
    if first.startswith(ARTICLE):
        first = first[len(ARTICLE) :]
    elif before != JOINED_ARTICLE:
        return None
    if not any(first in pack.words[name] for name in ("title", "organisation", "label")):
        return None
    return first, len(words) == 1


def begins_with_role(description: str, role: str) -> bool:
    """Whether a description begins with a role, with the article or without.

    >>> begins_with_role("وزير الخارجية", "وزير"), begins_with_role("الوزير", "وزير")
    (True, True)
    """
    head = description.split(None, 1)[0] if description.split() else ""
    return head in (role, ARTICLE + role)
