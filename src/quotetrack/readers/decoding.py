"""Bytes to text: UTF-8 and UTF-16 by their form, legacy encodings by a detector that is checked.

The order: a byte order mark, an encoding somebody named, strict UTF-8, UTF-16 without a mark, the
detector (resiliparse, 1,844 of 1,859 legacy samples of 60 characters right), and where its answer
does not decode or does not look like any language's text, the encoding whose text looks most like
it. Text that looks like nothing is refused: mojibake in the database is worse than a clear error.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from quotetrack.errors import InputError
from quotetrack.readers.limits import SNIFF_BYTES

_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_IMPOSSIBLE = re.compile("[\x80-\x9f\ue000-\uf8ff\ufffe\uffff]")  # C1, private use, no character

MAX_CONTROL_SHARE = 0.02
MIN_LIKENESS = 0.5  # real text of 60 characters: >= 0.68; random bytes: hardly ever
SURE_LIKENESS = 0.9
DETECTOR_BONUS = 0.15
MIN_COMMON_SHARE = 0.1
MIN_BYTES_TO_CONTRADICT = 12
MAX_ACCENTED_SHARE = 0.4  # Turkish has 0.15

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What the web calls an encoding is often a subset of what the page uses.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "big5hkscs": "cp950",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
}
# Tried when the first can't: Hong Kong's characters are not in Microsoft's Big5.
_SECOND = {"cp950": "big5hkscs"}

# The commonest characters of running text. They only have to tell text from mojibake.
_HAN = frozenset(
    "的一是不了在人有我他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以"
    "生会會自着著去之过過家学學对對可她里裡后後小么麼心多天而能好都然没沒日于於起还還发發成事"
    "只作当當想看文无無开開手十用主行方又如前所本见見经經头頭面公同三已老从從动動两兩长長政府"
    "美部分新月民表示工全市与與及其被报報导導等者将將记記机機关關外高进進现現员員总總统統议議"
    "军軍安区區制问問业業电電此第更最法二因次但并並由间間向，。、：；！？“”「」『』《》（）"
    "—…　"
)
_TELLING = {
    "cp1251": frozenset("оеаинтсрвлкмдпуяыьзбгчйхж«»—–“”„…№ії"),
    "cp1254": frozenset("ışğüçöİŞÇÖÜâîû“”‘’–—…«»"),
    "cp1252": frozenset("éèàâêîôûùçëïüöäßåøæñóíáúãõÉÀÇÖÄÜÓÁ“”‘’–—…«»„€£¥°§·½©®™"),
    "cp1256": frozenset("اليمونرتبهدسکكیفعقةشپچگ،؛؟أإئىحجخ«»“”\u200c"),
}
_TELLING["koi8_r"] = _TELLING["cp1251"]
_HAN_ENCODINGS = ("gb18030", "cp950", "big5hkscs")
_KNOWN = (*_HAN_ENCODINGS, *_TELLING)
_LATIN = ("cp1252", "cp1254")
_GLUED = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])")
# Encodings of other languages in which the detector is believed without a table of ours.
_TRUSTED = {"shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "johab", "cp1250"}
_TRUSTED |= {"iso8859-2", "cp1253", "iso8859-7", "cp1255", "iso8859-8", "tis-620", "cp874"}


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> str:
    """The text of some bytes, without NUL and lone surrogates, otherwise as it is.

    `encoding` is the user's word and is obeyed; `declared` is the file's own claim (a meta element,
    an HTTP header), believed unless the bytes contradict it. Raises InputError if nothing fits.

    >>> decode("他表示：“好。”".encode("utf-16"))
    '他表示：“好。”'
    """
    if encoding is not None:
        return clean(_decode_as(data, encoding))
    name = detect(data, declared)
    if name is None:
        raise InputError(_why_not(data))
    text = clean(_strictly(data, name))
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise InputError("not text (control characters); nothing in it can be read")
    return text


def detect(data: bytes, declared: str | None = None) -> str | None:
    """The encoding of some bytes as a Python codec name, None if they are no text.

    >>> detect("Он заявил, что переговоры не начнутся раньше весны".encode("koi8-r"))
    'koi8_r'
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            return _if_decodes(data, name)
    sample = data[:SNIFF_BYTES].decode("latin-1")
    if len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample):
        return _wide_without_mark(data) or _if_decodes(data, "utf-8")
    if _if_decodes(data, "utf-8"):
        return "utf-8"  # hardly anything else is valid UTF-8, whatever a page claims
    claim = known_name(declared)
    if claim and _if_decodes(data, claim) and not _contradicted(data, claim):
        return claim
    if is_damaged_utf8(data):
        return None
    return _wide_without_mark(data) or _legacy(data)


def clean(text: str) -> str:
    """`text` without NUL and lone surrogates; a surrogate pair becomes its character.

    >>> clean("a\\x00b\\ud83d\\ude00c\\ud800")
    'ab😀c'
    """
    if _UNWANTED.search(text) is None:
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.replace("\x00", "")


def known_name(label: str | None) -> str | None:
    """The Python codec for an encoding's label, the wider one where pages use more; else None.

    >>> known_name("GB2312"), known_name("x-nonsense"), known_name("ISO-8859-9")
    ('gb18030', None, 'cp1254')
    """
    try:
        name = codecs.lookup((label or "").strip()).name
        "".encode(name)  # not a codec from bytes to bytes, as "hex" is
    except (LookupError, ValueError, TypeError):
        return None
    return _WIDER.get(name, name.replace("-", "_") if name.startswith("koi8") else name)


def _decode_as(data: bytes, encoding: str) -> str:
    name = known_name(encoding)
    if name is None:
        raise InputError(
            f"no encoding is called {encoding!r}; use utf-8, gb18030, big5 or the like"
        )
    try:
        return _strictly(data, name)
    except UnicodeDecodeError as error:
        raise InputError(
            f"not {encoding} (byte {error.start:,}); leave the encoding out to have it detected"
        ) from None


def _strictly(data: bytes, name: str) -> str:
    """Decode or raise UnicodeDecodeError; surrogates that UTF-8 or UTF-16 carry come through."""
    for mark, marked in BOMS:
        if marked.startswith(name.removesuffix("-sig")) and data.startswith(mark):
            data, name = data[len(mark) :], marked
            break
    if name.startswith("utf"):
        return data.decode(name, "surrogatepass")
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        if name not in _SECOND:
            raise
        return data.decode(_SECOND[name])


def _if_decodes(data: bytes, name: str) -> str | None:
    try:
        _strictly(data, name)
    except (UnicodeDecodeError, LookupError):
        return None
    return name


def _contradicted(data: bytes, claim: str) -> bool:
    """Whether bytes that decode as claimed look like another encoding's all the same."""
    short = sum(byte >= 0x80 for byte in data[:SNIFF_BYTES]) < MIN_BYTES_TO_CONTRADICT
    return not short and _likeness(data, claim) < MIN_LIKENESS


def _legacy(data: bytes) -> str | None:
    """The likeliest of the encodings we know, or the detector's answer if it is another's."""
    from resiliparse.parse.encoding import detect_encoding

    found = known_name(detect_encoding(data, max_len=SNIFF_BYTES, html5_compatible=False))
    likeness = {name: _likeness(data, name) for name in _KNOWN}
    if found and likeness.get(found):
        likeness[found] += DETECTOR_BONUS
    best = max(likeness, key=likeness.__getitem__)
    if likeness[best] < SURE_LIKENESS and found in _TRUSTED and _if_decodes(data, found):
        text = data[:SNIFF_BYTES].decode(found, "ignore")
        foreign = [character for character in text if character >= "\x80"]
        letters = sum(character.isalpha() or character in _HAN for character in foreign)
        if not _IMPOSSIBLE.search(text) and letters >= 0.8 * len(foreign):
            return found
    return best if likeness[best] >= MIN_LIKENESS and _if_decodes(data, best) else None


def _likeness(data: bytes, name: str) -> float:
    """How much some bytes, read in an encoding, look like its languages' text, 0 to 1."""
    try:
        text = data[:SNIFF_BYTES].decode(name, "strict" if len(data) <= SNIFF_BYTES else "ignore")
    except UnicodeDecodeError:
        return 0.0
    foreign = [character for character in text if character >= "\x80"]
    if not foreign:
        return 1.0
    if name in _HAN_ENCODINGS:
        common = sum(character in _HAN for character in foreign) / len(foreign)
        ordinary = sum(character in _ordinary_han() for character in foreign) / len(foreign)
        return (ordinary + min(1.0, common / 0.4)) / 2
    telling = _TELLING.get(name)
    if telling is None:
        return 1.0
    if name in _LATIN and len(foreign) > MAX_ACCENTED_SHARE * len(text):
        return 0.0
    hits = sum(character in telling for character in foreign)
    if name not in _LATIN:  # a Cyrillic or Arabic letter inside a Latin word is none
        hits -= len(_GLUED.findall(text))
    return max(0.0, hits / len(foreign))


@cache
def _ordinary_han() -> frozenset[str]:
    """The first levels of GB 2312 and Big5, by their use in print, and _HAN: 6,800 characters."""
    codes = [(lead, trail) for lead in range(0xA4, 0xD8) for trail in range(0x40, 0xFF)]
    simplified = bytes(b for c in codes if c[0] >= 0xB0 and c[1] >= 0xA1 for b in c)
    traditional = bytes(b for c in codes if c <= (0xC6, 0x7E) for b in c if not 0x7F <= c[1] < 0xA1)
    return _HAN | set(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, either way round, if that reads as text."""
    common = _HAN.union(*_TELLING.values(), map(chr, range(0x20, 0x7F)), "\r\n\t")
    usual = common | _ordinary_han()
    for name in ("utf-16-le", "utf-16-be"):
        text = data[: SNIFF_BYTES & ~1].decode(name, "ignore")
        if not text or 2 * len(text) < 0.9 * min(len(data), SNIFF_BYTES):
            continue
        # Latin bytes in pairs are Chinese characters too, but not the commonest ones.
        likely = sum(character in common for character in text) >= MIN_COMMON_SHARE * len(text)
        if likely and sum(character in usual for character in text) >= MIN_LIKENESS * len(text):
            return _if_decodes(data, name)
    return None


def is_damaged_utf8(data: bytes) -> bool:
    """Whether nearly all of the non-ASCII bytes form UTF-8: then any other reading is mojibake."""
    sample = data[:SNIFF_BYTES]
    foreign = sum(byte >= 0x80 for byte in sample)
    kept = len("".join(c for c in sample.decode("utf-8", "ignore") if c >= "\x80").encode())
    return foreign > 0 and kept >= 0.8 * foreign


def _why_not(data: bytes) -> str:
    if is_damaged_utf8(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"damaged UTF-8 at byte {error.start:,}; get the file again or repair it"
    return "not text in any encoding we know; if it is, name the encoding with --encoding"
