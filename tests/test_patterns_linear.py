"""Every pattern of every pack, on strings built against it: no pattern backtracks without bound.

Two proofs. By its form: nothing is repeated without an end but a single sign, so that what is tried
at one place of a text does not grow with the text. By the clock: strings are made of the pattern's
own words and examples and of common letters, again and again, with something at the end that no
pattern matches, and each is searched from end to end, which is more than the engine asks of the
patterns for one word or place. Of those that take suspiciously long, the growth of the two slowest
is measured.

Doubling the length may at most multiply the CPU time by 2.5. What is reckoned is three doublings:
one alone is too unsteady. A busy machine makes searches slower, never faster, so the least time of
several counts, and a growth that doesn't come again is none.
"""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
import regex

from quotetrack.extraction import bounding, matches, packs, sources

WORST_DOUBLING = 2.5
DOUBLINGS = 3
SMALL = 1_500  # characters: several times what a pattern may look ahead
LARGE = SMALL * 2**DOUBLINGS
ENOUGH = 0.002  # seconds; a search that takes less is repeated
SUSPICIOUS = 0.4e-6  # seconds a character; a run of SMALL that is begun again at each takes more
SOON = 15.0  # seconds for SMALL characters: given up, it ends for nobody
ENDLESS = 60.0  # seconds for LARGE ones
TRIALS = 4
EVERYDAY_CHARS = 500
EVERYDAY_STRINGS = 6

# What patterns are made of: letters of all scripts, capitals, digits, marks, spaces, breaks.
COMMON = (
    "a", "A", "Aa ", "的", "王", "1", " ", "\n", "，", ", ", "·", "-", "’", ".", "（", "и", "И", "ی", "İ",
    "\u200c", "\ufdd0", "\ufdd1", "\ufdd2", "\u0301",
)  # fmt: skip
# What rules are made of: the letters of a sentence's code, and orders of them.
CODES = (
    "x", "q", "Q", "P", "s", "h", "w", ",", ":", "-", ".", "@", "x,", "xs", "qx", "Qx", "xq", ",h", ",w", "x:", "xh",
    "x,@", "hx,", "Q-x", "x,h",
)  # fmt: skip
TAGS = sorted(packs.available())


def patterns(tag: str) -> Iterator[tuple[str, regex.Pattern[str]]]:
    """Every compiled pattern of a pack with a name; each once."""
    pack = packs.load(tag)
    for name in ("pattern", "sentence_end", "insertion", "unopened", "dialogue"):
        if (pattern := getattr(pack.marks, name)) is not None:
            yield f"marks {name}", pattern
    for name in ("sentence_end", "atoms", "hidden", "complementizer"):
        yield name, getattr(pack, name)
    yield from pack.joints
    yield from pack.patterns.items()
    for rule in pack.rules:
        yield f"rule {rule.id}", rule.pattern
    seen = set()
    for cue in pack.cues:
        while cue is not None:
            for side in ("not_after", "not_before"):
                pattern = getattr(cue, side)
                if pattern is not None and pattern.pattern not in seen:
                    seen.add(pattern.pattern)
                    yield f"{side} {cue.word}", pattern
            cue = cue.otherwise


_LITERAL = regex.compile(r"\\.|[^\\()\[\]{}|?*+.^$]+")
_REPEATED_SIGN = regex.compile(r"(?<!\\)([^\\()\[\]{}?*+.])[*+]")
_SHOWN = 2  # examples of a pattern
_NEEDED = 300  # characters


def units(tag: str, name: str, pattern: str) -> list[str]:
    """What to repeat: the words of the pattern, single and by twos, its examples, common letters."""
    found = (match[0].removeprefix("\\") for match in _LITERAL.finditer(pattern))
    words = [word for word in dict.fromkeys(found) if not word.startswith((":", "<", "=", "!"))]
    # Spread over the pattern: its beginning alone would leave the ends of long lists untried.
    spread = words[:: max(1, len(words) // 3)][:3]
    pairs = [one + other for one, other in pairwise(spread)]
    pairs += [match[1] for match in _REPEATED_SIGN.finditer(pattern)]
    if name.startswith("rule "):
        return [*pairs, *CODES]
    shown = packs.load(tag).raw.get("pattern_examples", {}).get(name, {}).get("matches", ())
    examples = [match for _, match in shown[:_SHOWN]]
    return [*spread, *pairs, *examples, *(example[:-1] for example in examples), *COMMON]


def strings(tag: str, name: str, pattern: str) -> list[Callable[[int], str]]:
    """Each unit again and again, then what no pattern matches, then all that this one must find:
    a search gives up at once where a letter is missing that every match has."""

    def repeated(unit: str, tail: str) -> Callable[[int], str]:
        return lambda size: (unit * (size // len(unit) + 1))[:size] + tail

    found = dict.fromkeys(units(tag, name, pattern))
    needed = "\ufdd3" + "".join(match[0].removeprefix("\\") for match in _LITERAL.finditer(pattern))
    return [repeated(unit, tail) for unit in found if unit for tail in ("\ufdd3", needed[:_NEEDED])]


def times_found(pattern: regex.Pattern[str], text: str, limit: float) -> int:
    """Over the whole text; TimeoutError after so many seconds (a token's `re` knows no limit)."""
    if isinstance(pattern, re.Pattern):
        return sum(1 for _ in pattern.finditer(text))
    return sum(1 for _ in pattern.finditer(text, timeout=limit))


def seconds(pattern: regex.Pattern[str], text: str) -> float:
    """CPU time of one search from end to end; a short one is repeated."""
    times = 1
    while True:
        started = time.process_time()
        for _ in range(times):
            times_found(pattern, text, ENDLESS)
        took = time.process_time() - started
        if took >= ENOUGH or times >= 10_000:
            return took / times
        times *= 4


def growth(pattern: regex.Pattern[str], make: Callable[[int], str], small: int = SMALL) -> float:
    """What one doubling multiplies the time by: the least of several trials."""
    brief, ample = make(small), make(small * 2**DOUBLINGS)
    least = float("inf")
    for _ in range(TRIALS):
        short = min(seconds(pattern, brief) for _ in range(2))
        try:
            least = min(least, (seconds(pattern, ample) / short) ** (1 / DOUBLINGS))
        except TimeoutError:
            break
        if least <= WORST_DOUBLING:
            break
    return least


def worst(tag: str, name: str, pattern: regex.Pattern[str]) -> tuple[float, str]:
    """The worst growth, and on what: of strings that take suspiciously long a character."""
    gc.collect()
    cost = []
    for make in strings(tag, name, pattern.pattern):
        text = make(SMALL)
        started = time.process_time()
        try:
            times_found(pattern, text, SOON)
        except TimeoutError:
            return float("inf"), make(24)
        took = time.process_time() - started
        if took > SUSPICIOUS * SMALL:
            cost.append((took, make))
    found = (0.0, "")
    for _, make in sorted(cost, key=lambda entry: entry[0], reverse=True)[:2]:
        found = max(found, (growth(pattern, make), make(24)))
    return found


@pytest.mark.parametrize(
    "bad",
    [r"x*[yz]", r"x*+[yz]", r"(?:x|x)++[yz]", r"(?<=[yz]x*)x", r"x(?=.*[yz])", r"(?:x{9})*[yz]"],
)
def test_the_measure_finds_a_pattern_that_is_not_linear(bad: str) -> None:
    """Each begins again at every x and runs to the end each time."""
    assert growth(regex.compile(bad), lambda size: "x" * size, small=200) > WORST_DOUBLING


@pytest.mark.parametrize("good", [r"x+", r"x{1,400}[yz]", r"(?:x{1,9}){1,3}[yz]", r"^x*[yz]"])
def test_the_measure_leaves_a_pattern_that_is_linear(good: str) -> None:
    assert growth(regex.compile(good), lambda size: "x" * size) < WORST_DOUBLING


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        (r"x+ \.*+ \n{2,}", r"x+ \.*+ \n{2,}"),
        (r"\w+ \p{Lu}*? \S{2,}+", r"\w{1,100} \p{Lu}{0,100}? \S{2,100}+"),
        (r"[a[b]c]+ [^\]+]* .* .{500,}", r"[a[b]c]{1,100} [^\]+]{0,400} .{0,400} .{500,500}"),
        (r"(?:ab)+ (?=a)(b|c){2,}+ (d)*?", r"(?:ab){1,40} (?=a)(b|c){2,40}+ (d){0,40}?"),
        (r"a{3} b{1,4}+ \( \[+ []+]+ [+*]", r"a{3} b{1,4}+ \( \[+ []+]{1,100} [+*]"),
    ],
)
def test_every_repeat_gets_an_end(written: str, compiled: str) -> None:
    assert bounding.bounded(written) == compiled
    assert bounding.bounded(compiled) == compiled


def test_the_ends_are_as_far_as_the_engine_looks() -> None:
    """So that they leave every match as it is: a source, a cue's side of a sentence's code."""
    assert bounding.MAX_STRETCH >= sources.MAX_SOURCE_CHARS
    assert bounding.MAX_TIMES >= matches.WINDOW
    assert bounding.MAX_STRETCH >= 2 * matches.WINDOW
    assert SMALL > 3 * bounding.MAX_STRETCH


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_is_repeated_without_an_end(tag: str) -> None:
    for name, pattern in patterns(tag):
        assert bounding.bounded(pattern.pattern) == pattern.pattern, name


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("tag", TAGS)
def test_every_pattern_is_linear(tag: str) -> None:
    bad = []
    for name, pattern in patterns(tag):
        rate, text = worst(tag, name, pattern)
        if rate > WORST_DOUBLING:
            bad.append(f"{name}: doubling takes {rate:.1f} times as long on {text!r}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("tag", TAGS)
def test_no_order_of_atoms_is_tried_for_long(tag: str) -> None:
    """Codes as long as a rule may see them, of every two letters in turn: a rule that reads them in
    many ways tries them all where the last letter fits none."""
    turns = [(a + b) * (matches.WINDOW // 2) for a in "xqQhw,:-.;s" for b in "xqQhw,:-.;s"]
    codes = [code for turn in turns for code in (turn + "@!", "@" + turn + "!", turn + ",@x!")]
    for rule in packs.load(tag).rules:
        for code in codes:
            try:
                rule.pattern.search(code, timeout=5)
            except TimeoutError:
                pytest.fail(f"{rule.id} does not end on {code}")


@pytest.mark.parametrize("tag", TAGS)
def test_every_pattern_ends_soon(tag: str) -> None:
    """The everyday form: each pattern over each string once, within a bound per character."""
    for name, pattern in patterns(tag):
        for make in strings(tag, name, pattern.pattern)[:EVERYDAY_STRINGS]:
            text = make(EVERYDAY_CHARS)
            try:
                times_found(pattern, text, 5)
            except TimeoutError:
                pytest.fail(f"{name} does not end on {text[:24]!r}…")
