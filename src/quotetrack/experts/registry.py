"""The people to look for: the shipped registry, a user's own file, rows of a database.

Nothing here imports pydantic: `search --expert` has to start fast.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from quotetrack.errors import ExpertError
from quotetrack.experts.matching import MIN_STEM_LETTERS, full_matches, uninflected
from quotetrack.folding import fold_name, name_parts

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FIELDS = {"id", "name", "description", "names"}
_HAN = re.compile("[\u3400-\u9fff]")


class Entry(NamedTuple):
    """One person: `names` maps a language tag to spellings of the full name."""

    id: str
    name: str
    description: str | None
    names: Mapping[str, tuple[str, ...]]

    def spellings(self) -> Iterator[str]:
        """Every name that the person goes by, the main one first."""
        yield self.name
        for names in self.names.values():
            yield from names


class Registry:
    """Entries by what their names fold to."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {entry.id: entry for entry in entries}
        # Joined parts of full names -> ids.
        self.full: dict[str, set[str]] = {}
        # Last parts of full names, and aliases of one part -> ids.
        self.bare: dict[str, set[str]] = {}
        # Last part -> the parts of the names that end in it, with their ids.
        self.by_surname: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for entry in self.entries.values():
            for parts in {name_parts(spelling) for spelling in entry.spellings()}:
                self._index(parts, entry.id)
        self._beginnings = {
            key[:letters]
            for key in (*self.full, *self.bare)
            for letters in range(1, MIN_STEM_LETTERS + 1)
        }

    def may_know(self, parts: tuple[str, ...]) -> bool:
        """False where these are certainly nobody's name here: most sources are strangers.

        The speed trick of `identify`: a name that matches has its first or last part in common
        with one of ours up to the ending, which leaves MIN_STEM_LETTERS of it.
        """
        known = self._beginnings
        return parts[0][:MIN_STEM_LETTERS] in known or parts[-1][:MIN_STEM_LETTERS] in known

    def _index(self, parts: tuple[str, ...], expert_id: str) -> None:
        if not parts:
            return
        # 习近平 is a full name of one part; Lula could be anybody's.
        if len(parts) > 1 or _HAN.search(parts[0]):
            self.full.setdefault("".join(parts), set()).add(expert_id)
        if len(parts) > 1:
            self.by_surname.setdefault(parts[-1], []).append((parts, expert_id))
        if len(parts) > 1 or not _HAN.search(parts[0]):
            self.bare.setdefault(parts[-1], set()).add(expert_id)

    def resolve(self, name: str) -> list[Entry]:
        """Those whom a user may mean by an id, a full name, a surname or another part of a name.

        The first of these that anybody answers to counts. Raises ExpertError with the nearest
        names where nobody does.
        """
        entry = self.entries.get(name.strip().lower())
        if entry is not None:
            return [entry]
        parts = name_parts(name)
        for found in self._found(parts):
            if found:
                return [self.entries[expert_id] for expert_id in sorted(found)]
        raise ExpertError(self._unknown(name))

    def _found(self, parts: tuple[str, ...]) -> Iterator[set[str]]:
        if not parts:
            return
        yield full_matches(self, parts)
        if len(parts) == 1:
            yield self.bare.get(parts[0], set())
            yield {e for base in uninflected(parts[0]) for e in self.bare.get(base, ())}
        wanted = set(parts)
        yield {
            expert_id
            for names in self.by_surname.values()
            for known, expert_id in names
            if wanted <= set(known)
        }

    def resolve_one(self, name: str) -> Entry:
        """The one person whom a user means; ExpertError lists the candidates if there are more."""
        found = self.resolve(name)
        if len(found) > 1:
            listed = ", ".join(f"{entry.id} ({entry.name})" for entry in found)
            raise ExpertError(f"{name!r} may be {listed}: say which by id")
        return found[0]

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        spelled = {
            key: spelling
            for entry in self.entries.values()
            for spelling in entry.spellings()
            for key in (fold_name(spelling), *name_parts(spelling)[-1:])
        }
        near = get_close_matches(fold_name(name), spelled, n=3, cutoff=0.6)
        suggestions = list(dict.fromkeys(spelled[key] for key in near))
        hint = f"did you mean {' or '.join(suggestions)}?" if suggestions else "nobody is near."
        return (
            f"no expert is called {name!r}; {hint} "
            "`quotetrack experts list` shows all; --who finds any source"
        )


def combine(*sources: Iterable[Entry]) -> Registry:
    """A registry of several sources: names of one id add up, a later name and description win."""
    entries: dict[str, Entry] = {}
    for entry in (entry for source in sources for entry in source):
        old = entries.get(entry.id)
        if old is not None:
            names = {
                lang: tuple(dict.fromkeys((*old.names.get(lang, ()), *entry.names.get(lang, ()))))
                for lang in (*old.names, *(lang for lang in entry.names if lang not in old.names))
            }
            entry = Entry(entry.id, entry.name, entry.description or old.description, names)
        entries[entry.id] = entry
    return Registry(entries.values())


def shipped() -> tuple[Entry, ...]:
    """The experts that come with quotetrack."""
    return _shipped()


@cache
def _shipped() -> tuple[Entry, ...]:
    text = Path(__file__).parent.with_suffix(".toml").read_text(encoding="utf-8")
    return parse(text, "experts.toml")


def user_file() -> Path:
    """Where a user's own experts are looked for; the file need not exist."""
    from platformdirs import user_config_path

    return user_config_path("quotetrack", appauthor=False) / "experts.toml"


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of a file. Raises ExpertError with file, line and field where it is broken."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ExpertError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise ExpertError(f"{path}: not UTF-8 (byte {error.start}): save it as UTF-8") from None
    return parse(text, str(path))


def default() -> Registry:
    """The shipped registry and the user's own file, read again only if the file changes."""
    path = user_file()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return _default(None, 0)
    return _default(path, changed)


@cache
def _default(path: Path | None, changed: int) -> Registry:
    return combine(shipped(), load(path) if path is not None else ())


def entry_rows(
    experts: Iterable[Mapping[str, str | None]], names: Iterable[Mapping[str, str]]
) -> tuple[Entry, ...]:
    """Entries from rows of a database: `id, name, description` and `expert_id, lang, name`."""
    spelled: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in names:
        of_expert = spelled.setdefault(row["expert_id"], {})
        of_expert[row["lang"]] = (*of_expert.get(row["lang"], ()), row["name"])
    return tuple(
        Entry(str(row["id"]), str(row["name"]), row["description"], spelled.get(str(row["id"]), {}))
        for row in experts
    )


def parse(text: str, source: str) -> tuple[Entry, ...]:
    """The entries of an experts file's text; `source` is its name in messages.

    >>> parse('[[expert]]\\nid = "li"\\nname = "Li Ming"\\nnames.zh-Hans = ["李明"]', "mine")[0].id
    'li'
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExpertError(f"{source}: not valid TOML: {error}") from None
    listed = data.pop("expert", [])
    if data or not isinstance(listed, list):
        what = f"{next(iter(data))!r}" if data else "'expert' that is not a list"
        raise ExpertError(f"{source}: {what} is unknown here; a file is a list of [[expert]]")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[expert]]"]
    entries: dict[str, Entry] = {}
    for number, fields in enumerate(listed):
        place = f"{source}, line {lines[number]}" if number < len(lines) else source
        entry = check(fields, place)
        if entry.id in entries:
            raise ExpertError(f"{place}: id {entry.id!r} is taken in this file; give another")
        entries[entry.id] = entry
    return tuple(entries.values())


def check(fields: object, place: str) -> Entry:
    """An entry from untyped fields, or ExpertError that names `place` and the field."""
    if not isinstance(fields, dict):
        raise ExpertError(f"{place}: an expert is a table with id, name and names")
    unknown = sorted(fields.keys() - _FIELDS)
    if unknown:
        raise ExpertError(
            f"{place}: field {unknown[0]!r} is unknown; use id, name, description, names"
        )
    expert_id, name = fields.get("id"), fields.get("name")
    if not isinstance(expert_id, str) or not _ID.fullmatch(expert_id):
        raise ExpertError(f"{place}: id must be of a-z, 0-9, - and _, not {expert_id!r}")
    if not isinstance(name, str) or not name_parts(name):
        raise ExpertError(f"{place}: name of {expert_id!r} must be a name, not {name!r}")
    description = fields.get("description")
    if description is not None and not isinstance(description, str):
        raise ExpertError(f"{place}: description of {expert_id!r} must be a text")
    names = fields.get("names", {})
    if not isinstance(names, dict):
        raise ExpertError(f'{place}: names of {expert_id!r} must be like {{en = ["A B"]}}')
    checked = {lang: _check_names(lang, given, expert_id, place) for lang, given in names.items()}
    return Entry(expert_id, name.strip(), description, checked)


def _check_names(lang: str, given: object, expert_id: str, place: str) -> tuple[str, ...]:
    if not _LANG.fullmatch(lang):
        raise ExpertError(
            f"{place}: names of {expert_id!r}: {lang!r} is no language tag (en, zh-Hans)"
        )
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names:
        raise ExpertError(f"{place}: names.{lang} of {expert_id!r} must be a list of names")
    for name in names:
        if not isinstance(name, str) or not name_parts(name):
            raise ExpertError(f"{place}: names.{lang} of {expert_id!r}: {name!r} is no name")
    return tuple(dict.fromkeys(name.strip() for name in names))
