"""docs/schema.md explains every table, column and field there is, and none that there is not."""

from __future__ import annotations

import re

import pytest

from quotetrack.models import Quote

SECTION = re.compile(r"^### (.+?)\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
LEFT_CELL = re.compile(r"^\| (.+?) \|", re.MULTILINE)
NAME = re.compile(r"`([a-z_.]+)`")


@pytest.fixture
def page(root) -> str:
    return (root / "docs" / "schema.md").read_text("utf-8")


def explained(page: str) -> dict[str, set[str]]:
    """Columns by table, from the left cells of the tables under each heading."""
    tables: dict[str, set[str]] = {}
    for heading, body in SECTION.findall(page):
        first = NAME.search(heading)
        for cell in LEFT_CELL.findall(body):
            for name in NAME.findall(cell):
                table, _, column = name.rpartition(".")
                if table or first:
                    tables.setdefault(table or first[1], set()).add(column)
    return tables


def test_every_column_is_explained(store, page) -> None:
    there = {
        name: {row["name"] for row in store.connection.execute(f"PRAGMA table_info({name})")}
        for (name,) in store.connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE '%\\_index%' ESCAPE '\\' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        )
    }
    assert explained(page) == there


def test_every_field_of_a_quote_is_explained(page) -> None:
    section = page.split("## A quote in JSON")[1].split("\n## ")[0]
    fields = {field.alias or name for name, field in Quote.model_fields.items()}
    assert {name for cell in LEFT_CELL.findall(section) for name in NAME.findall(cell)} == fields
