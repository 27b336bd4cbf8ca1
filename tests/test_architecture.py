"""A module imports only what stands above it in the layout, and nothing imports in a circle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "quotetrack"
# From the top down. Modules on one line do not know each other.
LAYERS = [
    {"models", "errors", "terminal"},
    {"folding", "scripts"},
    {"language"},
    {"extraction"},
    {"experts"},
    {"claims"},
    {"evaluation"},
    {"readers"},
    {"store"},
    {"parallel"},
    {"ingesting", "assigning"},
    {"search"},
    {"review"},
    {"exporters"},
    {"rendering"},
    {"web"},
    {"spark"},
    {"cli"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
PURE = {"models", "errors", "folding", "language", "extraction", "experts", "claims", "evaluation"}
IO = {"sqlite3", "sqlite_utils", "requests", "httpx", "urllib", "socket", "subprocess", "click"}
# The public verbs are for users and for the layers that stand below every verb they call.
MAY_USE_PUBLIC_VERBS = {"ingesting", "assigning", "cli", "spark", "web", "review", "store"}


def imports(file: Path) -> list[str]:
    """Every module that a file imports, wherever in it, by its full name."""
    names = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


FILES = [file for file in sorted(SOURCE.rglob("*.py")) if file != SOURCE / "__init__.py"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_a_module_imports_only_what_stands_above_it(file: Path) -> None:
    room = file.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert room in RANK, f"{room} has no place in the layout: give it one here and in the design"
    for name in imports(file):
        parts = name.split(".")
        if parts[0] != "quotetrack":
            assert room not in PURE or parts[0] not in IO, f"{room} is pure, {name} is not"
        elif len(parts) > 1 and parts[1] in RANK:
            assert RANK[parts[1]] < RANK[room] or parts[1] == room, f"{room} must not import {name}"
        else:
            assert room in MAY_USE_PUBLIC_VERBS, f"{room} must not import {name}"


def test_nothing_imports_in_a_circle() -> None:
    """At import time, inside rooms too; an import inside a function is no import of the module."""
    names = {
        ".".join(("quotetrack", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(
            ".__init__"
        ): file
        for file in FILES
    }
    needs = {name: _needed(file, set(names) - {name}) for name, file in names.items()}
    while needs:
        free = {name for name, needed in needs.items() if not needed & needs.keys()}
        assert free, f"a circle among {sorted(needs)}"
        needs = {name: needed for name, needed in needs.items() if name not in free}


def _needed(file: Path, known: set[str]) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    nodes = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = members & known
            found |= modules
            # `from package import name` needs the package itself where name is not a module.
            if members - modules:
                found.add(str(node.module))
    return found & known
