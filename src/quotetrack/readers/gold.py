"""Gold annotations from files and folders: the I/O around `quotetrack.evaluation`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from quotetrack.errors import GoldError
from quotetrack.evaluation.gold import GoldDocument, parse_lines, parse_object


def read_gold(paths: Iterable[Path]) -> list[GoldDocument]:
    """All gold documents of files and folders (their *.jsonl and gold.json, searched in depth).

    A set is named by its folder and file: flores-dev/en. Raises GoldError.
    """
    documents = [document for file in find_gold(paths) for document in _read(file)]
    if not documents:
        raise GoldError("no gold documents there; give .jsonl or gold.json files, or their folder")
    return documents


def find_gold(paths: Iterable[Path]) -> list[Path]:
    """The gold files among or under the paths, each once, in a stable order."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted([*path.rglob("*.jsonl"), *path.rglob("gold.json")])
        elif path.exists():
            files.append(path)
        else:
            raise GoldError(f"{path}: no such file or folder")
    return list(dict.fromkeys(files))


def _read(file: Path) -> list[GoldDocument]:
    name = f"{file.parent.name}/{file.stem}" if file.parent.name else file.stem
    text = _text(file)
    if file.suffix == ".jsonl":
        return list(parse_lines(text.split("\n"), name))
    try:
        gold = json.loads(text)
    except ValueError as error:
        raise GoldError(f"{file}: not JSON ({error})") from error
    beside = gold.get("document") if isinstance(gold, dict) else None
    # A bare file name: gold that comes from elsewhere must not name files of other folders.
    if not isinstance(beside, str) or beside in ("", "..") or Path(beside).name != beside:
        raise GoldError(f"{file}: 'document' must name the text file beside it")
    return [parse_object(gold, _text(file.parent / beside), name)]


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GoldError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: not UTF-8 ({error.reason} at byte {error.start})") from error
