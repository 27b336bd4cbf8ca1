"""Articles written for this project, and their gold: offsets, kinds and texts hold together."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
SAMPLES = ANNOTATIONS / "samples"
GOLD_FILES = sorted((ANNOTATIONS / "gold").glob("*.jsonl"))
EXPERTS = {"semenov", "aziz", "montazeri", "emamian", "ozkizilcik"}
SHORT_KEYS = {"kind", "parts", "text", "cue", "speaker", "speaker_text", "speaker_is", "who"}
QUOTE_KEYS = {
    *SHORT_KEYS,
    *("content", "verbatim", "description", "addressee", "expert", "stance"),
}
# Few enough to be reached by writing, many enough that a language's figures mean something.
LEAST_QUOTES = {
    stem: least
    for least, stems in (
        (60, "zh dev-zh dev-en"),
        (50, "en"),
        (40, "fr de es"),
        (35, "passages-fr passages-de passages-es"),
        (25, "ru fa tr ar"),
    )
    for stem in stems.split()
}

GoldDocument = dict[str, Any]


def read_gold(path: Path) -> list[GoldDocument]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


DOCUMENTS = [(path.stem, document) for path in GOLD_FILES for document in read_gold(path)]
IDS = [f"{stem}:{document['id']}" for stem, document in DOCUMENTS]
every_document = pytest.mark.parametrize("document", [d for _, d in DOCUMENTS], ids=IDS)


def is_short(document: GoldDocument) -> bool:
    """Whether a document's quotations leave out what nobody judged; it says that it is read."""
    return document.get("always_read") is True


def spans_of(quote: dict[str, Any]) -> list[list[int]]:
    single = [span for span in (quote["cue"], quote["speaker"]) if span is not None]
    return [*quote["parts"], *quote.get("content", ()), *quote.get("verbatim", ()), *single]


def covers(outer: list[list[int]], inner: list[int]) -> bool:
    return any(start <= inner[0] and inner[1] <= end for start, end in outer)


@pytest.mark.parametrize("stem", sorted(LEAST_QUOTES))
def test_each_language_has_enough_quotes(stem: str) -> None:
    found = sum(len(document["quotes"]) for name, document in DOCUMENTS if name == stem)
    assert found >= LEAST_QUOTES[stem]


def test_ids_are_unique() -> None:
    assert [i for i, n in Counter(d["id"] for _, d in DOCUMENTS).items() if n > 1] == []


@every_document
def test_spans_lie_inside_ordered_and_trimmed(document: GoldDocument) -> None:
    text = document["text"]
    for quote in document["quotes"]:
        for start, end in [*spans_of(quote), *document["not_quotes"]]:
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
        for name in {"parts", "content", "verbatim"} & set(quote):
            spans = quote[name]
            assert all(a[1] <= b[0] for a, b in pairwise(spans))


@every_document
def test_words_stand_at_their_offsets(document: GoldDocument) -> None:
    text = document["text"]
    for quote in document["quotes"]:
        assert quote["text"] == [text[start:end] for start, end in quote["parts"]]
        if quote["speaker"] is None:
            assert quote["speaker_text"] is None
        else:
            start, end = quote["speaker"]
            assert quote["speaker_text"] == text[start:end]


@every_document
def test_kinds_agree_with_what_stands_in_marks(document: GoldDocument) -> None:
    for quote in document["quotes"]:
        assert quote["parts"]
        if is_short(document):
            assert set(quote) == SHORT_KEYS
            assert quote["kind"] in {"direct", "mixed", "indirect"}
            continue
        assert set(quote) == QUOTE_KEYS
        assert quote["content"]
        if quote["kind"] == "direct":
            assert quote["parts"] == quote["content"] == quote["verbatim"]
        elif quote["kind"] == "mixed":
            assert quote["verbatim"]
            assert quote["parts"] == quote["verbatim"]
            assert all(covers(quote["content"], span) for span in quote["verbatim"])
        else:
            assert quote["kind"] == "indirect"
            assert quote["parts"] == quote["content"]
            assert quote["verbatim"] == []


@every_document
def test_sources_are_named_consistently(document: GoldDocument) -> None:
    for quote in document["quotes"]:
        assert quote["speaker_is"] in {"name", "pronoun", "description", "none"}
        assert (quote["speaker"] is None) == (quote["speaker_is"] == "none")
        if is_short(document):
            continue
        assert quote["stance"] in {"asserts", "denies", "asks", "urges"}
        assert quote["expert"] is None or quote["expert"] in EXPERTS
        for field in ("description", "addressee"):
            assert quote[field] is None or quote[field] in document["text"], field


@every_document
def test_no_stretch_is_both_a_quotation_and_none(document: GoldDocument) -> None:
    for start, end in document["not_quotes"]:
        for quote in document["quotes"]:
            stretches = quote["parts"] if quote["kind"] != "indirect" else []
            assert not any(s == start and e == end for s, e in stretches)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_sample_has_its_metadata_and_its_gold(path: Path) -> None:
    metadata = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert set(metadata) == {"title", "url", "outlet", "author", "published", "lang"}
    assert all(metadata.values())
    assert "example.org/" in metadata["url"]
    assert path.stem.endswith(f".{metadata['lang']}")
    text = path.read_text(encoding="utf-8")
    assert metadata["title"] in text
    gold = {document["id"]: document for _, document in DOCUMENTS}
    assert gold[path.stem]["text"] == text
    assert gold[path.stem]["lang"] == metadata["lang"]
