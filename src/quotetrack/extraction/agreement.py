"""What a verb without a subject says of its subject: whether 'he' or 'she' speaks (Arabic, Russian).

A pack whose verbs show it has the pattern `feminine_verb`; for all others nothing is known.
"""

from __future__ import annotations

import re
from itertools import pairwise

from quotetrack.extraction import finders
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.pack import Pack, remembered
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

ARTICLE = "ال"
JOINED_ARTICLE = "لل"
_SMALL = ("negation", "auxiliary", "subordinator", "adverb", "preposition", "inner_preposition")
_SPOKEN = re.compile(r"\w\w")
MAX_SENTENCES = 3  # before a verb without a subject, where somebody is looked for
PLURAL = "plural"
FRAMES = "stulcp"  # of cues that agree with their subject


def gender(view: View, pack: Pack, attribution: Attribution) -> str:
    """'masculine', 'feminine' or PLURAL by the cue; empty where it doesn't tell."""
    cue = attribution.cue
    if cue is None or "feminine_verb" not in pack.patterns or cue[2].frame not in FRAMES:
        return ""
    if "masculine_verb" in pack.patterns:  # the past tense shows it wherever its subject stands
        for shown in ("feminine", "masculine"):
            if pack.patterns[f"{shown}_verb"].search(cue[2].word):
                return shown
        return ""
    return _gender_of_verb(pack, cue[2].word)


@remembered
def _gender_of_verb(pack: Pack, verb: str) -> str:
    if pack.patterns["plural_verb"].search(verb):
        return PLURAL
    return "feminine" if pack.patterns["feminine_verb"].match(verb) else "masculine"


def subject_before(
    view: View, pack: Pack, attribution: Attribution, told: str, done: int
) -> Source | None:
    """The subject of the sentence before, if nobody spoke in it and its verb agrees.

    A name; where one sentence after another may leave it out, also who is only described.

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
    drops = bool(pack.numbers.get("article", 0))  # sentence after sentence without a subject
    for start, end in reversed(pieces[-MAX_SENTENCES if drops else -1 :]):
        subject = finders.subject_of(view, pack, start, end)
        if subject is None and drops:
            continue
        if subject is None or subject.mention is None:
            return None
        if subject.kind != "name" and not (
            drops and _is_somebody(view, pack, subject.mention, told)
        ):
            if drops:
                continue
            return None
        first = min(span.start for span in (subject.mention, subject.description) if span)
        words = view.masked[start : max(first, start + 1)].split()
        clitics = "".join(pack.words["clitic"])
        bare = [word.lstrip(clitics) for word in words]
        verb = next((word for word in reversed(bare) if not _is_small(pack, word)), "")
        if subject.mention.start > start and verb:
            feminine = pack.patterns["feminine_verb"].match(verb) is not None
            if told != PLURAL and feminine != (told == "feminine"):
                return None
        return subject
    return None


def _is_small(pack: Pack, word: str) -> bool:
    """Whether a word between a verb and its subject is none of the two."""
    return any(word in pack.words[name] for name in _SMALL)


def _is_somebody(view: View, pack: Pack, mention: Span, told: str) -> bool:
    """Whether a description without a name is of a person or a body of the gender that a verb tells."""
    words = view.masked[slice(*mention)].split()
    counted = len(words) > 1 and words[0] in pack.words["quantity"]
    first = words[counted].removeprefix(ARTICLE)
    if not any(
        first in pack.words[name] for name in ("title", "plural_role", "organisation", "label")
    ):
        return False
    return told != "masculine" or not (first.endswith("ة") or first in pack.words["plural_role"])


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
