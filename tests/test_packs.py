"""Every rule and pattern of every language pack shows what it reads and what it leaves alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quotetrack.errors import PackError
from quotetrack.extraction import extract, find, packs
from quotetrack.models import Document

TAGS = sorted(packs.available())
NEVER = "(?!)"  # a pattern that a language has no use for


def rules() -> Iterator[Any]:
    for tag in TAGS:
        for rule in packs.load(tag).rules:
            yield pytest.param(tag, rule, id=rule.id)


def patterns() -> Iterator[Any]:
    for tag in TAGS:
        for name, written in packs.load(tag).raw.get("patterns", {}).items():
            if written != NEVER:
                yield pytest.param(tag, name, id=f"{tag}.{name}")


@pytest.mark.parametrize(("tag", "rule"), list(rules()))
def test_a_rule_finds_its_examples(tag: str, rule: packs.Rule) -> None:
    assert rule.examples, f"{rule.id} has no examples"
    for example in rule.examples:
        found = extract(Document(text=example["text"], lang=tag))
        got = [
            (quote.kind, quote.text, quote.speaker.text if quote.speaker else "")
            for quote in found
            if quote.rule == rule.id
        ]
        assert (example["kind"], example["content"], example["source"]) in got, example["text"]


@pytest.mark.parametrize(("tag", "rule"), list(rules()))
def test_a_rule_leaves_its_counter_examples_alone(tag: str, rule: packs.Rule) -> None:
    assert rule.counter_examples, f"{rule.id} has no counter-examples"
    for text in rule.counter_examples:
        fired = [quote.rule for quote in extract(Document(text=text, lang=tag))]
        assert rule.id not in fired, text


@pytest.mark.parametrize(("tag", "name"), list(patterns()))
def test_a_pattern_matches_its_examples(tag: str, name: str) -> None:
    pack = packs.load(tag)
    shown = pack.raw.get("pattern_examples", {}).get(name)
    assert shown, f"{tag}.toml: patterns.{name} has no entry in pattern_examples"
    assert shown["matches"], f"{tag}.toml: pattern_examples.{name} has no matches"
    assert shown["not_matches"], f"{tag}.toml: pattern_examples.{name} has no not_matches"
    apply = getattr(pack.patterns[name], shown.get("how", "search"))
    for text, words in shown["matches"]:
        match = apply(text)
        assert match is not None, f"{name} should match in {text!r}"
        assert match.group() == words
    for text in shown["not_matches"]:
        assert apply(text) is None, f"{name} should not match in {text!r}"


@pytest.mark.parametrize("tag", TAGS)
def test_no_example_outlives_its_pattern(tag: str) -> None:
    raw = packs.load(tag).raw
    assert set(raw.get("pattern_examples", {})) <= set(raw.get("patterns", {}))


@pytest.mark.parametrize("tag", TAGS)
def test_word_lists_are_sorted_unique_and_composed(tag: str) -> None:
    raw = packs.load(tag).raw
    lists = dict(raw.get("words", {}))
    for number, group in enumerate(raw["cues"]):
        for key in ("words", "stems", "endings"):
            lists[f"cues[{number}].{key}"] = group.get(key, [])
    for name, words in lists.items():
        assert words == sorted(set(words)), (
            f"{tag}.toml: {name} is not sorted or lists a word twice"
        )
        for word in words:
            assert word == unicodedata.normalize("NFC", word), f"{tag}.toml: {name}: {word!r}"


@pytest.mark.parametrize("tag", TAGS)
def test_words_are_written_as_the_engine_folds_them(tag: str) -> None:
    pack = packs.load(tag)
    for cue in pack.cues:
        if cue is not None:
            assert pack.fold(cue.word) == cue.word


BROKEN = {
    "no toml": ("language = [", "not valid TOML"),
    "no language": ("cues = []", "'language' is missing"),
    "unknown frame": ('frame = "sings"', "frame 'sings' is unknown"),
    "unknown stance": ('stance = "doubts"', "stance 'doubts' is unknown"),
    "bad pattern": ("sentence_end = '('", "does not compile"),
    "read in two ways": ("[patterns]\ntoken = '\\w+'", "patterns_by_table"),
    "takes all": ('words = ["said"]\nnot_after = "a++"', "matched backwards"),
    "no such lookbehind": ("[patterns]\ntoken = '(?<=a+)b'", "not compile"),
    "unknown part": ("sentence_end = '{nowhere}'", "unknown part {nowhere}"),
}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_broken_pack_says_what_is_wrong(case: str, tmp_path: Path) -> None:
    broken, message = BROKEN[case]
    whole = MINIMAL
    if case in ("no toml", "no language"):
        whole = broken
    elif case.startswith("unknown f"):
        whole = MINIMAL.replace('frame = "says"', broken)
    elif case.startswith("unknown s"):
        whole = MINIMAL.replace('frame = "says"', f'frame = "says"\n{broken}')
    elif case == "takes all":
        whole = MINIMAL.replace('words = ["said"]', broken)
    elif broken.startswith("[patterns]"):
        whole = MINIMAL + broken
    else:
        whole = MINIMAL.replace("sentence_end = '[.]'", broken)
    path = tmp_path / "xx.toml"
    path.write_text(whole, "utf-8")
    with pytest.raises(PackError) as caught:
        packs.load_file(path)
    assert message in str(caught.value)


def test_a_pack_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match=r"xx\.toml"):
        packs.load_file(path)


MINIMAL = """
rules = []
[language]
tag = "xx"
spaced = true
fold = "lower"
[[marks]]
pairs = ["“”"]
[punctuation]
sentence_end = '[.]'
clause_ends = ",."
atoms = '(?P<comma>,)'
hidden = '\\([^()]{1,9}\\)'
[[cues]]
frame = "says"
words = ["said"]
"""


def test_a_minimal_pack_reads_text_without_numbers_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    rules = """[[rules]]
id = "quote"
frames = ["says"]
pattern = "(?P<source>x)@,?(?P<content>[QPq])"
[[rules]]
id = "clause"
frames = ["says"]
pattern = "(?P<source>x)@,?(?P<clause>.+)"
"""
    path.write_text(MINIMAL.replace("rules = []", "") + rules, "utf-8")
    pack = packs.load_file(path)
    assert pack.tag == "xx"
    for text in ("Ann said, “they are late.”", "Ann said, the “late boats” came, and left."):
        for quote in find(Document(text=text), pack, "xx"):
            assert all(text[start:end] for start, end in quote.content)


def test_atoms_take_punctuation_only(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(MINIMAL.replace("<comma>", "<that>"), "utf-8")
    with pytest.raises(PackError, match=r"punctuation\.that"):
        packs.load_file(path)
