"""Words of a sentence with what the pack knows about each, for languages that put spaces between them.

A word's classes are looked up once a pack and kept: the lists of the pack are sets, and only shapes
(`-ly`, `-ed`) need a pattern. Brackets are left out, marks and commas are tokens of their own.
"""

from __future__ import annotations

from typing import NamedTuple

from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View

PRONOUN = 1  # may be a subject: he, they
DETERMINER = 2  # opens a noun phrase: the, his
PREPOSITION = 4
COORDINATOR = 8  # and, but, or
SUBORDINATOR = 16  # that, because, what: a clause of its own begins
RELATIVE = 32  # who, which
AUXILIARY = 64
VERB = 128  # finite, or a participle that looks the same
ADVERB = 256
TIME = 512
BREAK = 1024  # comma, dash, semicolon, quoted words
TITLE = 2048
ROLE = 4096
PARTICLE = 8192  # of, von: small words inside names
NEGATION = 16384
OPENER = 32768  # adverbial at the head: on, after, speaking
OCCASION = 65536  # statement, interview: said in a …
INFINITIVE = 131072  # to
ORGANISATION = 262144  # University, Bank: of belongs to the name
DEMONYM = 524288
PLURAL = 1048576
LINKING = 4194304  # of
MODAL = 8388608  # may, could
GREETING = 2097152  # for what no source begins with: there, nothing, if
NOUN = 16777216  # a common noun, where those have capitals
CLAUSAL = 67108864  # after, before: a clause may follow as well as a noun
OFFICE = 33554432  # of what one is minister or head: Finanzen, Lyon, UN

_LISTS = {
    "pronoun": PRONOUN,
    "determiner": DETERMINER,
    "preposition": PREPOSITION,
    "coordinator": COORDINATOR,
    "subordinator": SUBORDINATOR,
    "relative": RELATIVE | SUBORDINATOR,
    "auxiliary": AUXILIARY,
    "verb": VERB,
    "adverb": ADVERB,
    "time": TIME,
    "title": TITLE,
    "role": ROLE,
    "particle": PARTICLE,
    "negation": NEGATION,
    "opener": OPENER,
    "occasion": OCCASION,
    "infinitive": INFINITIVE,
    "organisation": ORGANISATION,
    "demonym": DEMONYM,
    "linking": LINKING,
    "modal": MODAL,
    "no_source": GREETING,
    "noun": NOUN,
    "office": OFFICE,
    "clausal": CLAUSAL,
}
_SHAPES = (
    ("adverb_shape", ADVERB),
    ("verb_shape", VERB),
    ("plural", PLURAL),
    ("time_shape", TIME),
    ("title_shape", TITLE),
    ("noun_shape", NOUN),
    ("organisation_shape", ORGANISATION),
)
_INITIAL = (0, False)
MAX_TITLE_CHARS = 24  # before a name
MAX_WORDS = 50_000  # kept per pack


class Token(NamedTuple):
    """A word or a mark: where it stands, lower-cased, its classes, whether it begins with a capital."""

    start: int
    end: int
    word: str
    classes: int
    capital: bool
    owner: bool  # ends in a possessive: Toyota's


def note_title(view: View, pack: Pack, name: str, start: int) -> None:
    """Keep the title right before a name at `start`, for whoever has not spoken yet: 'yönetmen Ada Kaya'."""
    low = max(0, start - MAX_TITLE_CHARS)
    before = view.masked[low:start].split()[-1:]
    if before and before[0] in pack.words["title"]:
        view.titles.setdefault(name, before[0])


def tokenise(view: View, pack: Pack, low: int, high: int) -> list[Token]:
    """The tokens of `view.masked[low:high]`."""
    done = view.tokens.get((low, high))
    if done is not None:
        return done
    memo = pack.words_seen
    new = tuple.__new__  # twice as fast as the named tuple's own
    masked, cased = view.masked, view.cased
    starts = cased.startswith
    lowers = pack.lowers  # then most words are as they stand, which is told in one step
    tokens: list[Token] = []
    for match in pack.patterns["token"].finditer(masked, low, high):
        word = match.group()
        known = memo.get(word)
        if known is None:
            known = _look_up(word, pack)
            if len(memo) > MAX_WORDS:
                memo.clear()
            memo[word] = known
        start, end = match.span()
        if word[-1] == ".":
            if end - start == 2 and cased[start].isupper() and not known[0] & TITLE:
                known = _INITIAL  # А., В., И. are no conjunctions
            elif _ends_sentence(word, pack):
                end -= 1
        capital = not (lowers and starts(word, start)) and (
            cased[start].isupper()
            or (cased[start : start + 5] != masked[start : start + 5] and end - start > 3)
        )  # al-Rashidi, iPhone
        tokens.append(new(Token, (start, end, word, known[0], capital, known[1])))
    view.tokens[low, high] = tokens
    return tokens


def _ends_sentence(word: str, pack: Pack) -> bool:
    """Whether the full stop after a word is none of an abbreviation or initial."""
    bare = word[:-1]
    return len(bare) > 1 and "." not in bare and bare not in pack.words["abbreviation"]


def classes(word: str, pack: Pack) -> int:
    """The classes of a lower-cased word."""
    if not word:
        return 0  # what is left of a lone apostrophe
    known = pack.words_seen.get(word)
    if known is None:
        known = pack.words_seen[word] = _look_up(word, pack)
    found: int = known[0]
    return found


def _look_up(word: str, pack: Pack) -> tuple[int, bool]:
    if not word[0].isalnum() and word[0] not in "#@$€£№'’":
        if word not in pack.words["particle"]:  # the & of 'Marks & Spencer'
            return BREAK, False
    bare = word.rstrip(".")
    found = 0
    for name, value in _LISTS.items():
        listed = pack.words.get(name, ())
        if word in listed or bare in listed:
            found |= value
    if not found and pack.by_place and "-" in bare:
        last = bare[bare.rindex("-") + 1 :]  # lieutenant-general, staff-insp
        found |= sum(_LISTS[name] for name in ("title", "role") if last in pack.words.get(name, ()))
    patterns = pack.patterns
    ended = bare and (pack.by_place or pack.nouns == "declined")  # the last word of its sentence
    for name, value in _SHAPES:
        if name in patterns and patterns[name].fullmatch(bare if ended else word):
            if value != VERB or not found & (TITLE | ROLE | ADVERB | PREPOSITION):
                found |= value
    if "-" in word and not found & TITLE and pack.nouns == "declined":
        if any(part in pack.words["title"] for part in bare.split("-")):
            found |= TITLE  # детектив-инспектор, сенатор-республиканец
    owner = patterns["possessive"].search(word) is not None
    return found, owner
