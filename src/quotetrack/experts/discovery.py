"""Sources outside the registry, the most quoted first; entries added, given names, merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quotetrack.errors import ExpertError
from quotetrack.experts.matching import MAX_PARTS
from quotetrack.experts.registry import Entry, Registry, check
from quotetrack.folding import fold, name_parts


@dataclass
class Candidate:
    """A source who is no expert yet: spellings, descriptions and languages with their counts.

    `reviewed`: how many of the quotes have the name from a reviewer.
    """

    name: str
    quotes: int
    documents: int
    reviewed: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    descriptions: Counter[str] = field(default_factory=Counter)
    langs: Counter[str] = field(default_factory=Counter)


def discover(rows: Iterable[Mapping[str, Any]], registry: Registry) -> list[Candidate]:
    """Sources whom the registry lacks, by number of quotes, spellings of one name together.

    A row has `who`, `expert`, `document_id` and may have `description`, `lang`, `reviewer` (who
    gave the name) and `status` (rejected ones don't count). A bare surname counts to the one full
    name that ends in it, if they meet in a document or there is no other; of several full names it
    stays by itself.
    """
    groups: dict[tuple[str, ...], Candidate] = {}
    documents: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        who = row["who"]
        if who is None or row["expert"] is not None or _get(row, "status") == "rejected":
            continue
        parts = name_parts(who)
        if not 0 < len(parts) <= MAX_PARTS:
            continue
        # Parts of a name are joined one way or the other; only a bare one tells a surname.
        key: tuple[str, ...] = ("".join(parts[:-1]), parts[-1]) if parts[1:] else parts
        group = groups.setdefault(key, Candidate(who, 0, 0))
        group.quotes += 1
        group.reviewed += _get(row, "reviewer") is not None
        group.spellings[who] += 1
        documents.setdefault(key, set()).add(row["document_id"])
        for counts, value in (
            (group.descriptions, _get(row, "description")),
            (group.langs, _get(row, "lang")),
        ):
            if value:
                counts[value] += 1
    _attach_bare(groups, documents)
    for key, group in groups.items():
        group.documents = len(documents[key])
        group.name = group.spellings.most_common(1)[0][0]
    return sorted(groups.values(), key=lambda group: (-group.quotes, fold(group.name)))


def _get(row: Mapping[str, Any], name: str) -> Any:
    # A sqlite3.Row has keys and no get.
    return row[name] if name in row.keys() else None  # noqa: SIM118


def _attach_bare(
    groups: dict[tuple[str, ...], Candidate], documents: dict[tuple[str, ...], set[str]]
) -> None:
    full: dict[str, list[tuple[str, ...]]] = {}
    for key in groups:
        if len(key) > 1:
            full.setdefault(key[-1], []).append(key)
    for bare in [key for key in groups if len(key) == 1]:
        owners = full.get(bare[0], [])
        if len(owners) != 1:
            owners = [owner for owner in owners if documents[owner] & documents[bare]]
        if len(owners) == 1:
            owner, joining = groups[owners[0]], groups.pop(bare)
            owner.quotes += joining.quotes
            owner.reviewed += joining.reviewed
            # The full spelling stays the name, however often the bare one stands alone.
            owner.descriptions += joining.descriptions
            owner.langs += joining.langs
            documents[owners[0]] |= documents.pop(bare)


def add(
    registry: Registry,
    expert_id: str,
    name: str,
    *,
    description: str | None = None,
    names: Mapping[str, Iterable[str]] | None = None,
) -> Entry:
    """A new entry for the registry. Raises ExpertError where the id is taken or wrong."""
    if expert_id in registry.entries:
        raise ExpertError(
            f"{expert_id!r} is {registry.entries[expert_id].name} already: give another id, "
            "or add a name with `quotetrack experts alias`"
        )
    given = {lang: list(spellings) for lang, spellings in (names or {}).items()}
    fields: dict[str, object] = {"id": expert_id, "name": name, "names": given}
    if description is not None:
        fields["description"] = description
    return check(fields, "experts add")


def alias(registry: Registry, who: str, name: str, lang: str) -> Entry:
    """The entry of the expert called `who` with one more name. Raises ExpertError."""
    entry = registry.resolve_one(who)
    added = check({"id": entry.id, "name": name, "names": {lang: [name]}}, "experts alias")
    spellings = tuple(dict.fromkeys((*entry.names.get(lang, ()), *added.names[lang])))
    return entry._replace(names={**entry.names, lang: spellings})


def merge(registry: Registry, kept: str, gone: str, fixed: Iterable[str] = ()) -> Entry:
    """The entry of `kept` with all names of `gone`, who is to be deleted by the caller.

    `fixed` are ids that cannot be deleted (the shipped ones). Raises ExpertError.
    """
    to, other = registry.resolve_one(kept), registry.resolve_one(gone)
    if to.id == other.id:
        raise ExpertError(f"{kept!r} and {gone!r} are the same expert, {to.id}, already")
    if other.id in set(fixed):
        raise ExpertError(f"{other.id} comes with quotetrack and stays: merge the other way round")
    names = {
        lang: tuple(dict.fromkeys((*to.names.get(lang, ()), *other.names.get(lang, ()))))
        for lang in dict.fromkeys((*to.names, *other.names))
    }
    if other.name not in {spelling for spellings in names.values() for spelling in spellings}:
        names["und"] = (*names.get("und", ()), other.name)
    return to._replace(description=to.description or other.description, names=names)
