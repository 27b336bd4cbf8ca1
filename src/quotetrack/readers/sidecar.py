"""Metadata from a JSON or TOML file beside an article."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean
from quotetrack.readers.options import METADATA, Fields
from quotetrack.readers.sources import shown
from quotetrack.readers.streams import read_whole

MAX_SIDECAR_BYTES = 1024 * 1024


def read_sidecar(path: Path) -> Fields:
    """The metadata in a sidecar file. Raises InputError, which names the file.

    Keys: id, lang, title, url, outlet, author, published; others are left alone.
    """
    try:
        with path.open("rb") as stream:
            text = read_whole(stream, MAX_SIDECAR_BYTES).decode("utf-8-sig")
        values = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"its metadata in {shown(path.name)} cannot be read ({error})") from None
    if not isinstance(values, dict):
        raise InputError(
            f"its metadata in {shown(path.name)} must be an object of names and values"
        )
    fields: Fields = {}
    for name in ("id", *METADATA):
        value = values.get(name)
        if isinstance(value, date):  # TOML has dates of its own
            value = value.isoformat()
        if value is None:
            continue
        if not isinstance(value, str):
            raise InputError(f"its metadata in {shown(path.name)}: {name!r} must be a string")
        fields[name] = clean(value)
    return fields
