"""Which pack a language has: the user's own, else the shipped one."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import resources
from pathlib import Path

from platformdirs import user_config_path

from quotetrack.errors import PackError
from quotetrack.extraction.compiling import compile_pack
from quotetrack.extraction.pack import Pack


@lru_cache(maxsize=32)
def load(tag: str) -> Pack:
    """The pack of a language (`zh`, `en`, …): the user's own if there is one, else the shipped one."""
    own = own_folder() / f"{tag}.toml"
    if own.is_file():
        return load_file(own)
    source = resources.files("quotetrack.extraction") / "packs" / f"{tag}.toml"
    return compile_pack(source.read_text("utf-8"), f"{tag}.toml")


@lru_cache(maxsize=1)
def available() -> frozenset[str]:
    """The tags of the shipped packs and of the user's own."""
    shipped = resources.files("quotetrack.extraction") / "packs"
    names = [path.name for path in shipped.iterdir()]
    if own_folder().is_dir():
        names += [path.name for path in own_folder().iterdir()]
    return frozenset(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@lru_cache(maxsize=1)
def own_folder() -> Path:
    """Where a user's own packs live: QUOTETRACK_PACKS, else `packs` beside the user's experts."""
    named = os.environ.get("QUOTETRACK_PACKS")
    return Path(named) if named else user_config_path("quotetrack") / "packs"


def load_file(path: Path) -> Pack:
    """A user's own pack. Raises PackError with the file's name and what is wrong."""
    try:
        return compile_pack(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: cannot be read as a pack: {error}") from error
