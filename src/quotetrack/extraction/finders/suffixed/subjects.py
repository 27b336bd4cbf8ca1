"""The first noun phrase of a segment that bears no case suffix: its subject; see `suffixed`."""

from __future__ import annotations

from typing import NamedTuple

from quotetrack.extraction.finders.suffixed.described import (
    closes_phrase,
    describes_next,
    ends_phrase,
    is_of_place,
    named_after,
    owns_object,
)
from quotetrack.extraction.finders.suffixed.runs import (
    compound_end,
    is_common,
    is_date,
    is_occasion,
    is_owned,
    joins,
    parted_end,
    run_end,
    whole_end,
)
from quotetrack.extraction.finders.suffixed.suffixes import (
    SMALL,
    cut,
    extent,
    is_genitive,
    is_oblique,
    opens_name,
    shows,
    source_of,
)
from quotetrack.extraction.finders.tokens import (
    DEMONYM,
    DETERMINER,
    LINKING,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_HEAD_TOKENS = 16  # from the head of a segment
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def first_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Source | None:
    """The first noun phrase without a case suffix that goes on into something else."""
    return _Walk(view, pack, tokens, start, end, known).subject()


class _Found(NamedTuple):  # where a walk ends: with a source, or knowing that there is none
    source: Source | None


_NO = _Found(None)  # a name describes nothing


class _Walk:
    """From the head of a segment to the noun phrase that is its subject.

    `start` is where the phrase may begin, `index` the word that is looked at. `owner`: a genitive
    came before, so that what follows belongs to it. `called`: a name that the next noun is called
    by. `candidate`: a noun that may be the title of the name after it.
    """

    def __init__(
        self, view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
    ) -> None:
        self.view, self.pack, self.tokens, self.end, self.known = view, pack, tokens, end, known
        self.start, self.index, self.owner = start, start, False
        self.called: Span | None = None
        self.candidate: Source | None = None

    def subject(self) -> Source | None:
        while self.index < self.end and self.index - self.start < MAX_HEAD_TOKENS:
            found = self._step()
            if found is not None:
                return found.source
        return self.candidate

    def _step(self) -> _Found | None:
        """One word or phrase further; where the walk ends, if it does."""
        pack, tokens, index = self.pack, self.tokens, self.index
        token = tokens[index]
        first = index == self.start == 0 and token.capital and token.word not in self.view.marked
        if (
            index + 1 < self.end
            and (not token.capital or (first and not token.classes & TITLE))
            and shows(pack, "without", tokens[index + 1].word)
        ):
            self._go_past(index + 2)  # soru almadan: what is not taken takes nothing itself
            return None
        capital = token.capital
        if first and is_common(pack, tokens, self.end, self.known):
            self.owner = self.owner or is_genitive(pack, token)
            if not token.classes & _HEAD:
                return self._past_common(token)
            capital = False
        if token.classes & TIME and index and is_date(tokens, index, self.end):
            self._go_past(index + 1)
            return None
        if capital and index == self.start == 0 and is_occasion(pack, tokens, self.end):
            self.index = self.start = 3
            return None
        if capital and (
            self.start or not token.classes & SMALL or opens_name(tokens, index, self.end)
        ):
            return self._at_name(token)
        if token.classes & PREPOSITION and self.candidate is None:
            self.index += 1
            self.owner = self.owner and not closes_phrase(pack, tokens, index)
            self.start = self.start if self.owner else self.index
            return None
        return self._at_noun(token)

    def _go_past(self, index: int) -> None:
        """The phrase begins behind words that are no part of it, unless somebody owns it."""
        self.index = index
        if not self.owner:
            self.start = index

    def _source(self, end: int) -> _Found:
        return _Found(source_of(self.view, self.pack, self.tokens, self.start, end))

    def _past_common(self, token: Token) -> _Found | None:
        """Past a common noun at the head of a sentence, which its capital makes no name."""
        pack, index = self.pack, self.index + 1
        following = self.tokens[index] if index < self.end else None
        oblique = shows(pack, "surely_oblique", token.word)
        self.index = index
        if following is not None and following.word in pack.words["partitive"]:
            return None  # Göstericilerden biri
        if following is not None and following.word in pack.words["contrast"]:
            if not (self.owner or oblique or token.classes & SMALL):
                return self._source(index)  # Hayranları ise
        if oblique and not self.owner:
            self.start = index
        return None

    def _at_name(self, token: Token) -> _Found | None:
        """At words with capitals: the subject, or what it is described or owned by."""
        pack, tokens, index, end = self.pack, self.tokens, self.index, self.end
        stop = run_end(pack, tokens, index, end)
        last = tokens[stop - 1]
        if is_oblique(pack, last):
            return self._at_oblique_name(stop)
        following = tokens[stop] if stop < end else None
        if following is not None:
            moved = self._past_description(stop, following)
            if moved is not _NO:
                return moved
        whole = whole_end(pack, tokens, stop, end)
        if whole is not None:
            return self._source(whole)
        compound = compound_end(pack, tokens, stop, end)
        if compound is not None and any(
            one.classes & TITLE for one in tokens[max(0, index - 1) : stop - 1]
        ):
            compound = None  # Başkan Kaya hükümeti …
        if compound is not None and self._goes_on_behind(compound):
            return None
        if compound is not None and not (self.owner and not is_owned(pack, tokens[compound - 1])):
            return self._at_compound(compound)
        if following is None and stop == end:
            return _Found(None) if self.owner else self._source(stop)
        if self.candidate is not None:
            if following is not None and owns_object(pack, tokens, index, stop):
                return _Found(self.candidate)  # şarkıcı Instagram hesabından
            if not (tokens[index - 1].classes | token.classes) & TITLE:
                return _Found(self.candidate)
        if self.owner or (last.classes & DEMONYM and stop - index == 1):
            if not any(one.classes & TITLE for one in tokens[index - 1 : stop - 1]):
                self.index = stop
                return None
        return self._source(stop)

    def _at_oblique_name(self, stop: int) -> _Found | None:
        pack, tokens, index = self.pack, self.tokens, self.index
        parted = parted_end(pack, tokens, index, stop, self.known)
        if parted is not None and (not self.owner or tokens[index - 1].classes & TITLE):
            return self._source(parted)
        if stop < self.end and shows(pack, "relative", tokens[stop].word):
            self.owner, self.index, self.candidate = False, stop + 1, None
            return None  # merkezi Londra'da bulunan Gözlemevi
        if self.candidate is not None:
            return _Found(self.candidate)
        self.owner = self.owner or is_genitive(pack, tokens[stop - 1])
        self.index = stop
        return None

    def _past_description(self, stop: int, following: Token) -> _Found | None:
        """Past a name that only describes what follows it; `_NO` where it does not."""
        pack, tokens, index, end = self.pack, self.tokens, self.index, self.end
        ahead = named_after(pack, tokens, stop, end)
        if ahead is not None and self.candidate is None:
            self.owner, self.index = False, ahead
            return None
        if following.classes & LINKING:  # Aras adlı bir adam
            if following.word in pack.words["naming"]:
                self.called = cut(self.view, pack, extent(tokens, index, stop))
            self.owner, self.index = False, stop + 1
            return None
        if joins(pack, tokens, stop, end):
            if stop + 1 == end:  # “…” dedi Kaya ve ekledi
                return self._source(stop)
            self.index = stop + 1
            return None
        if shows(pack, "modified", following.word) or is_of_place(
            pack, tokens, index, stop, self.known
        ):
            self.index = stop + 1  # Tahran merkezli bir kuruluş; Alton fabrikasında
            return None
        if following.classes & PREPOSITION:
            if self.candidate is not None:
                return _Found(self.candidate)
            self._go_past(stop + 1)
            return None
        return _NO

    def _goes_on_behind(self, compound: int) -> bool:
        """Whether a compound describes or owns what follows; then the walk is past it."""
        pack = self.pack
        after = self.tokens[compound] if compound < self.end else None
        if after is None or after.capital:
            return False
        if after.classes & LINKING:  # BM uzmanı olan Ada Kaya
            self.owner = False
            self.start = self.index = compound + 1
            return True
        if not describes_next(pack, after):
            return False  # köy sakinleri | belediyenin …
        self.owner = self.owner or is_genitive(pack, after)
        self.index = compound + 1  # muhalefet partisinin sözcüsü Kaya
        return True

    def _at_compound(self, compound: int) -> _Found | None:
        self.index = compound
        self.candidate = source_of(self.view, self.pack, self.tokens, self.start, compound)
        many = self.tokens[compound - 1].classes & ROLE
        named = compound < self.end and self.tokens[compound].capital
        if named and not many and self.candidate is not None:
            return None  # BM temsilcisi Ada Kaya
        return _Found(self.candidate)

    def _at_noun(self, token: Token) -> _Found | None:
        """At a word without a capital, or one that a capital does not make a name."""
        pack, tokens, index = self.pack, self.tokens, self.index
        head = token.classes & _HEAD or (
            not self.owner and shows(pack, "plural", token.word) and not is_oblique(pack, token)
        )
        if token.classes & PRONOUN and index == self.start and not token.classes & DETERMINER:
            return _Found(Source(Span(token.start, token.end), "pronoun", rest=token.end))
        if head and not (self.owner and not is_owned(pack, token)):
            following = tokens[index + 1] if index + 1 < self.end else None
            if following is not None and self._is_attribute(token, following):
                return None
            if following is None or ends_phrase(pack, tokens, self.start, index, following):
                if self.called is None:
                    return self._source(index + 1)
                return _Found(Source(self.called, "name", rest=token.end))
            if following.capital and not following.classes & (PREPOSITION | LINKING):
                self.candidate = source_of(self.view, pack, tokens, self.start, index + 1)
        if self.called is not None and token.word in pack.words["person"]:
            return _Found(Source(self.called, "name", rest=token.end))
        if shows(pack, "reported_verb", token.word):
            return _Found(self.candidate)  # kalacağını: the clause is on its way, its subject past
        self.owner = self.owner or is_genitive(pack, token)
        if self.owner and not token.capital and shows(pack, "relative", token.word):
            self.owner = False  # lider kuruluşlarından biri olan Kaya Vakfı
        self.index += 1
        return None

    def _is_attribute(self, token: Token, following: Token) -> bool:
        """Whether a head only describes what follows; then the walk is past it."""
        pack, index = self.pack, self.index
        if token.classes & DETERMINER and not following.capital:
            self.index += 1  # ünlü konuşmada; çoğu tur şirketi
            return True
        ahead = named_after(pack, self.tokens, index + 1, self.end)
        if ahead is not None and self.candidate is None:
            self.owner, self.index = False, ahead  # rakip takımın hocası Kaya
            return True
        if following.word in pack.words["article"] and shows(pack, "relative", token.word):
            self.index += 1  # çalışan bir cihaz
            return True
        return False
