"""Peak memory of `quotetrack extract` over a JSONL file that grows: it must not grow with it."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import measuring

SIZES_MB = (1, 10, 100)


def run(*, quick: bool) -> dict[str, Any]:
    """A row a size: documents, characters, peak MiB of the process, quotes."""
    quotetrack = Path(sys.executable).with_name("quotetrack")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES_MB[:-1] if quick else SIZES_MB:
            file = Path(folder) / "articles.jsonl"
            documents, characters = _write(file, size * 1_000_000)
            used = measuring.measure(
                [quotetrack, "extract", "--input-format", "jsonl", file], capture=False
            )
            rows.append(
                {
                    "JSONL MB": size,
                    "documents": documents,
                    "characters": characters,
                    "peak MiB": used.peak,
                    "CPU s": used.cpu,
                }
            )
    return {"rows": rows}


def _write(file: Path, size: int) -> tuple[int, int]:
    """Half Chinese, half English articles, `size` bytes in all, and their counts."""
    documents = characters = written = seed = 0
    with file.open("w", encoding="utf-8") as out:
        while written < size:
            for language in ("zh", "en"):
                for text in measuring.articles(language, 300_000, seed=seed):
                    record = {"id": f"{language}{documents}", "lang": language, "text": text}
                    line = json.dumps(record, ensure_ascii=False) + "\n"
                    out.write(line)
                    written += len(line.encode())
                    documents += 1
                    characters += len(text)
                    if written >= size:
                        return documents, characters
            seed += 1
    return documents, characters
