"""The targets of scripts/fuzz with inputs of hypothesis: hostile bytes, pieces of real files.

What the long runs found is kept here as examples, one a line with what it was.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "fuzzing" / "targets.py"
sys.path.insert(0, str(SCRIPT.parent))  # what it imports beside itself
_spec = importlib.util.spec_from_file_location("fuzz_targets", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
targets = importlib.util.module_from_spec(_spec)
sys.modules["fuzz_targets"] = targets
_spec.loader.exec_module(targets)

TARGETS: dict[str, Callable[[bytes], None]] = targets.TARGETS
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

FOUND = [
    ("readers", b"\x04\x00\xd6i", "a table in UTF-16 that ends inside a character"),
    ("extract", b"$;Y", "half a character, which the automaton of cues refuses"),
    ("extract", b"??x\x00\t\xb1\xff\xff\xb1", "a clause without a token"),
    (
        "extract",
        b"n\xff\x97-\x9d\x97I\xb3\x98\x9d\x97I\xb3\xf3\0\0\0\x1d\0\xf3",
        "nothing before a mark",
    ),
    ("extract", b"\x85\x85\x85\x85\x85\xb1o\xbfa\xb1'\xbfQ\xf4", "a clause without a token"),
    ("readers", b'\xbf"\n\n\xda', "a column whose name holds a line break"),
    (
        "output",
        b"\xac" + "\u1111\u1166 \ubcbc\u11bc".encode("utf-16-le"),
        "Korean letters beside a syllable that takes one more",
    ),
]


@pytest.mark.parametrize(("name", "data", "what"), FOUND, ids=[what for _, _, what in FOUND])
def test_what_was_found_once_stays_right(name: str, data: bytes, what: str) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("lang", range(9))
def test_sentences_with_their_words_changed(lang: int) -> None:
    """Of each language, always the same: what it finds, the next run finds again."""
    chance = random.Random(lang)
    for _ in range(400):
        TARGETS["mixed"](bytes([lang]) + chance.randbytes(chance.randrange(1, 60)))


@pytest.mark.parametrize("name", ["extract", "query", "output"])
@QUICK
@given(choice=st.integers(0, 9), pieces=st.lists(st.integers(0, 255), max_size=60))
def test_marks_cues_and_names_in_any_order(name: str, choice: int, pieces: list[int]) -> None:
    head = bytes([choice, 1]) if name == "extract" else b"\x01"
    TARGETS[name](head + bytes(pieces))


@pytest.mark.parametrize("name", ["extract", "query", "output"])
@QUICK
@given(text=st.text(max_size=200))
def test_any_text(name: str, text: str) -> None:
    head = b"\x00\x00" if name == "extract" else b"\x00"
    TARGETS[name](head + text.encode())


FILES = [
    b'{"text": "\xe4\xbb\x96\xe8\xaf\xb4"}\n{"text": "x", "id": 7}\n',
    b"text,title\nsaid,x\n\"a\nb\",c\n",
    b"<html><title>t</title><body><p>He said: \xe2\x80\x9cyes.\xe2\x80\x9d</p></body></html>",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 44\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>x</p>\r\n\r\n",
    b"PK\x03\x04" + b"\0" * 40,
    b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>t</title></item></channel></rss>',
    b"From: x\r\nContent-Type: multipart/related;boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--b--",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
]  # fmt: skip


@QUICK
@given(
    file=st.sampled_from(FILES),
    format_=st.integers(0, len(targets.FORMATS) - 1),
    changes=st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=4)), max_size=5),
)
def test_files_with_bytes_changed(
    file: bytes, format_: int, changes: list[tuple[int, bytes]]
) -> None:
    for at, value in changes:
        file = file[:at] + value + file[at + len(value) :]
    TARGETS["readers"](bytes([format_]) + file)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@QUICK
@given(changes=st.dictionaries(st.integers(0, 60), JSON, max_size=4))
def test_exports_with_values_changed(changes: dict[int, object]) -> None:
    """A row of a real export, some of its values replaced by any JSON."""
    _, _, lines = targets._database()
    record = json.loads(lines[0])
    names = list(record)
    for at, value in changes.items():
        record[names[at % len(names)]] = value
    TARGETS["import"](b"\x00" + json.dumps(record).encode())
