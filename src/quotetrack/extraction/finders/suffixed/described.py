"""Names that a clause, an owner or a place in the locative describes; see `suffixed`."""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.runs import is_complement, is_owned, run_end
from quotetrack.extraction.finders.suffixed.suffixes import (
    is_genitive,
    is_oblique,
    shows,
    stem_is_head,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    LINKING,
    ORGANISATION,
    PREPOSITION,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack

MAX_RELATIVE_TOKENS = 8  # of a clause that describes a name
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def named_after(pack: Pack, tokens: Tokens, index: int, end: int) -> int | None:
    """Where the name begins that a clause or an owner describes: 'Köprü projesini yürüten | Deniz Aksoy'.

    'Konuk ekibin hocası | Cem Kurt' is the same.

    `index` is the word after a capital one. Who is the subject himself has a comma before such a
    clause.
    """
    first = tokens[index]
    if first.word in pack.words["naming"]:
        return None  # Kartal adını kullanan eylemci
    if first.capital or first.classes & (BREAK | PREPOSITION | TIME | ADVERB):
        return None
    for at in range(index, min(end - 1, index + MAX_RELATIVE_TOKENS)):
        token = tokens[at]
        if token.classes & BREAK:
            return None
        if token.capital:
            continue
        describes = shows(pack, "describing", token.word)
        titled = token.classes & TITLE and is_owned(pack, token)
        if not describes and not titled:
            continue
        if describes and _ends_in_role(pack, tokens, at, end):
            return at + 1
        name = at + 1
        while name < end - 1 and _introduces(pack, tokens[name]):
            name += 1  # işleten 67 yaşındaki Kaya
        if not tokens[name].capital or tokens[name].classes & TIME:
            continue
        if not titled and token.classes & (_HEAD | ADVERB | PREPOSITION | TIME):
            continue
        held = titled and at > index and is_genitive(pack, tokens[at - 1])
        if held or (not titled and describes):
            stop = run_end(pack, tokens, name, end)
            after = tokens[stop] if stop < end else None
            if after is not None and after.classes & PREPOSITION:
                continue
            if not is_oblique(pack, tokens[stop - 1]):
                return name
    return None


def _ends_in_role(pack: Pack, tokens: Tokens, at: int, end: int) -> bool:
    """Whether the participle stands before a noun that fills its segment: '… çalışan araştırmacılar,'."""
    if at + 2 != end or end >= len(tokens) or not tokens[at + 1].classes & (TITLE | ROLE):
        return False
    # komutan, uzman; but çalışan
    return not tokens[at].classes & _HEAD or shows(pack, "relative", tokens[at].word)


def _introduces(pack: Pack, token: Token) -> bool:
    """Whether a word stands before a name: '67', 'yaşındaki', 'mühendis'."""
    if token.capital or token.classes & BREAK:
        return False
    return token.word[0].isdigit() or token.word in pack.words["age"] or token.classes & TITLE != 0


def closes_phrase(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a postposition ends what a genitive began: 'toplantının ardından', 'onun kararı üzerine'."""
    before = tokens[index - 1] if index else None
    return before is not None and (is_genitive(pack, before) or is_owned(pack, before))


def is_of_place(pack: Pack, tokens: Tokens, index: int, stop: int, known: set[str]) -> bool:
    """Whether capital words only say which one a noun in the locative is: 'Alton fabrikasında'.

    `stop` is the noun. A name of the document may be where it is as well: 'Kaya odasında'.
    """
    noun = tokens[stop]
    if shows(pack, "plural_owned", noun.word) and shows(pack, "from", noun.word):
        return stop + 1 < len(tokens) and tokens[stop + 1].capital  # Kore Savaşı gazilerinden Kaya
    if shows(pack, "named_body", noun.word) and stop + 1 < len(tokens):
        if shows(pack, "describing", tokens[stop + 1].word):
            return True  # Kıyı Postası gazetesinde çıkan haber
    if (
        noun.capital
        or not shows(pack, "owned_place", noun.word)
        or shows(pack, "occasion", noun.word)
    ):
        return False
    return not any(one.word in known or one.classes & TITLE for one in tokens[index:stop])


def is_somebody(pack: Pack, tokens: Tokens, start: int, index: int) -> bool:
    """Whether a role is somebody of a body, whom no noun after it owns: 'Bakanlıktan bir yetkili'."""
    return (
        index - start > 1
        and tokens[index].classes & TITLE != 0
        and index + 1 < len(tokens)
        and not tokens[index + 1].capital
        and tokens[index + 1].classes & (TITLE | LINKING | PREPOSITION | COORDINATOR) == 0
        and tokens[index - 1].word in pack.words["article"]
        and shows(pack, "from", tokens[index - 2].word)
    )


def ends_phrase(pack: Pack, tokens: Tokens, start: int, index: int, following: Token) -> bool:
    """Whether a noun phrase ends with its head at `index`: nothing behind it is a part of it."""
    if is_somebody(pack, tokens, start, index):
        return True  # Bakanlıktan bir yetkili | raporu …
    token = tokens[index]
    if following.classes & (PREPOSITION | LINKING | _HEAD | COORDINATOR):
        return False
    if following.capital:
        return bool(token.classes & ROLE)
    if token.word.endswith(("lar", "ler", "ları", "leri")) or not stem_is_head(pack, following):
        return True
    if shows(pack, "plural_owned", following.word):
        return False  # Muhalefet partilerinden
    return not (is_genitive(pack, following) and shows(pack, "owned_genitive", following.word))


def owns_object(pack: Pack, tokens: Tokens, index: int, stop: int) -> bool:
    """Whether a capital word belongs to the object behind it: 'şarkıcı Instagram hesabından'."""
    following = tokens[stop]
    if not is_complement(pack, following) or is_genitive(pack, following):
        return False  # Senatör Kaya köprünün …
    if stop - index != 1 or following.capital:
        return False
    return shows(pack, "possessed", following.word)  # but Senatör Kaya | kürsüde


def describes_next(pack: Pack, after: Token) -> bool:
    """Whether a noun behind a compound goes on describing: 'muhalefet partisi | sözcüsü Kaya'."""
    owned = not is_genitive(pack, after) or shows(pack, "owned_genitive", after.word)
    return owned and stem_is_head(pack, after)
