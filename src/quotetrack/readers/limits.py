"""How much of a stranger's file is taken into memory.

The first figure can be raised, and with it those that depend on it.
"""

from __future__ import annotations

MIB = 1024 * 1024

# One document, as bytes on disk or in a line: an article has kilobytes, a long novel 3 MiB. A text
# of 16 MiB needs at most 200 MiB while it is decoded (4 bytes a character, three copies).
MAX_DOCUMENT_BYTES = 16 * MIB

# Of that, a page's source: its tree takes up to 25 times its bytes; news pages have 0.1 to 2 MiB.
PAGE_SHARE = 0.5

# Times that, a PDF or DOCX file with its pictures, packed and unpacked.
CONTAINER_FACTOR = 4

MAX_PDF_PAGES = 2000

# Bad lines of one file that are reported one by one; the rest is counted in one line.
MAX_REPORTED_LINES = 20

# What is looked at to tell a format or an encoding. Encodings: measured, more changes no answer.
SNIFF_BYTES = 64 * 1024


def as_size(byte_count: int) -> str:
    """A byte count for a message.

    >>> as_size(16 * MIB), as_size(900)
    ('16 MiB', '900 bytes')
    """
    if byte_count < MIB:
        return f"{byte_count:,} bytes"
    return f"{byte_count / MIB:,.4g} MiB"
