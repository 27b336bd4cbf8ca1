"""The subject at the head of a clause, and where the words after it begin; see `suffixed`."""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.heads import (
    last_subject,
    segments,
)
from quotetrack.extraction.finders.suffixed.insertions import after_meanwhile, apposed
from quotetrack.extraction.finders.suffixed.runs import past_lead
from quotetrack.extraction.finders.suffixed.subjects import first_subject
from quotetrack.extraction.finders.suffixed.suffixes import (
    is_adverbial,
    is_genitive,
    is_oblique,
    shows,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    DETERMINER,
    ORGANISATION,
    PARTICLE,
    PREPOSITION,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

MAX_SEGMENTS = 6  # between commas, in which the subject is looked for
MAX_SETTING_TOKENS = 12  # up to the place where it was said
MAX_AGAIN_WORDS = 4  # of a subject after a conjunction
MAX_BARE_TOKENS = 4  # 'bir' and a noun that no list has
_DASHES = ("-", "–", "—")
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def at_head(
    view: View, pack: Pack, tokens: Tokens, known: set[str], *, coordinated: bool = False
) -> Source:
    """The subject at the head of `tokens`, elided if there is none.

    `coordinated`: the clause goes on from another one, so that a lone capital word is no subject.
    """
    fallback: Source | None = None
    begin = None
    for number, (start, end, closed) in enumerate(segments(tokens)):
        if number >= MAX_SEGMENTS:
            break
        start = past_lead(pack, tokens, start, end)
        if start >= end or (number == 0 and closed and _is_dateline(view, tokens, end)):
            continue
        if begin is None:
            begin = tokens[start].start
        inside = first_subject(view, pack, tokens, start, end, known)
        inside = after_meanwhile(view, pack, tokens, start, end, known) or inside
        if coordinated and inside is not None and not inside.sure:
            inside = None  # söyleyerek | sıkı kurallar getirilmesini istedi
        if (
            coordinated
            and inside is not None
            and inside.kind != "pronoun"
            and not (closed and inside.rest == tokens[end - 1].end)
        ):
            phrase = inside.description or inside.mention
            at_once = phrase is not None and phrase.start == tokens[start].start
            words = view.cased[slice(*(inside.mention or (0, 0)))].count(" ") + 1
            contrasted = any(
                t.start >= inside.rest and t.word in pack.words["contrast"]
                for t in tokens[start : start + MAX_AGAIN_WORDS]
            )
            head = tokens[start]
            some = head.word in pack.words["partitive"] or (  # ancak bazıları; suçlarken, bakanlık
                head.classes & _HEAD != 0
                and not head.capital
                and not shows(pack, "owned", head.word)
                and start + 1 < end
                and not shows(pack, "possessed", tokens[start + 1].word)
            )
            if not at_once or not 2 - (contrasted or some) <= words <= MAX_AGAIN_WORDS:
                inside = None
        last = tokens[end - 1]
        if coordinated and end - start == 1 and _is_object(pack, tokens, start):
            continue  # ve sakinleri “…” çağırdı
        aside = is_adverbial(pack, last) or shows(pack, "without", last.word)
        if closed and aside and number + 1 < MAX_SEGMENTS:
            if shows(pack, "asked", last.word):
                continue  # Kendisine toplantı sorulunca: somebody else is meant
            if inside is not None and (
                _only_time(tokens, inside.rest, end) or _own_occasion(pack, tokens, end)
            ):
                inside.rest = past_setting(pack, tokens, last.end)
                return inside  # Beyaz Saray pazar günü, …; Kaya yaptığı açıklamada, …
            fallback = fallback or inside
            continue
        while not closed and end > start + 1 and tokens[end - 1].classes & (ADVERB | DETERMINER):
            end -= 1  # Bir hayran şöyle …
        bare = end - start <= MAX_BARE_TOKENS and tokens[start].classes & DETERMINER
        sure = not closed and not bare
        found = inside
        if found is None and not (coordinated and not closed):
            found = last_subject(view, pack, tokens, start, end, sure=sure)
        if closed and inside is not None and inside.rest < last.end and last.capital:
            before = next(
                (
                    t
                    for t in reversed(tokens[start:end])
                    if t.classes & TITLE or not (t.capital or t.classes & PARTICLE)
                ),
                last,
            )
            if (
                before.classes & (TITLE | PREPOSITION) and before is not last
            ):  # …'in ardından Kral Charles,
                found = last_subject(view, pack, tokens, start, end, sure=False) or found
        if found is not None:
            if closed and found.kind == "description" and found.rest == last.end:
                found = apposed(view, pack, tokens, end, last) or found
            if closed and found.mention is not None and found.rest == last.end:
                _extend_list(view, pack, tokens, end + 1, found)
            found.rest = past_setting(pack, tokens, found.rest)
            found.rest = _past_converb(pack, tokens, found.rest)
            return found
        if closed and is_genitive(pack, last):
            break  # the clause has begun
    if fallback is not None or begin is None:
        return fallback or Source(None, "elided")
    return Source(None, "elided", rest=_past_own_occasion(pack, tokens, begin))


def _is_dateline(view: View, tokens: Tokens, end: int) -> bool:
    """Whether a place in capitals and a dash open the sentence: 'NEW HAVEN — Ada Kaya …'."""
    letters = view.cased[tokens[0].start : tokens[end - 1].end]
    return tokens[end].word in _DASHES and letters.isupper()


def _is_object(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a plural that may be an object stands right before quoted words: 'sakinleri “…”'."""
    token = tokens[index]
    quoted = index + 1 < len(tokens) and tokens[index + 1].word[0] == QUOTED
    if not quoted or token.capital or token.word in pack.words["partitive"]:
        return False
    return token.classes & ROLE != 0 and shows(pack, "owned", token.word)


def _only_time(tokens: Tokens, position: int, end: int) -> bool:
    """Whether nothing but when it was said stands between a subject and its comma."""
    after = [token for token in tokens[:end] if token.start >= position]
    return bool(after) and all(token.classes & (TIME | ADVERB) for token in after)


def _own_occasion(pack: Pack, tokens: Tokens, end: int) -> bool:
    """Whether a segment ends in what its subject made: 'yaptığı açıklamada'."""
    return (
        end > 2
        and shows(pack, "occasion", tokens[end - 1].word)
        and shows(pack, "object_participle", tokens[end - 2].word)
    )


def _past_converb(pack: Pack, tokens: Tokens, rest: int) -> int:
    """Past 'piyasaları yatıştırmaya çalışarak' before 'borcun …': what the subject does on the way."""
    first = next((i for i, t in enumerate(tokens) if t.start >= rest), len(tokens))
    for index in range(first, min(len(tokens) - 1, first + MAX_SETTING_TOKENS)):
        token = tokens[index]
        if token.classes & (BREAK | PREPOSITION) or is_genitive(pack, token):
            break
        if shows(pack, "manner", token.word):
            after = index + 1 + (tokens[index + 1].word == ",")
            owned = after < len(tokens) and is_genitive(pack, tokens[after])
            return tokens[after].start if owned else rest
    return rest


def _past_own_occasion(pack: Pack, tokens: Tokens, rest: int) -> int:
    """Past 'Gazetecilere yaptığı açıklamada', where the verb alone carries who made it."""
    first = next((i for i, t in enumerate(tokens) if t.start >= rest), len(tokens))
    for index in range(first, min(len(tokens) - 1, first + MAX_SETTING_TOKENS)):
        if tokens[index].classes & BREAK or is_genitive(pack, tokens[index]):
            break
        if _own_occasion(pack, tokens, index + 1):
            return tokens[index + 1].start
    return rest


def after_finite(pack: Pack, tokens: Tokens) -> int | None:
    """Where the last clause begins after a finite verb and a conjunction: '… arıyor, ancak Kaya'."""
    for index in range(len(tokens) - 1, 1, -1):
        if tokens[index].word == ";" and index + 1 < len(tokens):
            return index + 1
        if tokens[index].word == "," and index + 1 < len(tokens):
            if shows(pack, "surely_finite", tokens[index - 1].word):
                return index + 1  # Vali incelemelerde bulundu, yaraların sarıldığını …
            continue
        if tokens[index].word not in pack.words["clause_joiner"]:
            continue
        before = tokens[index - 1]
        if before.classes & BREAK:
            before = tokens[index - 2]
        if shows(pack, "finite", before.word) and not before.classes & _HEAD:
            return index + 1
    return None


def _setting_end(pack: Pack, tokens: Tokens, index: int) -> int | None:
    """Where the words end that say where or when it was said; None if none begin at `index`.

    'Ankara’da', 'bir dergiye verdiği röportajda', 'bakan ile yaptığı görüşmenin ardından'.
    """
    past = False  # a postposition came: only what the subject made may still be where it was said
    for ahead in range(index, min(len(tokens), index + MAX_SETTING_TOKENS)):
        token = tokens[ahead]
        after = tokens[ahead + 1] if ahead + 1 < len(tokens) else None
        of_occasion = after is not None and after.classes & PREPOSITION  # kararın ardından
        owner = is_genitive(pack, token)
        if token.classes & BREAK or (owner and not of_occasion):
            return None
        occasion = shows(pack, "occasion", token.word)
        own = (owner or (occasion and past)) and any(
            shows(pack, "object_participle", one.word)
            for one in tokens[max(index, ahead - 2) : ahead]
        )
        if owner and own:
            return ahead + 2
        if occasion and (own or not past):
            return ahead + 1
        if not past and shows(pack, "setting", token.word):
            return (
                None
                if any(shows(pack, "object", t.word) for t in tokens[index:ahead])
                else ahead + 1
            )
        if token.classes & PREPOSITION and token.word not in pack.words["and"]:
            past = past or not is_genitive(pack, tokens[ahead - 1])
    return None


def past_setting(pack: Pack, tokens: Tokens, rest: int) -> int:
    """Past when and where it was said, which stands after the subject: 'dün akşam Ankara’da'."""
    index = next((i for i, t in enumerate(tokens) if t.start >= rest), len(tokens))
    comma = next((i for i in range(index + 1, len(tokens)) if tokens[i].classes & BREAK), None)
    if comma is not None and tokens[comma].word == "," and _own_occasion(pack, tokens, comma):
        index = comma  # Kaya, destekçilerine hitaben yaptığı konuşmada, …
    while index < len(tokens) and tokens[index].classes & BREAK:
        if tokens[index].word[0] == QUOTED:
            return tokens[index].start
        index += 1
    if index < len(tokens):
        rest = tokens[index].start
    begin = index
    while index < len(tokens):
        if tokens[index].classes & (TIME | ADVERB) and not tokens[index].classes & _HEAD:
            index += 1
            continue
        end = _setting_end(pack, tokens, index)
        if end is None:
            break
        index = end
    while begin < index < len(tokens) and tokens[index].word == ",":
        index += 1
    return tokens[index].start if begin < index < len(tokens) else rest


def _extend_list(view: View, pack: Pack, tokens: Tokens, start: int, found: Source) -> None:
    """Make 'A, B ve C' one source: what follows the comma is names with 've' between them."""
    end = next((i for i in range(start, len(tokens)) if tokens[i].classes & BREAK), len(tokens))
    inner = tokens[start:end]
    joined = any(t.word in pack.words["and"] for t in inner)
    if end >= len(tokens) or not joined or found.mention is None or not inner[-1].capital:
        return
    if all(t.capital or t.word in pack.words["and"] for t in inner) and not is_oblique(
        pack, inner[-1]
    ):
        found.mention = Span(found.mention.start, inner[-1].end)
        found.rest = inner[-1].end
