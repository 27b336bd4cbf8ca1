"""What a pack may say: its frames, sides, stances, atoms and numbers."""

from __future__ import annotations

FRAMES = {
    "says": "s",  # X says that …, X says: “…”
    "tells": "t",  # X tells Y (that) …
    "according": "a",  # according to X
    "labels": "l",  # X calls Y “…”
    "urges": "u",  # X urges Y to …
    "accuses": "c",  # X accuses Y of …
    "noun": "n",  # X's statement that …
    "participle": "p",  # saying that …: its subject stands earlier in the sentence
    "carries": "k",  # a clause, then the verb, its subject in the verb or before it (Turkish)
    "stands": "d",  # it says in X that …
    "postposed": "z",  # X zufolge: according to X
    "passive": "v",  # Z was called “…” by X
    "own": "o",  # in his words: the source stands inside the cue
    "running": "r",  # the mood of a sentence that goes on reporting: Sie habe nichts gewusst.
}


BLOCK = "block"  # a longer word that only looks like a cue


# Lengths in characters and switches, where a pack gives none; see docs/packs.md.
NUMBERS = {
    "clause_fragment": 18,
    "conjunction_reach": 60,
    "long_fragment": 12,
    "longest_acting_clause": 30,
    "longest_unknown_cue": 40,
    "shortest_clause": 8,
    "shortest_label": 1,
    "shortest_name": 2,
}


# The groups of `atoms` and their letters in a sentence's code.
PUNCTUATION = {"comma": ",", "colon": ":", "dash": "-", "semicolon": ";", "stop": "."}


# Words that join a clause to its cue, and their letters in a sentence's code. Apart from the
# punctuation: a pattern whose every branch begins with a sign of its own is found many times faster.
JOINTS = {"that": "h", "as": "w"}


STANCES = ("asserts", "denies", "asks", "urges")


SIDES = (
    "theme",
    "before",
    "after",
    "head",
    "any",
    "subject",
    "carried",
    "complement",
    "owner",
    "within",
    "inside",
    "around",
    "apposed",
    "colon",
    "opening",
    "signed",
)


NOUNS = ("", "declined", "inverted", "suffixed", "uncased")


NEVER = r"(?!)"


DESCRIPTIONS = ("role", "organisation", "plural", "place", "document")
