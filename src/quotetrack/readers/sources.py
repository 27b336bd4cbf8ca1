"""What a name on the command line stands for: a file, a folder, a pattern, standard input."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from quotetrack.errors import InputError
from quotetrack.readers.formats import ENDINGS, ending_format
from quotetrack.readers.options import OnError

STANDARD_INPUT = "-"
SIDECAR_ENDINGS = (".json", ".toml")


def shown(name: str) -> str:
    """A name as it may be printed: control characters and broken bytes are spelled out.

    >>> shown("a\\x1b[31m.txt")
    'a\\\\x1b[31m.txt'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def is_url(source: str) -> bool:
    """Whether a source is to be fetched.

    >>> is_url("https://example.org/a"), is_url("./https")
    (True, False)
    """
    return source.lower().startswith(("http://", "https://"))


def expand(sources: Iterable[str | os.PathLike[str]], report: OnError) -> Iterator[str]:
    """The files that sources stand for, folders and patterns resolved, each once, in order.

    What is missing or has nothing to read in it is reported; URLs and "-" come out as they are.
    """
    seen: set[str] = set()
    for source in (os.fspath(source) for source in sources):
        try:
            for name in _expand_one(source):
                if name not in seen:
                    seen.add(name)
                    yield name
        except InputError as error:
            report(InputError(f"{shown(source)}: {error}"))


def sidecar_of(path: Path) -> Path | None:
    """The metadata file beside a file: its name with .json or .toml added, or instead of its own.

    A .json file is one only beside a file with another ending.
    """
    if path.suffix.lower() in SIDECAR_ENDINGS:
        return None
    for ending in SIDECAR_ENDINGS:
        for candidate in (path.with_name(path.name + ending), path.with_suffix(ending)):
            if candidate.is_file():
                return candidate
    return None


def _expand_one(source: str) -> Iterator[str]:
    if source == STANDARD_INPUT or is_url(source):
        yield source
        return
    if os.path.isdir(source):
        yield from _folder(source)
        return
    if os.path.lexists(source) or not glob.has_magic(source):
        yield source  # missing or not: opening it says so best
        return
    matches = sorted(glob.glob(source, recursive=True))
    if not matches:
        raise InputError("no file matches; check the pattern, or quote it against the shell")
    yield from (match for match in matches if not os.path.isdir(match))


def _folder(folder: str) -> Iterator[str]:
    """The files of a folder and those below it that have an ending we know, sorted."""
    found = False

    def refuse(error: OSError) -> None:
        raise InputError(f"the folder cannot be listed ({error.strerror})") from None

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        stems = {Path(name).stem for name in files if not name.lower().endswith(SIDECAR_ENDINGS)}
        stems |= {name for name in files if not name.lower().endswith(SIDECAR_ENDINGS)}
        for name in sorted(files):
            path = os.path.join(place, name)
            beside = name.lower().endswith(SIDECAR_ENDINGS) and Path(name).stem in stems
            if name.startswith(".") or ending_format(name) is None or beside:
                continue
            try:
                if not stat.S_ISREG(os.stat(path).st_mode):
                    continue  # a pipe or a device would wait or never end
            except OSError:
                pass  # opening it says why
            found = True
            yield path
    if not found:
        known = " ".join(ENDINGS)
        raise InputError(f"no readable files in this folder (endings: {known})")
