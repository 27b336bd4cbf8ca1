"""Words of a sentence with what the pack lists them as, for scripts without capital letters.

Small words that are written joined to the next one (و, ال, ب, ل) are looked through, if what is left
is a word that the pack knows. See `tokens` for scripts with capitals.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from quotetrack.extraction.letters import FILLER, HAMZA, MADDA
from quotetrack.extraction.pack import Pack, remembered
from quotetrack.extraction.view import QUOTED, View

PRONOUN = 1
PREPOSITION = 2
COORDINATOR = 4  # and, but
SUBORDINATOR = 8  # that, because: a clause of its own begins
RELATIVE = 16  # who, which
VERB = 32
ADVERB = 64
TIME = 128
BREAK = 256  # comma, dash, colon
ROLE = 512  # minister, spokesman, experts
ORGANISATION = 1024
OFFICE = 2048  # words that say of what one is minister or head
PLACE = 4096  # countries, cities, and their adjectives
DEFINITE = 8192  # carries the article
GIVEN = 16384  # given names
OCCASION = 32768  # statement, interview, conference: one speaks in it
HONORIFIC = 65536  # Mr, Dr: a name follows
ARTICLE = 131072  # a, this: no part of a description
LABEL = 262144  # company, newspaper: its name follows
BELONGING = 524288  # in the name of: what follows belongs to the role
AUXILIARY = 1048576  # had, will: between subject and verb
OBJECT = 2097152  # marks what stands before it as an object
MARKED = 4194304  # words in quotation marks
PARTICLE = 8388608  # ben, abu, abd: inside names
NEGATION = 16777216
PLURAL = 33554432  # roles that no name follows: experts
NOUN = 67108864  # common nouns, which no name begins with
LATIN = 134217728
JOINED = 268435456  # a preposition or conjunction is written in one with the word
INNER = 536870912  # prepositions that say where somebody works
CONTRAST = 1073741824  # but, while: a clause of its own begins

_LISTS = {
    "pronoun": PRONOUN,
    "preposition": PREPOSITION,
    "inner_preposition": PREPOSITION | INNER,
    "coordinator": COORDINATOR,
    "contrast": COORDINATOR | CONTRAST,
    "subordinator": SUBORDINATOR,
    "relative": RELATIVE,
    "verb": VERB,
    "adverb": ADVERB,
    "time": TIME,
    "title": ROLE,
    "role": ROLE,
    "plural_role": ROLE | PLURAL,
    "organisation": ORGANISATION,
    "office": OFFICE,
    "place": PLACE,
    "given_name": GIVEN,
    "occasion": OCCASION,
    "honorific": ROLE | HONORIFIC,
    "article": ARTICLE,
    "label": ORGANISATION | LABEL,
    "belonging": BELONGING,
    "auxiliary": AUXILIARY,
    "object": OBJECT,
    "particle": PARTICLE,
    "negation": NEGATION,
    "noun": NOUN,
}
_NO_COMPLEMENT = NEGATION | AUXILIARY  # nothing that a preposition stands before
_SHAPES = (
    ("time_shape", TIME),
    ("verb_shape", VERB),
    ("adverb_shape", ADVERB),
    ("agents_shape", ROLE | PLURAL),
    ("one_agent_shape", ROLE),
    ("aside_shape", PREPOSITION),
)
ARTICLE_LETTERS = "ال"
TANWIN = "\N{ARABIC FATHATAN}"
MAX_WORDS = 50_000  # kept per pack


class Word(NamedTuple):
    """A word or a mark: where it stands, folded, and its classes."""

    start: int
    end: int
    text: str
    kind: int


Words = list[Word]
OFFICIAL = ROLE | ORGANISATION | OFFICE | PLACE | DEFINITE | NOUN | BELONGING


def words(view: View, pack: Pack, low: int, high: int) -> list[Word]:
    """The words of `view.masked[low:high]`."""
    memo = pack.words_seen
    found: list[Word] = []
    for match in pack.patterns["token"].finditer(view.masked, low, high):
        text = match.group()
        article = text.find(ARTICLE_LETTERS, 0, 4)
        radical = article >= 0 and view.text[match.start() + article] in HAMZA
        key = "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}" + text if radical else text
        kind = memo.get(key)
        if kind is None:
            kind = _look_up(text, pack)
            if radical and kind & DEFINITE:
                kind = _listed(text, pack)  # إلياس: the first letters only look like the article
            elif radical and kind == ADVERB:
                kind = GIVEN  # آلان is not الآن
            if len(memo) > MAX_WORDS:
                memo.clear()
            memo[key] = kind
        end = match.end()
        if kind & (SUBORDINATOR | VERB):
            if kind & VERB:
                kind = _as_noun(kind, text, found, pack)
            elif view.text[match.start()] == MADDA and pack.numbers.get("article", 0):
                kind = GIVEN  # آن is no أن
        if view.masked[end : end + 1] == FILLER and TANWIN in view.text[match.start() : end + 2]:
            own = kind & ROLE or (kind & OFFICE and found and _is_accusative(found[-1]))
            kind |= 0 if own else ADVERB  # in the accusative, so no subject
        found.append(Word(match.start(), end, text, kind))
    return found


def _as_noun(kind: int, text: str, found: list[Word], pack: Pack) -> int:
    """The classes of a verb that is a noun behind a preposition: 'در پرداخت', 'پس از شکست'."""
    if not found or not found[-1].kind & PREPOSITION or not pack.numbers.get("ezafe", 0):
        return kind
    if found[-1].text in pack.words["preverb"] or text not in pack.words["short_infinitive"]:
        return kind
    return kind & ~VERB


def _is_accusative(word: Word) -> bool:
    """Whether a role stands in the accusative, as a subject does after 'but': لكن مصدرا."""
    return bool(word.kind & ROLE and word.text.endswith("ا"))


def _look_up(text: str, pack: Pack) -> int:
    if text[0] == QUOTED:
        return MARKED
    if not text[0].isalnum():
        return BREAK
    kind = _listed(text, pack)
    if kind & OFFICE and text.startswith(ARTICLE_LETTERS):
        kind |= DEFINITE
    if text[0].isascii() and text[0].isalpha():
        kind |= LATIN
    if kind:
        return kind
    for name, value in _SHAPES:
        if name in pack.patterns and pack.patterns[name].fullmatch(text):
            return value
    if text in verbs(pack):
        return VERB
    if kind := _plural(text, pack) or _possessed(text, pack):
        return kind
    if text[-1] == "ا" and pack.numbers.get("article", 0):
        if text[:-1] in pack.words["title"]:
            return ROLE  # لكن مصدرا
        if text[:-1] in pack.words["office"]:
            return OFFICE
    if text[0] in pack.words["clitic"]:
        bare = text[1:]
        if kind := _listed(bare, pack) or _plural(bare, pack) or _possessed(bare, pack):
            if kind == GIVEN and text[0] not in pack.words["coordinator"]:
                return 0  # فلوك is no 'ف' and 'لوك'
            return kind | COORDINATOR | JOINED
    joined = (
        pack.patterns["joined_word"].fullmatch(text) if "joined_word" in pack.patterns else None
    )
    if joined is None:
        return 0
    groups = joined.groupdict()
    rest = _listed(groups["rest"], pack)
    if groups.get("before") and rest & _NO_COMPLEMENT and not rest & SUBORDINATOR:
        return 0  # بولا is no 'ب' and 'ولا'
    if rest == GIVEN and groups.get("before") and not groups.get("the"):
        if groups["before"] not in pack.words["joined_preposition"]:
            return 0  # بايمان is no 'ب' and 'إيمان'
    rest = rest or _plural(groups["rest"], pack)
    if not rest and not groups.get("the"):
        rest = _possessed(groups["rest"], pack)
    if not rest and groups.get("also") and groups["rest"] in verbs(pack):
        rest = VERB
    if groups.get("the"):
        rest = rest & ~VERB | DEFINITE  # الآثار is no 'ال' and 'أثار'
    if not rest or (groups.get("many") and rest & PREPOSITION):
        return 0
    if groups.get("many") and rest & ROLE:
        rest |= PLURAL
    if groups.get("before"):
        rest |= PREPOSITION | JOINED
    if groups.get("also"):
        rest |= COORDINATOR | JOINED
    return rest


def _plural(text: str, pack: Pack) -> int:
    """The classes of a role in the plural or the dual: مؤلفو, مسؤولان, باحثات."""
    found = pack.patterns["many_agents"].fullmatch(text)
    if found is None or found["stem"] not in pack.words["title"]:
        return 0
    return ROLE | PLURAL


def _possessed(text: str, pack: Pack) -> int:
    """The classes of a role with its possessor joined to it: محاميه, زوجته; definite by that."""
    found = pack.patterns["owned"].fullmatch(text)
    if found is None:
        return 0
    stem = found["stem"]
    plain = stem[:-1] + "ى" if stem.endswith("ا") else stem
    if plain in pack.words["verb"] or plain in verbs(pack):
        return VERB  # نشرتها: published it
    kind = _listed(stem, pack) or _plural(stem, pack)  # منتقدوه
    if not kind and stem.endswith("ت"):
        kind = _listed(stem[:-1] + "ة", pack)
    if not kind & (ROLE | ORGANISATION) or kind & (OCCASION | GIVEN):
        return 0
    return kind & ~LABEL | DEFINITE


def verbs(pack: Pack) -> Collection[str]:
    """The cues of the pack that are one word and have a subject, where the verb stands first."""
    return _cues_of_frames(pack, "stulc") if pack.numbers.get("verb_first", 0) else ()


@remembered
def _cues_of_frames(pack: Pack, frames: str) -> frozenset[str]:
    return frozenset(
        cue.word
        for cue in pack.cues
        if cue is not None and cue.frame in frames and " " not in cue.word
    )


def _listed(text: str, pack: Pack) -> int:
    kind = 0
    for name, value in _LISTS.items():
        if text in pack.words.get(name, ()):
            kind |= value
    return kind
