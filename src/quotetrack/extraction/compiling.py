"""A pack's TOML, checked and compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import ahocorasick_rs
import regex

from quotetrack.errors import PackError
from quotetrack.extraction import letters
from quotetrack.extraction.bounding import bounded
from quotetrack.extraction.pack import Cue, Marks, Pack, Patterns, Rule, Words
from quotetrack.extraction.patterns import compiled, looked_up, named_parts, neighbour
from quotetrack.extraction.vocabulary import (
    BLOCK,
    DESCRIPTIONS,
    FRAMES,
    JOINTS,
    NEVER,
    NOUNS,
    NUMBERS,
    PUNCTUATION,
    SIDES,
    STANCES,
)
from quotetrack.folding import to_simplified


def compile_pack(source: str, name: str) -> Pack:
    """Check and compile the TOML text of a pack."""
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: not valid TOML: {error}") from error
    try:
        return _compile(raw, name)
    except KeyError as error:
        raise PackError(f"{name}: the key {error} is missing") from error
    except (regex.error, re.error) as error:
        raise PackError(f"{name}: a pattern does not compile: {error}") from error


def _compile(raw: dict[str, Any], name: str) -> Pack:
    language = raw["language"]
    written = raw
    if language["fold"] in _SPELLINGS:
        raw = {
            **raw,
            **{key: _respelt(raw.get(key, {}), _FOLDS[language["fold"]]) for key in _FOLDED},
        }
    spaced = bool(language["spaced"])
    parts = named_parts(raw.get("words", {}), raw.get("parts", {}), name)
    cues = _cues(raw["cues"], parts, name, signs=language["fold"] == "arabic")
    words = list(cues)
    tabled = {"token", *language.get("patterns_by_table", ())}
    punctuation = raw["punctuation"]
    index, index_kinds = _index(raw.get("words", {}))
    return Pack(
        index=index,
        described=frozenset(
            word for kind in DESCRIPTIONS for word in raw.get("words", {}).get(kind, ())
        ),
        index_kinds=index_kinds,
        tag=language["tag"],
        spaced=spaced,
        nouns=_nouns(language.get("nouns", ""), name),
        fold=_FOLDS[language["fold"]],
        marks=_marks(raw["marks"], punctuation, parts, spaced),
        automaton=ahocorasick_rs.AhoCorasick(
            words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        ),
        cues=tuple(cues[word] for word in words),
        sentence_end=compiled(punctuation["sentence_end"], parts),
        atoms=_atoms(punctuation["atoms"], parts, name),
        joints=tuple(
            (letter, compiled(punctuation[key], parts))
            for key, letter in JOINTS.items()
            if key in punctuation
        ),
        hidden=compiled(punctuation["hidden"], parts),
        glued=written.get("punctuation", {}).get("glued", ""),
        complementizer=compiled(punctuation.get("complementizer", NEVER), parts),
        rules=tuple(_rule(entry, language["tag"], name) for entry in raw["rules"]),
        patterns=Patterns(
            {
                key: looked_up(value, parts, name) if key in tabled else compiled(value, parts)
                for key, value in raw.get("patterns", {}).items()
            }
        ),
        words=Words({key: frozenset(value) for key, value in raw.get("words", {}).items()}),
        numbers={**NUMBERS, **raw.get("numbers", {})},
        raw=written,
        lowers=_FOLDS[language["fold"]]("A") == "a",
        runs=any(cue is not None and cue.frame == FRAMES["running"] for cue in cues.values()),
    )


_SPELLINGS = ("arabic", "persian")  # folds that a pack's own words need too
_FOLDED = ("words", "parts", "patterns", "cues", "punctuation")


def _respelt(value: Any, fold: Callable[[str], str]) -> Any:
    """The words and patterns of a pack as its fold spells them; a list has each only once."""
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, list):
        listed = [_respelt(one, fold) for one in value]
        return (
            list(dict.fromkeys(listed)) if all(isinstance(one, str) for one in listed) else listed
        )
    if isinstance(value, dict):
        return {key: _respelt(one, fold) for key, one in value.items()}
    return value


def _index(words: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """One automaton for role nouns and the words that open adverbials (unspaced languages)."""
    kinds: dict[str, str] = {}
    for key, letter in (("role", "r"), ("opener", "o"), ("guarded_opener", "g")):
        for word in words.get(key, ()):
            kinds[word] = kinds.get(word, "") + letter
    return ahocorasick_rs.AhoCorasick(list(kinds)), tuple(kinds.values())


def _atoms(pattern: str, parts: Mapping[str, str], name: str) -> regex.Pattern[str]:
    atoms = compiled(pattern, parts)
    if unknown := set(atoms.groupindex) - set(PUNCTUATION):
        raise PackError(
            f"{name}: punctuation.atoms has the group {min(unknown)}; it takes "
            f"{', '.join(PUNCTUATION)}, and what joins a clause goes into punctuation.that and .as"
        )
    return atoms


def _nouns(nouns: str, name: str) -> str:
    if nouns not in NOUNS:
        raise PackError(f"{name}: nouns must be one of {', '.join(NOUNS[1:])}, or left out")
    return nouns


def _cues(
    groups: list[dict[str, Any]], parts: Mapping[str, str], name: str, *, signs: bool = False
) -> dict[str, Cue | None]:
    cues: dict[str, Cue | None] = {}
    for group in groups:
        frame, stance = group["frame"], group.get("stance", "asserts")
        if frame != BLOCK and frame not in FRAMES:
            raise PackError(
                f"{name}: the frame {frame!r} is unknown; known are {', '.join(FRAMES)}"
            )
        if stance not in STANCES:
            raise PackError(
                f"{name}: the stance {stance!r} is unknown; known are {', '.join(STANCES)}"
            )
        words = list(group.get("words", ()))
        for stem in group.get("stems", ()):
            words += [stem + ending for ending in group["endings"]]
        if signs:  # the first word may be written with a vowel sign: وفقًا, which leaves a filler
            words += [word.replace(" ", f"{letters.FILLER} ", 1) for word in words if " " in word]
        not_after = neighbour(group.get("not_after"), parts, before=True)
        not_before = neighbour(group.get("not_before"), parts, before=False)
        for word in words:
            first = cues.get(word)
            if word in cues and (
                first is None or frame not in ("noun", "own", "passive", "accuses", "says")
            ):
                raise PackError(f"{name}: the cue {word!r} is listed twice")
            cue = (
                None
                if frame == BLOCK
                else Cue(
                    word=word,
                    frame=FRAMES[frame],
                    stance=stance,
                    not_after=not_after,
                    not_before=not_before,
                    takes=group.get("takes", "clause"),
                    lower=bool(group.get("lower", False)),
                    named=bool(group.get("named", False)),
                )
            )
            cues[word] = cue if first is None or cue is None else _chained(first, cue)
    return cues


def _chained(first: Cue, last: Cue) -> Cue:
    """The cue that a word is, with `last` as what it is where its neighbours rule all else out."""
    return replace(first, otherwise=_chained(first.otherwise, last) if first.otherwise else last)


def _marks(
    groups: list[dict[str, Any]],
    punctuation: dict[str, str],
    parts: Mapping[str, str],
    spaced: bool,
) -> Marks:
    family: dict[str, str] = {}
    closers: dict[str, str] = {}
    closing: set[str] = set()
    apostrophes: set[str] = set()
    for number, group in enumerate(groups):
        key = str(number)
        if group.get("apostrophes"):
            apostrophes.add(key)
        for opening, close in group["pairs"]:
            family[opening] = family[close] = key
            closers[opening] = closers.get(opening, "") + close
            closing.add(close)
    inside = "".join(regex.escape(mark) for mark in family)
    return Marks(
        pattern=regex.compile(f"[{inside}]"),
        family=family,
        closers=closers,
        closing=frozenset(closing),
        apostrophes=frozenset(apostrophes),
        spaced=spaced,
        clause_ends=punctuation["clause_ends"],
        sentence_end=compiled(punctuation["sentence_end"], {}),
        shortest_unopened=12 if spaced else 6,
        longest_unopened=600 if spaced else 200,
        insertion=compiled(punctuation["insertion"], parts) if "insertion" in punctuation else None,
        unopened=compiled(punctuation["unopened"], parts) if "unopened" in punctuation else None,
        dialogue=compiled("(?m)" + punctuation["dialogue"], parts)
        if "dialogue" in punctuation
        else None,
    )


def _rule(entry: dict[str, Any], tag: str, name: str) -> Rule:
    source = entry.get("source", "before")
    if source not in SIDES:
        raise PackError(f"{name}: rule {entry['id']}: source must be one of {', '.join(SIDES)}")
    return Rule(
        id=f"{tag}.{entry['id']}",
        pattern=regex.compile(bounded(entry["pattern"])),
        frames="".join(FRAMES[frame] for frame in entry.get("frames", ())),
        source=source,
        confidence=float(entry.get("confidence", 0.5)),
        headline=bool(entry.get("headline", False)),
        long=bool(entry.get("long", False)),
        early=bool(entry.get("early", False)),
        examples=tuple(entry.get("examples", ())),
        counter_examples=tuple(entry.get("counter_examples", ())),
    )


def _lower(text: str) -> str:
    """Lower case of the same length: İ, which grows when lowered, becomes i; marks of direction are spaces."""
    text = letters.without_directions(text)
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c.lower()[0] for c in text)
    return low


def _lower_dotted(text: str) -> str:
    """Lower case where I and ı, İ and i are the pairs (Turkish, Azerbaijani)."""
    return _lower(text.replace("I", "ı").replace("İ", "i"))


_FOLDS: Mapping[str, Callable[[str], str]] = {
    "dotted": _lower_dotted,
    "simplified": to_simplified,
    "lower": _lower,
    "none": lambda text: text,
    "arabic": letters.arabic,
    "persian": letters.persian,
}
