"""Reading from files and pipes without ever taking in more than was allowed."""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.limits import SNIFF_BYTES, as_size

_SKIPPED_AT_ONCE = 1024 * 1024


class _Prefixed(io.RawIOBase):
    """A stream with the bytes already taken from it in front again; pipes cannot seek."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        taken = self._head[: len(buffer)] or _read_some(self._rest, len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def look_ahead(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first SNIFF_BYTES of a stream, and a stream that still has them."""
    head = b""
    try:
        while len(head) < SNIFF_BYTES and (piece := _read_some(stream, SNIFF_BYTES - len(head))):
            head += piece
    except (EOFError, OSError, zlib.error):
        if not head:
            raise
        # A packed file that breaks off here: what is whole is read first, then it breaks again.
    return head, io.BufferedReader(_Prefixed(head, stream), SNIFF_BYTES)


def _read_some(stream: BinaryIO, count: int) -> bytes:
    """The next bytes, perhaps fewer; unlike `read`, it loses none if the stream breaks off."""
    read1: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read1(count)


def read_whole(stream: BinaryIO, limit_bytes: int) -> bytes:
    """All bytes of a stream. Raises InputError if there are more than `limit_bytes`."""
    parts = []
    left = limit_bytes + 1
    while left > 0 and (part := stream.read(min(left, _SKIPPED_AT_ONCE))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise InputError(too_large("the document", limit_bytes))
    return b"".join(parts)


def too_large(what: str, limit_bytes: int) -> str:
    """The message for something above the limit."""
    return f"{what} is larger than {as_size(limit_bytes)}; raise --max-size if that is right"


def lines(stream: BinaryIO, limit_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Number, from 1, and bytes of each line; None for one above the limit, which is skipped."""
    number = 0
    while line := stream.readline(limit_bytes + 1):
        number += 1
        if len(line) <= limit_bytes:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIPPED_AT_ONCE)
        yield number, None


class Recoded(io.RawIOBase):
    """The text of a stream as UTF-8, decoded piece by piece."""

    def __init__(self, stream: BinaryIO, decoder: codecs.IncrementalDecoder) -> None:
        self._stream = stream
        self._decoder = decoder
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            raw = self._stream.read(SNIFF_BYTES)
            self._ready = self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        taken = self._ready[: len(buffer)]
        self._ready = self._ready[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)
