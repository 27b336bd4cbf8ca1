"""Text from documents made harmless for a terminal or a page. Pure.

Only the standard library: every command imports this.
"""

from __future__ import annotations

import re

# A control character becomes its picture (ESC ␛); C1 controls, which some terminals obey as well,
# and direction overrides, which make a line read as something else, become their code in brackets.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
_PICTURES[0x7F] = "␡"
_NAMED = (*range(0x80, 0xA0), 0x202D, 0x202E, 0x2028, 0x2029)
_PICTURES.update({code: f"<U+{code:04X}>" for code in _NAMED})
_PICTURES.update(dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"))
_HARMFUL = re.compile("[" + "".join(re.escape(chr(code)) for code in _PICTURES) + "]")

_OPENING = re.compile("[\u202a\u202b\u2066-\u2068]")
_DIRECTION = re.compile("[\u202a-\u202c\u2066-\u2069]")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE, _POP_EMBEDDING = "\u2068", "\u2069", "\u202c"


def printable(text: str) -> str:
    """The text with nothing in it that a terminal would obey; line breaks and tabs stay.

    Embedded directions are kept, for Arabic and Persian need them, but cannot leak: each line's are
    closed within it.

    >>> printable("a\\x1b[31mb\\x9bc")
    'a␛[31mb<U+009B>c'
    >>> printable("\\u202eevil")
    '<U+202E>evil'
    """
    text = without_controls(text)
    if _DIRECTION.search(text):
        text = "\n".join(_balanced(line) for line in text.split("\n"))
    return text


def without_controls(text: str) -> str:
    """The text with pictures or codes for control characters, direction overrides, surrogates."""
    text = text.replace("\r\n", "\n")
    return text.translate(_PICTURES) if _HARMFUL.search(text) else text


def one_line(text: str) -> str:
    """`printable`, with line breaks, tabs and runs of spaces as one space.

    >>> one_line("No such\\nfile: \\x07")
    'No such file: ␇'
    """
    return " ".join(printable(text).split())


def shortened(text: str, width: int) -> str:
    """`one_line` of at most `width` characters, the cut marked with …."""
    line = one_line(text)
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _balanced(line: str) -> str:
    if not _DIRECTION.search(line):
        return line
    kept: list[str] = []
    open_: list[str] = []  # the closing marks that are owed
    for character in line:
        if _OPENING.match(character):
            open_.append(_POP_EMBEDDING if character <= "\u202b" else _POP_ISOLATE)
        elif character in (_POP_EMBEDDING, _POP_ISOLATE):
            if not open_ or open_[-1] != character:
                continue  # closes nothing of its own: it would close what stands around the text
            open_.pop()
        kept.append(character)
    return _FIRST_STRONG_ISOLATE + "".join(kept) + "".join(reversed(open_)) + _POP_ISOLATE
