"""Mentions -> claims: exact words first, then near-duplicates, within one source.

Claims only grow: a mention joins the claim that its words are nearest to, or founds one. So an id
never changes, whatever is added later. What a mention is compared with comes from an index of the
bands of MinHash sketches, so adding mentions costs in proportion to what is added; an index may
be filled with just the stored texts that share a band with them (`sketch`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from struct import Struct
from typing import NamedTuple
from zlib import crc32

from quotetrack.claims.keys import claim_id, is_dense, source_key, words_key

# Of pairs with a Jaccard similarity of 0.5 (three words of fifteen changed) 93 % share a band, of
# 0.6 99 %, of 0.1 2 %: what the sketch lets through is compared word by word.
BANDS = 20
ROWS_A_BAND = 3
SEED = 42
# Share of the letters that two texts have in common, in order.
MIN_SIMILARITY = 0.75
# One text within the other: a quotation cut short, if this much of the longer one is left.
MIN_PART_SIMILARITY = 0.95
MIN_PART_SHARE = 0.4
# Below this, in letters (a Han character is three), only the exact words are the same claim; and
# only from here on do words alone tell that a mention without a source is a named person's.
MIN_LETTERS = 24
LETTERS_A_HAN = 3
SHINGLE_LETTERS = 4
SHINGLE_HAN = 2

_BAND_BYTES = 4 * ROWS_A_BAND
_ROW = Struct(f"<{BANDS * ROWS_A_BAND}I")


class Words(NamedTuple):
    """What one row says and who says it; `row` is the caller's, and comes back."""

    row: int
    text: str
    expert: str | None = None
    who: str | None = None


class Prepared(NamedTuple):
    """A row with its source and words as they are compared; see `keys` and `sketch`."""

    row: int
    source: str | None
    words: str
    bands: tuple[int, ...]


class Assignment(NamedTuple):
    """The claim that a row is a mention of.

    `similarity` is 1 for the exact words. `founds` and `is_new` say whether the claim, or just
    the wording `(source, words)` with its `bands`, is not in the index that was given.
    """

    row: int
    claim: str
    similarity: float
    source: str | None
    words: str
    bands: tuple[int, ...]
    founds: bool
    is_new: bool


class ClaimIndex:
    """Wordings that claims have, by exact key and by band."""

    def __init__(self) -> None:
        self._claim_of: dict[tuple[str | None, str], str] = {}
        self._named: dict[str, set[str]] = {}
        # Most bands are one wording's: a tuple, which the collector of garbage need not follow.
        self._bands: dict[int, Sequence[tuple[str | None, str]]] = {}

    def add(self, source: str | None, words: str, claim: str, bands: Iterable[int] = ()) -> None:
        """Makes a wording known, or more of its bands; the claim it had first it keeps."""
        wording = (source, words)
        if wording not in self._claim_of:
            self._claim_of[wording] = claim
            if source is not None:
                self._named.setdefault(words, set()).add(claim)
        for band in bands:
            held = self._bands.get(band)
            if held is None:
                self._bands[band] = (wording,)
            elif isinstance(held, list):
                held.append(wording)
            else:
                self._bands[band] = [*held, wording]

    def exact(self, source: str | None, words: str) -> str | None:
        """The claim with exactly these words by this source.

        Without a source, long words are taken for the one named source's who said them.
        """
        found = self._claim_of.get((source, words))
        if found is None and source is None and _letters(words) >= MIN_LETTERS:
            named = self._named.get(words, set())
            return next(iter(named)) if len(named) == 1 else None
        return found

    def nearest(
        self, source: str | None, words: str, bands: Iterable[int]
    ) -> tuple[str, float] | None:
        """The claim with the most similar words by this source, and how similar they are."""
        candidates: dict[str, str] = {}
        for band in bands:
            for wording in self._bands.get(band, ()):
                if wording[0] == source:
                    candidates[wording[1]] = self._claim_of[wording]
        best: tuple[str, float] | None = None
        for other, claim in candidates.items():
            score = similarity(words, other, best[1] if best else MIN_SIMILARITY)
            if score and (best is None or score > best[1]):
                best = (claim, score)
        return best


def prepare(mentions: Iterable[Words]) -> list[Prepared]:
    """What of each mention is compared: its source, its words, and their bands."""
    source_of = cache(source_key)  # a few people say most of what is said
    keyed = [
        (mention.row, source_of(mention.expert, mention.who), words_key(mention.text))
        for mention in mentions
    ]
    wordings = list(dict.fromkeys((source, words) for _, source, words in keyed))
    bands_of = dict(zip(wordings, sketch(wordings), strict=True))
    return [Prepared(row, source, words, bands_of[source, words]) for row, source, words in keyed]


def assign(mentions: Iterable[Words], index: ClaimIndex) -> list[Assignment]:
    """The claim of each mention, in the order given; the index learns the new ones.

    An order by date makes the earliest mention the one that a claim is named by.
    """
    return [_place(prepared, index) for prepared in prepare(mentions)]


def assign_prepared(mentions: Iterable[Prepared], index: ClaimIndex) -> list[Assignment]:
    """`assign` for mentions that were prepared, say to fill the index with what is near them."""
    return [_place(prepared, index) for prepared in mentions]


def _place(mention: Prepared, index: ClaimIndex) -> Assignment:
    row, source, words, bands = mention
    claim = index.exact(source, words)
    if claim is not None:
        return Assignment(row, claim, 1.0, source, words, bands, founds=False, is_new=False)
    near = index.nearest(source, words, bands) if bands else None
    claim, score = near or (claim_id(source, words), 1.0)
    index.add(source, words, claim, bands)
    return Assignment(row, claim, score, source, words, bands, founds=near is None, is_new=True)


def sketch(wordings: Sequence[tuple[str | None, str]]) -> list[tuple[int, ...]]:
    """The band hashes (32 bits) of each (source, words); none for words too short for it.

    Equal in every process and on every machine: they are stored.
    """
    long_enough = [at for at, (_, words) in enumerate(wordings) if _letters(words) >= MIN_LETTERS]
    found: list[tuple[int, ...]] = [()] * len(wordings)
    if not long_enough:
        return found
    from rensa import RMinHash

    digests = RMinHash.digest_matrix_from_token_sets(
        [_shingles(wordings[at][1]) for at in long_enough], BANDS * ROWS_A_BAND, SEED
    ).to_rows()
    seeds: dict[str | None, int] = {}
    for at, digest in zip(long_enough, digests, strict=True):
        source = wordings[at][0]
        if source not in seeds:
            seeds[source] = crc32((source or "").encode("utf-8", "surrogatepass"))
        seed, packed = seeds[source], _ROW.pack(*digest)
        found[at] = tuple(
            crc32(packed[band * _BAND_BYTES : (band + 1) * _BAND_BYTES], seed + band & 0xFFFFFFFF)
            for band in range(BANDS)
        )
    return found


def similarity(words: str, other: str, at_least: float = MIN_SIMILARITY) -> float:
    """How alike two folded texts are, 0 if less than `at_least`: letters shared in order.

    A text that is cut short is compared with the part of the other that it is.
    """
    from rapidfuzz.fuzz import partial_ratio, ratio

    score = ratio(words, other, score_cutoff=at_least * 100) / 100
    if score:
        return score
    shorter, longer = sorted((words, other), key=len)
    if len(shorter) < len(longer) * MIN_PART_SHARE or _letters(shorter) < 2 * MIN_LETTERS:
        return 0.0
    part = partial_ratio(shorter, longer, score_cutoff=MIN_PART_SIMILARITY * 100)
    return MIN_SIMILARITY if part and at_least <= MIN_SIMILARITY else 0.0


def _letters(words: str) -> int:
    return len(words) * LETTERS_A_HAN if is_dense(words) else len(words)


def _shingles(words: str) -> list[str]:
    size = SHINGLE_HAN if is_dense(words) else SHINGLE_LETTERS
    return [words[at : at + size] for at in range(len(words) - size + 1)]
