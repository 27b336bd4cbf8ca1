"""Claims: 100,000 quotes, 30 % of them mutated copies of others; precision, recall, time.

The quotes are made here, seeded: words of an invented vocabulary with natural frequencies, in
Latin letters and in Han characters, by sources of very unequal productivity. A mutated copy has
words changed, cut or added (up to a fifth), its end cut off, or only its marks and case changed.
The yardstick is the bare rensa pass: shingles, MinHash of 128, LSH of 32 bands, one query each.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate
from time import perf_counter
from typing import Any, NamedTuple

from quotetrack.claims import ClaimIndex, Words, assign

QUOTES = 100_000
SHARE_OF_COPIES = 0.3
SOURCES = 4_000
VOCABULARY = 20_000
LATER_QUOTES = (1_000, 5_000)  # 5 a document


class Result(NamedTuple):
    """What `run` measures; times in seconds, `later` by number of quotes added to the index."""

    quotes: int
    precision: float
    recall: float
    seconds: float
    bare_rensa_seconds: float
    later: dict[int, float]


def make(quotes: int = QUOTES, seed: int = 7) -> tuple[list[Words], list[int]]:
    """Quotes and, for each, the number of the claim it was made from."""
    rng = random.Random(seed)
    latin = [
        "".join(rng.choices("etaoinshrdlucmfwypvbgk", k=rng.randint(2, 9)))
        for _ in range(VOCABULARY)
    ]
    han = [
        "".join(chr(0x4E00 + rng.randrange(6000)) for _ in range(rng.choice((1, 2))))
        for _ in range(VOCABULARY)
    ]
    by_rank = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    sources = list(accumulate(1 / (rank + 1) for rank in range(SOURCES)))
    made: list[Words] = []
    truth: list[int] = []
    originals: list[int] = []
    for row in range(quotes):
        if originals and rng.random() < SHARE_OF_COPIES:
            origin = rng.choice(originals)
            old = made[origin]
            vocabulary, glue = (han, "") if "\u4e00" <= old.text[-2] <= "\u9fff" else (latin, " ")
            words = old.text[:-1].split(" ") if glue else list(old.text[:-1])
            text = glue.join(mutated(words, vocabulary, rng)) + rng.choice(".!")
            made.append(old._replace(row=row, text=text))
            truth.append(truth[origin])
            continue
        vocabulary, glue = (latin, " ") if rng.random() < 0.5 else (han, "")
        words = rng.choices(vocabulary, cum_weights=by_rank, k=rng.randint(10, 40))
        who = f"Source {rng.choices(range(SOURCES), cum_weights=sources)[0]}"
        made.append(Words(row, glue.join(words) + ".", None, who))
        truth.append(row)
        originals.append(row)
    return made, truth


def mutated(words: list[str], vocabulary: list[str], rng: random.Random) -> list[str]:
    """A copy as newsrooms make them."""
    kind = rng.randrange(5)
    words = list(words)
    edits = max(1, round(len(words) * rng.uniform(0.02, 0.2)))
    if kind == 0:  # only the marks and the case
        return [words[0].upper(), *words[1:]]
    if kind == 1:  # the end cut off
        return words[: max(6, len(words) - 2 * edits)]
    for _ in range(edits):
        at = rng.randrange(len(words))
        if kind == 2:
            words[at] = rng.choice(vocabulary)
        elif kind == 3:
            words.insert(at, rng.choice(vocabulary))
        elif len(words) > 6:
            del words[at]
    return words


def scores(truth: list[int], found: list[str]) -> tuple[float, float]:
    """Pairwise precision and recall of a grouping."""

    def pairs(counts: Counter[object]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    both = pairs(Counter(zip(truth, found, strict=True)))
    return both / pairs(Counter(found)), both / pairs(Counter(truth))


def bare_rensa(texts: list[str]) -> float:
    """Seconds of the yardstick."""
    from rensa import RMinHash, RMinHashLSH

    start = perf_counter()
    shingles = [[text[at : at + 4] for at in range(max(1, len(text) - 3))] for text in texts]
    sketches = RMinHash.from_token_sets(shingles, 128, 42)
    index = RMinHashLSH(0.6, 128, 32)
    index.insert_many(sketches)
    for sketch in sketches:
        index.query(sketch)
    return perf_counter() - start


def run(quotes: int = QUOTES) -> Result:
    """Group the quotes, then add later ones to the index."""
    made, truth = make(quotes + sum(LATER_QUOTES))
    index = ClaimIndex()
    start = perf_counter()
    found = assign(made[:quotes], index)
    seconds = perf_counter() - start
    later, at = {}, quotes
    for count in LATER_QUOTES:
        start = perf_counter()
        found += assign(made[at : at + count], index)
        later[count] = perf_counter() - start
        at += count
    precision, recall = scores(truth[:quotes], [item.claim for item in found[:quotes]])
    bare = bare_rensa([words.text for words in made[:quotes]])
    return Result(quotes, precision, recall, seconds, bare, later)


def table(*, quick: bool) -> dict[str, Any]:
    """The rows for docs/performance.md: finding claims anew, then adding to them."""
    found = run(QUOTES // 10 if quick else QUOTES)
    rows: list[dict[str, Any]] = [
        {
            "what": "all anew",
            "quotes": found.quotes,
            "s": found.seconds,
            "times bare rensa": found.seconds / found.bare_rensa_seconds,
            "precision": f"{found.precision:.3f}",
            "recall": f"{found.recall:.3f}",
        }
    ]
    rows += [
        {
            "what": f"{number:,} more",
            "quotes": found.quotes + number,
            "s": seconds,
            "times bare rensa": None,
            "precision": None,
            "recall": None,
        }
        for number, seconds in found.later.items()
    ]
    return {"rows": rows}


if __name__ == "__main__":
    result = run()
    print(
        f"{result.quotes:,} quotes: pairwise precision {result.precision:.4f}, "
        f"recall {result.recall:.4f}; {result.seconds:.1f} s, bare rensa pass "
        f"{result.bare_rensa_seconds:.1f} s; later "
        + ", ".join(f"{count:,} quotes {took:.2f} s" for count, took in result.later.items())
    )
