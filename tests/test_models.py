"""What flows through quotetrack: ids, immutability, the fast way to make a quote."""

from __future__ import annotations

import pickle

import pytest
from pydantic import ValidationError

import quotetrack
from quotetrack import Document, Mention, Quote, Span
from quotetrack.models import as_printed, made_of

TEXT = "商会会长沈怀远对本报记者表示，“订单\U0001f600已经排到九月。”"


def test_a_quote_made_fast_is_the_plain_one() -> None:
    for fast in quotetrack.extract(TEXT, lang="zh"):
        plain = Quote.model_validate(fast.model_dump(by_alias=True))
        assert plain == fast
        assert hash(plain.model_dump_json()) == hash(fast.model_dump_json())
        assert list(as_printed(fast).items()) == list(plain.model_dump(by_alias=True).items())
        assert plain.model_fields_set == fast.model_fields_set
        assert pickle.loads(pickle.dumps(fast)) == fast
        assert fast.model_copy(update={"expert": "x"}).expert == "x"
        assert fast.expert is None


def test_a_mention_made_fast_is_frozen_too() -> None:
    mention = made_of(Mention, start=1, end=2, text="a")
    assert mention == Mention(start=1, end=2, text="a")
    with pytest.raises(ValidationError, match="frozen"):
        mention.start = 3  # type: ignore[misc]


def test_documents_are_named_by_text_and_address() -> None:
    plain = Document(text="船来了。")
    assert plain.id == Document(text="船来了。").id
    assert plain.id != Document(text="船来了。", url="https://example.org/1").id
    assert plain.id != Document(text="船來了。").id
    assert Document(text="船来了。", id="mine").id == "mine"


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "\U0001f600", "e\u0301", "\u200fשלום"])
def test_any_string_is_a_document(text: str) -> None:
    assert Document(text=text).text == text


def test_a_span_is_a_pair() -> None:
    assert Span(1, 3) == (1, 3)
