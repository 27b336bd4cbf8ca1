"""Claims in the database: they grow by what is added, people link them, no id ever changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quotetrack.errors import StoreError
from quotetrack.ingesting import ingest, reextract
from quotetrack.models import Document
from quotetrack.store import Store
from quotetrack.store.claiming import merge, pending, refresh, split

ZH = "制裁不会改变我们的立场，谈判必须在相互尊重的基础上继续下去"
NEAR = "制裁不会改变我们的立场，会谈必须在相互尊重的基础上继续下去"
EN = "Sanctions will not change our position and the talks must go on in mutual respect"
OTHER = "经济合作将给两国人民带来更多实际的好处，这是双方共同的愿望"


@pytest.fixture
def tell(store: Store, a_quote) -> Callable[..., str]:
    """`tell(words, published=…, who=…)`: stores a document with one quote; the quote's id."""
    told: list[int] = []

    def add(words: str, published: str | None = None, who: str = "李明") -> str:
        told.append(1)
        document = Document(text=f"{who}说：“{words}。”{len(told)}", published=published)
        quote = a_quote(document, words, who=who)
        store.ingest([(document, [quote])])
        return quote.id

    return add


def claims(store: Store) -> dict[str, str | None]:
    """Quote id -> claim id."""
    return {row["id"]: row["claim_id"] for row in store.rows()}


def test_new_mentions_join_the_claims_that_are_there(store: Store, tell) -> None:
    first, near, other = tell(ZH), tell(NEAR), tell(OTHER)
    assert pending(store.connection) == 3
    assert refresh(store.connection) == (3, 2)
    before = claims(store)
    assert before[first] == before[near] != before[other]

    again, hers = tell(NEAR), tell(ZH, who="安娜")
    earlier = tell(ZH, "2001-01-01")
    assert refresh(store.connection) == (3, 1)
    after = claims(store)
    assert {quote: after[quote] for quote in before} == before
    assert after[again] == after[earlier] == before[first] != after[hers]
    assert refresh(store.connection) == (0, 0)
    assert claims(store) == after


def test_a_claim_without_mentions_goes_and_comes_back_under_its_id(store: Store, tell) -> None:
    quote = tell(ZH)
    refresh(store.connection)
    before = claims(store)
    document = next(iter(store.quotes())).document_id
    store.delete_document(document)
    refresh(store.connection)
    assert store.connection.execute("SELECT count(*) FROM claims").fetchone()[0] == 0
    assert store.connection.execute("SELECT count(*) FROM claim_wordings").fetchone()[0] == 0
    # The number in the text tells documents apart, so this is another quote of the same claim.
    again = tell(ZH)
    refresh(store.connection)
    assert claims(store)[again] == before[quote]


def test_people_merge_and_the_machine_never_undoes_it(store: Store, tell) -> None:
    zh, en = tell(ZH), tell(EN)
    refresh(store.connection)
    before = claims(store)
    assert merge(store.connection, before[zh], [before[en]], by="ann", note="translation") == 1
    assert set(claims(store).values()) == {before[zh]}
    more = tell(EN)
    refresh(store.connection)
    assert claims(store)[more] == before[zh]
    # Twice is once.
    assert merge(store.connection, before[zh], [before[zh]], by="ann", note=None) == 0

    new = split(store.connection, before[zh], [en, more], by="ann", note=None)
    after = claims(store)
    assert after[en] == after[more] == new != after[zh]
    late = tell(EN)
    refresh(store.connection)
    assert claims(store)[late] == new


def test_people_split_and_the_machine_never_undoes_it(store: Store, tell) -> None:
    one, two, three = tell(ZH), tell(NEAR), tell(ZH)
    refresh(store.connection)
    (claim,) = set(claims(store).values())
    new = split(store.connection, claim, [two], by="ann", note=None)
    assert claims(store) == {one: claim, two: new, three: claim}
    late = tell(NEAR)
    refresh(store.connection)
    assert claims(store) == {one: claim, two: new, three: claim, late: new}

    # The same quote found again keeps its place.
    for quote in list(store.quotes()):
        store.replace_quotes(quote.document_id, [])
        store.replace_quotes(quote.document_id, [quote])
    refresh(store.connection)
    found = claims(store)
    assert found[one] == found[three] != found[two]

    merge(store.connection, found[one], [found[two]], by="ann", note=None)
    refresh(store.connection)
    merged = claims(store)
    assert merged[one] == merged[two] == merged[three]


def test_a_corrected_quote_is_found_its_claim_again(store: Store, tell, a_quote, a_review) -> None:
    tell(ZH)
    tell(OTHER)
    refresh(store.connection)
    quote = next(quote for quote in store.quotes() if quote.text == OTHER)
    before = claims(store)
    store.add_review(a_review(quote, "corrected", who="安娜", expert=None, text=OTHER))
    refresh(store.connection)
    after = claims(store)
    assert after[quote.id] not in (None, before[quote.id])


def test_what_cannot_be_linked_is_said(store: Store, tell) -> None:
    quote = tell(ZH)
    refresh(store.connection)
    (claim,) = claims(store).values()
    with pytest.raises(StoreError, match="no claim nope"):
        merge(store.connection, claim, ["nope"], by="ann", note=None)
    with pytest.raises(StoreError, match="no mention of claim"):
        split(store.connection, claim, ["nope"], by="ann", note=None)
    with pytest.raises(StoreError, match="nothing to split"):
        split(store.connection, claim, [quote], by="ann", note=None)
    assert claims(store) == {quote: claim}


def test_a_run_killed_before_the_claims_leaves_them_to_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [Document(text=f"李明说：“{ZH}。”（{n}）", lang="zh-Hans") for n in range(3)]
    with monkeypatch.context() as killed:
        killed.setattr(Store, "refresh_claims", lambda store: None)
        ingest(store, articles)
    assert pending(store.connection) == 3
    assert ingest(store, articles).added == 0
    assert pending(store.connection) == 0
    assert len(set(claims(store).values())) == 1

    with monkeypatch.context() as killed:
        killed.setattr(Store, "refresh_claims", lambda store: None)
        store.replace_quotes(articles[0].id, (), "older")
        assert reextract(store, version="newer").changed == 1
    assert pending(store.connection) == 1
    assert reextract(store, version="newer").changed == 0
    assert pending(store.connection) == 0
