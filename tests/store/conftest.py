"""What the tests of store and search share: quotes made by hand, without the extractor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from quotetrack.models import Quote, Review
from quotetrack.store import Store

from ..making import make_quote, make_review


@pytest.fixture
def a_quote() -> Callable[..., Quote]:
    """`a_quote(document, words, …)`"""
    return partial(make_quote, who="李明", description="经济学家")


@pytest.fixture
def a_review() -> Callable[..., Review]:
    """`a_review(quote, verdict, reviewer, …)`"""
    return make_review


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database."""
    with Store(tmp_path / "store.db") as opened:
        yield opened
