"""Speakers outside the registry, and how people join it."""

from __future__ import annotations

import pytest

from quotetrack import experts
from quotetrack.errors import ExpertError
from quotetrack.experts.discovery import add, alias, discover, merge

REGISTRY = experts.combine(experts.shipped())


def row(who: str | None, document: str = "d1", expert: str | None = None, **more: str) -> dict:
    return {"who": who, "expert": expert, "document_id": document, **more}


def test_discover_groups_spellings_and_counts() -> None:
    rows = [
        row("玛丽亚·扎哈罗娃", description="外交部发言人", lang="zh-Hans"),
        row("瑪麗亞‧扎哈羅娃", "d2", lang="zh-Hant"),
        row("扎哈罗娃", "d3"),
        row("扎哈罗娃", "d4"),
        row("扎哈罗娃", "d4", status="rejected"),
        row("John Smith"),
        row("JOHN SMITH"),
        row("Anna Smith", "d2"),
        row("Smith", "d3"),
        row("Smith", "d2"),
        row("哈米德雷扎·阿齐兹", expert="aziz"),
        row(None),
        row("…"),
    ]
    found = discover(rows, REGISTRY)
    assert [(c.name, c.quotes, c.documents) for c in found] == [
        ("玛丽亚·扎哈罗娃", 4, 4),
        ("Anna Smith", 3, 2),
        ("John Smith", 2, 1),
    ]
    assert found[0].descriptions == {"外交部发言人": 1}
    assert found[0].langs == {"zh-Hans": 1, "zh-Hant": 1}


def test_discover_says_what_reviewers_named() -> None:
    rows = [
        row("Maria Silva", reviewer="ana"),
        row("Maria Silva", "d2"),
        row("Silva", "d3", reviewer="ben"),
        row("Jo Li", "d3"),
    ]
    found = discover(rows, REGISTRY)
    assert [(c.name, c.quotes, c.reviewed) for c in found] == [
        ("Maria Silva", 3, 2),
        ("Jo Li", 1, 0),
    ]


def test_a_surname_of_several_stays_by_itself() -> None:
    rows = [row("John Smith"), row("Anna Smith", "d2"), row("Smith", "d3")]
    assert [c.name for c in discover(rows, REGISTRY)] == ["Anna Smith", "John Smith", "Smith"]
    assert discover([], REGISTRY) == []


def test_add_alias_merge() -> None:
    li = add(REGISTRY, "li", "Li Ming", description="Professor", names={"zh-Hans": ["李明"]})
    registry = experts.combine(REGISTRY.entries.values(), [li])
    assert registry.resolve_one("李明") == li

    more = alias(registry, "Aziz", "حمید عزیزی", "fa")
    assert more.id == "aziz"
    assert more.names["fa"][-1] == "حمید عزیزی"
    assert alias(registry, "Aziz", more.names["fa"][0], "fa") == registry.resolve_one("aziz")

    both = merge(registry, "aziz", "li", fixed=["aziz"])
    assert both.names["zh-Hans"][-1] == "李明"
    assert both.names["und"] == ("Li Ming",)
    assert both.name == "Hamidreza Aziz"


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(ExpertError, match="is Hamidreza Aziz already"):
        add(REGISTRY, "aziz", "Another Aziz")
    with pytest.raises(ExpertError, match="id must be"):
        add(REGISTRY, "A z", "Another Aziz")
    with pytest.raises(ExpertError, match="must be a name"):
        alias(REGISTRY, "Aziz", "·", "en")
    with pytest.raises(ExpertError, match="the same expert"):
        merge(REGISTRY, "Azizi", "aziz")
    with pytest.raises(ExpertError, match="comes with quotetrack"):
        merge(REGISTRY, "aziz", "semenov", fixed=["aziz", "semenov"])
